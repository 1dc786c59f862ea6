"""The installed package is whole: the corpus and the templates travel with it."""

import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import indexer
from indexer.settings import shipped_corpus


def test_versions_agree() -> None:
    assert version("summary-search") == indexer.__version__


def test_the_two_commands_are_there() -> None:
    names = {entry.name: entry.value for entry in entry_points(group="console_scripts")}
    assert names["indexer"] == "indexer.cli:main"
    assert names["searchapp"] == "searchapp.cli:main"


def test_the_shipped_corpus_is_found_and_searched_from_any_folder(tmp_path: Path) -> None:
    code = "from indexer.cli import main; main()"
    environ = {"SUMMARY_SEARCH_INDEX": str(tmp_path / "index"), "PATH": "/usr/bin"}
    run = [sys.executable, "-c", code]
    rebuilt = subprocess.run([*run, "rebuild"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert rebuilt.returncode == 0, rebuilt.stderr
    found = subprocess.run(
        [*run, "search", "spinal cord injury"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "[bydon-2020-celltop-sci-first-report]" in found.stdout
    assert "[qu-2017-msc-spinal-cord-injury-review]" in found.stdout


def test_the_shipped_summaries_have_a_home() -> None:
    assert len(list((shipped_corpus() / "summaries").glob("*.md"))) >= 12
