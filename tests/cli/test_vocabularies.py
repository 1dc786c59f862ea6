"""The commands print the vocabulary that they use, and warn if its folder lacks a file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.settings import shipped_corpus

Run = Callable[..., Result]

SHIPPED = shipped_corpus() / "vocabulary"
CONDITIONS = "- {id: stroke, label: stroke}\n- {id: als, label: ALS}\n"
LACKS_DESIGNS = (
    "without the file study_designs.yaml, no text gets a study design; "
    f"copy {SHIPPED}/study_designs.yaml into this folder, or add an empty file if no text needs one"
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SUMMARY_SEARCH_INDEX", str(tmp_path / "index"))

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of one summary without warnings, and no vocabulary beside it."""
    folder = tmp_path / "a" / "b" / "c" / "d" / "texts"
    folder.mkdir(parents=True)
    (folder / "one.md").write_text("---\ntitle: Cells in stroke\n---\nA trial of cells in stroke.\n")
    return folder


@pytest.fixture
def own(source: Path) -> Path:
    """A vocabulary beside the summaries: two conditions, a cell type and a donor. Two files are missing."""
    folder = source / "vocabulary"
    folder.mkdir()
    (folder / "conditions.yaml").write_text(CONDITIONS)
    (folder / "cell_types.yaml").write_text("- {id: msc, label: MSC}\n- {id: own, label: own, facet: donor}\n")
    return folder


@pytest.mark.parametrize("command", [["rebuild"], ["rebuild", "--dry-run"], ["update"], ["check"]])
def test_the_folder_beside_the_summaries_is_named(run: Run, source: Path, own: Path, command: list[str]) -> None:
    result = run(*command, source)
    counts = "2 conditions, 1 cell types, 0 routes, 1 donor, 0 study"
    assert f"Vocabulary: 4 concepts ({counts}) in {own}, beside the summaries\n" in result.stdout
    assert f"warning: {own}: {LACKS_DESIGNS}\n" in result.stderr
    assert f"warning: {own}: without the file routes.yaml, no text gets a route; copy {SHIPPED}/r" in result.stderr
    assert result.stderr.count("warning: ") == 2
    assert result.exit_code == 0


@pytest.mark.parametrize("command", [["rebuild"], ["rebuild", "--dry-run"], ["update"], ["check"]])
def test_json_has_the_folder_and_the_missing_files(run: Run, source: Path, own: Path, command: list[str]) -> None:
    assert json.loads(run(*command, source, "--json").stdout)["vocabulary"] == {
        "folder": str(own),
        "origin": "beside the summaries",
        "missing": ["routes.yaml", "study_designs.yaml"],
        "concepts": {"conditions": 2, "cell_types": 1, "routes": 0, "donor": 1, "study": 0},
    }


def test_without_a_folder_the_shipped_one_is_used(run: Run, source: Path) -> None:
    result = run("rebuild", source)
    assert f" in {SHIPPED}, shipped with the program\n" in result.stdout
    assert "warning" not in result.stderr


def test_a_folder_from_an_option_or_a_variable_is_a_setting(
    run: Run, source: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    shutil.copytree(own, other)
    assert f" in {other}, from the settings\n" in run("rebuild", source, "--vocabulary", other).stdout
    monkeypatch.setenv("SUMMARY_SEARCH_VOCABULARY", str(other))
    assert json.loads(run("check", source, "--json").stdout)["vocabulary"]["origin"] == "setting"


def test_a_missing_file_is_a_warning_of_check(run: Run, source: Path, own: Path) -> None:
    assert run("check", source).stdout.endswith("; 2 warnings\n")
    assert run("check", source, "--strict").exit_code == 1
    assert run("check", source, "--quiet").stderr == ""
    annotations = run("check", source, "--format", "github").stdout
    assert f"::warning file={own}::without the file routes.yaml, no text gets a route; copy " in annotations


def test_an_empty_file_says_that_nothing_is_missing(run: Run, source: Path, own: Path) -> None:
    for name in ("routes.yaml", "study_designs.yaml"):
        (own / name).touch()
    result = run("check", source, "--strict")
    assert result.exit_code == 0
    assert "warning" not in result.stderr


def test_status_counts_the_concepts_of_the_index(run: Run, source: Path, own: Path) -> None:
    run("rebuild", source)
    shutil.rmtree(own)
    result, data = run("status"), json.loads(run("status", "--json").stdout)
    fingerprint = data["vocabulary_fingerprint"]
    counts = "2 conditions, 1 cell types, 0 routes, 1 donor, 0 study"
    assert f"Vocabulary: 4 concepts ({counts}), fingerprint {fingerprint[:12]}\n" in result.stdout
    assert result.stderr == (
        "warning: the vocabulary of this index has no route; check the file routes.yaml, then run: indexer rebuild\n"
        "warning: the vocabulary of this index has no study design; check the file study_designs.yaml, "
        "then run: indexer rebuild\n"
    )
    assert data["vocabulary"] == {"concepts": {"conditions": 2, "cell_types": 1, "routes": 0, "donor": 1, "study": 0}}
    assert run("status", "--quiet").output == ""
