import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.cli.program import EPILOG
from indexer.engines.protocols import Engine

VOCABULARY = str(Path(__file__).parent / "data" / "vocabulary")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SUMMARY_SEARCH_INDEX", str(tmp_path / "index"))

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


def test_status_verifies_the_index(run: Run, toy: Path, tmp_path: Path) -> None:
    run("rebuild", str(toy))
    sound = run("status", "--verify")
    assert sound.exit_code == 0
    assert "Verified:   no damage" in sound.output
    assert json.loads(run("status", "--verify", "--json").output)["verified"] is True
    table = next((tmp_path / "index").glob("generations/*/years.npy"))
    content = bytearray(table.read_bytes())
    content[-1] ^= 1
    table.write_bytes(content)
    assert run("status").exit_code == 0  # of the same size: only its checksum tells
    harmed = run("status", "--verify")
    assert harmed.exit_code == 3
    assert "years.npy is not as it was written; run: indexer rebuild" in harmed.output


def test_rebuild_then_search_then_status(run: Run, toy: Path, tmp_path: Path) -> None:
    rebuilt = run("rebuild", toy, "--vocabulary", VOCABULARY)
    assert rebuilt.exit_code == 0
    assert rebuilt.output.startswith(f"Index: {tmp_path}/index\nVocabulary: 21 concepts (8 conditions, ")
    assert "\nRead 6 summaries: 6 indexed, 0 rejected, in " in rebuilt.output
    assert rebuilt.output.rstrip().endswith("a second)")

    found = run("search", "walking")
    assert found.exit_code == 0
    assert found.output.splitlines() == [
        "1 summary, by relevance; page 1 of 1",
        "",
        "1. Cells after an ischemic stroke (2021)  [stroke]",
        "   Walking improved in both groups.",
    ]

    status = run("status")
    assert status.exit_code == 0
    assert "Summaries:  6, read from " in status.output
    assert "In use:     7 conditions, 4 cell types, 4 routes, 2 donor, 3 study" in status.output


def test_rebuild_reports_rejected_summaries_and_exits_with_1(run: Run, toy: Path) -> None:
    (toy / "broken.md").write_text("---\ntitle: T\nroutes: [intratecal]\n---\nText.\n")
    (toy / "notes.pdf").write_text("")
    rebuilt = run("rebuild", toy, "--vocabulary", VOCABULARY)
    assert rebuilt.exit_code == 1
    assert f'{toy}/broken.md:3: unknown route "intratecal"; did you mean "intrathecal"?' in rebuilt.stderr
    assert f"skipped: {toy}/notes.pdf" in rebuilt.stderr
    assert "Read 7 summaries: 6 indexed, 1 rejected" in rebuilt.stdout
    assert run("search", "walking").exit_code == 0


def test_rebuild_as_json(run: Run, toy: Path) -> None:
    (toy / "broken.md").write_text("x")
    report = json.loads(run("rebuild", toy, "--vocabulary", VOCABULARY, "--json").stdout)
    assert {key: report[key] for key in ("read", "indexed", "valid", "rejected", "passed_over")} == {
        "read": 7, "indexed": 6, "valid": 6, "rejected": 1, "passed_over": [],
    }  # fmt: skip
    assert report["problems"][0]["line"] == 1
    assert report["problems"][0]["text"].startswith(f"{toy}/broken.md:1: no front matter")
    assert report["index"]["summaries"] == 6


def test_update_prints_changes_and_the_reason_of_a_rebuild(run: Run, toy: Path) -> None:
    first = run("update", toy, "--vocabulary", VOCABULARY)
    assert first.exit_code == 0
    assert re.fullmatch(r"Rebuilt: there is no index in \S+", first.stdout.splitlines()[0])
    (toy / "knee.md").write_text("---\ntitle: Walking again\n---\nText.\n")
    (toy / "plain.md").unlink()
    (toy / "broken.md").write_text("x")
    updated = run("update", toy, "--vocabulary", VOCABULARY)
    assert updated.exit_code == 1
    assert updated.stdout.splitlines()[0] == "Changes: 0 added, 1 changed, 1 removed, 4 unchanged"
    assert "Read 6 summaries: 5 indexed, 1 rejected" in updated.stdout
    assert f"{toy}/broken.md:1: no front matter" in updated.stderr
    assert "2 summaries, by relevance" in run("search", "walking").output
    report = json.loads(run("update", toy, "--vocabulary", VOCABULARY, "--json").stdout)
    assert report["changes"] == {"added": 0, "changed": 0, "removed": 0, "unchanged": 5}
    assert (report["indexed"], report["index"]["summaries"]) == (5, 5)


def test_an_index_is_rebuilt_after_many_updates(run: Run, toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMMARY_SEARCH_SEGMENTS", "1")
    run("rebuild", toy, "--vocabulary", VOCABULARY)
    (toy / "plain.md").unlink()
    report = json.loads(run("update", toy, "--vocabulary", VOCABULARY, "--json").stdout)
    assert report["rebuilt"] == "the index has as many segments as it may have (1)"


def test_check_reports_errors_and_indexes_nothing(run: Run, toy: Path, tmp_path: Path) -> None:
    clean = run("check", toy, "--vocabulary", VOCABULARY)
    assert clean.exit_code == 0
    assert "Read 6 summaries: 6 valid, 0 rejected" in clean.output
    (toy / "broken.md").write_text("x")
    broken = run("check", toy, "--vocabulary", VOCABULARY, "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["index"] is None
    assert not (tmp_path / "index").exists()


def test_search_as_json_has_the_shape_of_the_api(run: Run, engine: Engine) -> None:
    answer = json.loads(run("search", "cells", "--condition", "ALS", "--size", "1", "--json").stdout)
    assert list(answer) == [
        "query", "total", "page", "pages", "size", "sort", "hits", "facets", "years", "interpretation", "relaxed",
        "relaxed_total", "related", "total_all_words", "literal", "senses", "offers", "suggestion", "corrected",
        "notices", "remedies", "index", "took_ms",
    ]  # fmt: skip
    assert (answer["total"], answer["pages"], len(answer["hits"])) == (2, 2, 1)


def test_a_misspelt_query_is_corrected_unless_exact(run: Run, engine: Engine) -> None:
    found = run("search", "brething")
    assert found.exit_code == 0
    assert found.output.splitlines()[:2] == [
        "(No summary matches brething, so breathing was searched; --exact searches as typed)",
        "2 summaries, by relevance; page 1 of 1",
    ]
    exact = run("search", "brething", "--exact")
    assert exact.exit_code == 1
    assert "(Did you mean: breathing? 2 results)" in exact.output


def test_search_without_hits_prints_hints_and_exits_with_1(run: Run, engine: Engine) -> None:
    nothing = run("search", "walking nosuchword", "--route", "IV", "--words", "all")
    assert nothing.exit_code == 1
    assert nothing.output.splitlines() == [
        "Without walking: 0",
        "Without nosuchword: 1",
        "Without intravenous: 0",
        "0 summaries, by relevance; page 1 of 1",
    ]


def test_search_explains_scores(run: Run, engine: Engine) -> None:
    found = run("search", "walking", "--explain").output.splitlines()
    assert re.fullmatch(r" +(\d\.\d{4})  “walking” in the text: walking 1×", found[-2])
    assert found[-1].endswith("total")
    assert found[-1].split()[0] == found[-2].split()[0]


def test_search_continues_with_hits_for_some_of_the_words(run: Run, engine: Engine) -> None:
    found = run("search", "twelve headache itching")
    assert found.exit_code == 1  # none has all
    assert "With some of the words: 2" in found.output
    assert "1. Cells given intrathecally in ALS (2018)  [als-it]" in found.output
    assert "With some" not in run("search", "twelve headache itching", "--words", "all").output
    some = run("search", "twelve headache itching", "--words", "some")
    assert some.exit_code == 0
    assert "2 summaries, by relevance; page 1 of 1" in some.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "x", "--route", "intratecal"), 'unknown route "intratecal"; did you mean "intrathecal"?'),
        (("search", "x", "--size", "0"), "--size"),
        (("search", "x", "--sort", "best"), "--sort"),
        (("rebuild", "no/such/folder"), "no/such/folder"),
        (("nonsense",), "No such command"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...], message: str, run: Run, engine: Engine) -> None:
    wrong = run(*arguments)
    assert wrong.exit_code == 2
    assert message in wrong.output


def test_errors_exit_with_3_and_a_remedy(run: Run, tmp_path: Path, toy: Path) -> None:
    missing = run("search", "x")
    assert missing.exit_code == 3
    assert missing.stderr == f"indexer: there is no index in {tmp_path}/index; run: indexer rebuild\n"

    (tmp_path / "empty").mkdir()
    nothing = run("rebuild", tmp_path / "empty")
    assert nothing.exit_code == 3
    assert "no summary could be read in" in nothing.stderr

    bad = tmp_path / "vocabulary"
    bad.mkdir()
    (bad / "routes.yaml").write_text("- {id: a}\n- {id: b}")
    vocabulary = run("check", toy, "--vocabulary", bad)
    assert vocabulary.exit_code == 3
    assert vocabulary.stderr.splitlines()[0] == "indexer: 2 problems in the vocabulary:"
    assert f"{bad}/routes.yaml:2: a concept without label" in vocabulary.stderr

    (tmp_path / "file").write_text("")
    blocked = run("rebuild", toy, "--index", tmp_path / "file" / "index")
    assert blocked.exit_code == 3
    assert "Traceback" not in blocked.output


def test_the_default_of_paths_is_the_corpus(
    run: Run, toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    toy.rename(tmp_path / "corpus" / "summaries")
    rebuilt = run("rebuild", "--vocabulary", VOCABULARY, "--json")
    assert json.loads(rebuilt.stdout)["index"]["source"] == str(tmp_path / "corpus")


def _commands() -> list[str]:
    """Return every command, those of a group behind its name."""
    found = []
    for name, command in main.commands.items():
        found += [f"{name} {inner}" for inner in command.commands] if isinstance(command, click.Group) else [name]
    return sorted(found)


@pytest.mark.parametrize("command", _commands())
def test_every_command_has_help_with_an_example_and_json(command: str, run: Run) -> None:
    text = run(*command.split(), "--help").output
    assert f"Example: indexer {command}" in text
    assert "--json" in text
    assert "--quiet" in text
    assert EPILOG in " ".join(text.split())


@pytest.mark.parametrize(
    "command",
    [
        "rebuild TOY",
        "rebuild TOY --dry-run",
        "update TOY",
        "check TOY",
        "search walking",
        "status --coverage",
        "tag TOY",
        "evaluate tags --corpus TOY",
    ],
)
def test_a_quiet_command_prints_only_requested_json(
    command: str, run: Run, engine: Engine, toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARY_SEARCH_VOCABULARY", VOCABULARY)
    arguments = [str(toy) if part == "TOY" else part for part in command.split()]
    quiet = run(*arguments, "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    for line in run(*arguments, "--quiet", "--json").stdout.split("\n" if command.startswith("tag") else "\0"):
        assert not line or json.loads(line)


def test_a_quiet_command_prints_errors(run: Run, toy: Path) -> None:
    (toy / "broken.md").write_text("x")
    (toy / "notes.pdf").write_text("")
    quiet = run("rebuild", toy, "--vocabulary", VOCABULARY, "-q")
    assert quiet.exit_code == 1
    assert quiet.output.startswith(f"{toy}/broken.md:1: no front matter")
    assert len(quiet.output.splitlines()) == 1


def test_check_prints_warnings_and_strict_counts_them(run: Run, write: Callable[[dict[str, str]], Path]) -> None:
    folder = write({"a": "---\ntitle: T\n---\nPain fell by 72%.\n"})
    warned = run("check", folder)
    assert warned.exit_code == 0
    assert f'warning: {folder}/a.md:4: "72%" has no source; add "citation:" with the doi of the study' in warned.stderr
    assert warned.stdout.rstrip().endswith("a second); 1 warning")
    assert run("check", folder, "--strict").exit_code == 1
    found = json.loads(run("check", folder, "--format", "json").stdout)["warnings"]
    assert [(w["kind"], w["summary"], w["line"]) for w in found] == [("uncited-figure", "a", 4)]


def test_check_prints_annotations_for_github(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a, b: 100%"
    folder.mkdir()
    (folder / "x.md").write_text("---\ntitle: T\n---\nPain fell by 72%.\n")
    (folder / "y.md").write_text("---\ntitle: T\nroutes: [50%:x]\n---\nText.\n")
    annotated = run("check", folder, "--format", "github")
    assert annotated.exit_code == 1
    place = f"{tmp_path}/a%2C b%3A 100%25"
    assert annotated.stdout.splitlines()[:2] == [
        f'::error file={place}/y.md,line=3::unknown route "50%25:x"; if it is right, add it to routes.yaml',
        f'::warning file={place}/x.md,line=4::"72%25" has no source; add "citation:" with the doi of the study',
    ]
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "routes.yaml").write_text("- {id: a}\n")
    broken = run("check", folder, "--format", "github", "--vocabulary", tmp_path / "bad")
    assert broken.exit_code == 3
    assert f"::error file={tmp_path}/bad/routes.yaml,line=1::a concept without label" in broken.stdout


def test_a_dry_run_prints_the_changes(run: Run, toy: Path, engine: Engine) -> None:
    (toy / "new.md").write_text("---\ntitle: Walking after a stroke\nconditions: [ischemic-stroke]\n---\nThey walk.\n")
    (toy / "plain.md").unlink()
    (toy.parent / "queries.txt").write_text("walking\nitch\n")
    dry = run("update", toy, "--vocabulary", VOCABULARY, "--dry-run")
    assert dry.exit_code == 0
    lines = dry.stdout.splitlines()
    assert lines[:3] == ["Summaries: 1 added, 0 changed, 1 removed, 5 unchanged", "  + new", "  - plain"]
    assert "  Condition: ischemic stroke 1 -> 2" in lines
    assert "Pinned queries: 1 of 2 change" in lines
    assert "  walking (1 -> 2 hits)" in lines
    assert lines[-1] == "Nothing was written."
    as_json = json.loads(run("rebuild", toy, "--vocabulary", VOCABULARY, "--dry-run", "--json").stdout)
    assert as_json["dry_run"] is True
    assert as_json["summaries"] == {"added": ["new"], "changed": [], "removed": ["plain"], "unchanged": 5}
    assert as_json["queries"][1] == {"query": "itch", "total": {"before": 1, "after": 1}, "moves": []}
    (toy.parent / "other.txt").write_text("itch\n")
    other = run("rebuild", toy, "--vocabulary", VOCABULARY, "--dry-run", "--queries", toy.parent / "other.txt")
    assert "Pinned queries: 0 of 1 change" in other.stdout
    assert run("rebuild", toy, "--queries", toy.parent / "other.txt").exit_code == 2


def test_status_prints_the_coverage(run: Run, engine: Engine) -> None:
    text = run("status", "--coverage").stdout
    assert re.search(r"^Concepts without a summary: \d+ of \d+$", text, re.MULTILINE)
    assert "Summaries without a condition: 1\n  plain\n" in text
    found = json.loads(run("status", "--coverage", "--json").stdout)["coverage"]
    assert (found["without_condition"], found["without_condition_ids"], found["read"]) == (1, ["plain"], 6)
    assert set(found["unused"]) == {"conditions", "cell_types", "routes", "donor", "study"}


def test_tag_prints_each_decision_with_its_evidence(run: Run, write: Callable[[dict[str, str]], Path]) -> None:
    folder = write({"new": "---\ntitle: Cells in ALS\nroutes: [IT]\n---\nPatients received their own cells.\n"})
    tagged = run("tag", folder, "--vocabulary", VOCABULARY)
    assert tagged.exit_code == 0
    # How likely each is depends on the weights that were learnt last.
    assert re.sub(r"0\.[5-9]\d?|\b1(?=:)", "likely", tagged.output).splitlines() == [
        "new",
        "  Route        intrathecal  (given)",
        "+ Condition    amyotrophic lateral sclerosis  likely: “ALS” 1 (title)",
        "+ Donor        autologous  likely: “own cells” 1 (given)",
    ]


def test_tag_reads_json_lines_and_skips_invalid_ones(run: Run) -> None:
    lines = (
        '{"id": "A.1", "title": "ALS", "text": "One."}\nnonsense\n[]\n\n{"title": 3}\n{"id": "b", "text": "Knees."}\n'
    )
    tagged = CliRunner().invoke(main, ["tag", "-", "--vocabulary", VOCABULARY, "--json"], input=lines)
    assert tagged.exit_code == 1
    first, second = map(json.loads, tagged.stdout.splitlines())
    assert list(first) == ["id", "conditions", "cell_types", "routes", "donor", "study", "evidence"]
    assert (first["id"], first["conditions"]) == ("A.1", ["als"])
    assert first["evidence"]["conditions"] == [
        {"concept": "als", "score": pytest.approx(0.75, abs=0.25), "assigned": True,
         "reasons": [{"quote": "ALS", "weight": 1.0, "why": ["title"]}]}
    ]  # fmt: skip
    assert (second["id"], second["conditions"]) == ("b", [])
    assert [line.split(":")[1] for line in tagged.stderr.splitlines()] == ["2", "3", "5"]


def test_every_command_that_reads_takes_standard_input_and_any_format(run: Run, tmp_path: Path) -> None:
    ris = "TY  - JOUR\nTI  - Walking after a stroke\nAB  - Text.\nER  - \n"
    options = ["--vocabulary", VOCABULARY]

    def given(*arguments: str, text: str) -> Result:
        return CliRunner().invoke(main, [*arguments, *options], input=text)

    assert "Read 1 summaries: 1 valid" in given("check", "-", text=ris).stdout
    assert "Read 1 summaries: 1 indexed" in given("rebuild", "-", text=ris).stdout
    assert "Walking after a stroke" in run("search", "walking").output
    assert "read from standard input" in run("status").stdout
    assert "0 added, 0 changed, 0 removed, 1 unchanged" in given("update", "-", text=ris).stdout
    broken = given("check", "-", text=ris + "TY  - JOUR\n")
    assert broken.exit_code == 1
    assert "standard input:5: a record without an end" in broken.stderr
    packed = CliRunner().invoke(main, ["check", "-", *options], input=gzip.compress(ris.encode()))
    assert "Read 1 summaries: 1 valid" in packed.stdout


def test_the_format_and_the_columns_may_be_given(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "x.dat"
    table.write_text("Titel;Kurz\nKnie;Text.\n")
    unknown = run("check", table, "--vocabulary", VOCABULARY)
    assert unknown.exit_code == 1
    assert f"{table}: unknown format; name it with --from" in unknown.stderr
    options = ("--from", "delimited", "--map", "title=Titel", "--map", "text=Kurz", "--vocabulary", VOCABULARY)
    assert "Read 1 summaries: 1 valid" in run("check", table, *options).stdout
    assert run("check", table, "--from", "word").exit_code == 2


def test_evaluate_tags_hides_the_front_matter_and_scores_against_it(run: Run, toy: Path) -> None:
    scored = run("evaluate", "tags", "--corpus", toy, "--vocabulary", VOCABULARY, "--errors")
    assert scored.exit_code == 0
    # Of six conditions given by five files, all but none are named in the text; the dish's notes name none.
    assert scored.output.splitlines()[2].split() == ["conditions", "5", "0", "0", "1.000", "1.000", "1.000"]
    # "Cells from fat", "cells" in people: no word there names mesenchymal stem cells or exosomes.
    assert scored.output.splitlines()[3].split() == ["cell_types", "0", "0", "5", "1.000", "0.000", "0.000"]
    assert "    als-it: missed bm-msc" in scored.output.splitlines()


def test_evaluate_takes_labelled_texts_and_abbreviations(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "a", "title": "ALS", "text": "x", "labels": {"conditions": ["als", "stroke"]}}\n')
    scored = json.loads(run("evaluate", "tags", "--gold", gold, "--vocabulary", VOCABULARY, "--json").stdout)
    assert {key: scored["conditions"][key] for key in ("right", "extra", "missed", "precision", "recall")} == {
        "right": 1, "extra": 0, "missed": 1, "precision": 1.0, "recall": 0.5,
    }  # fmt: skip
    pairs = tmp_path / "pairs.jsonl.gz"
    with gzip.open(pairs, "wt") as stream:
        record = {
            "_id": "1",
            "title": "",
            "text": "Atopic dermatitis (AD) is itchy.",
            "pairs": [["AD", "atopic dermatitis"]],
        }
        stream.write(json.dumps(record))
    assert "1.000" in run("evaluate", "abbreviations", pairs).output
    gold.write_text("nonsense\n")
    broken = run("evaluate", "tags", "--gold", gold)
    assert broken.exit_code == 3
    assert f"{gold}:1: not JSON" in broken.stderr
