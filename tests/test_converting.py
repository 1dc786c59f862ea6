import io
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from indexer.cli import main
from indexer.errors import Problem
from indexer.ingest.convert import ConvertedFile, convert_summaries
from indexer.summaries.limits import clean_text
from indexer.summaries.markdown_writer import ProposedField, markdown_text
from indexer.summaries.readers import INPUT_FORMATS, find_files, read
from indexer.summaries.summary import Catalogued, Citation, Summary
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

ROOT = Path(__file__).parent
SAMPLES = ROOT / "data" / "formats"
VOCABULARY = str(ROOT / "data" / "vocabulary")

TERMS = load_vocabulary(Path(VOCABULARY))

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def run(*arguments: str | Path, **more: str) -> Result:
        command = ["convert", *map(str, arguments), "--vocabulary", VOCABULARY]
        return CliRunner().invoke(main, command, input=more.get("input"))

    return run


NEW = Summary(
    id="new",
    title="Cells in ALS",
    paragraphs=("Patients received their own cells.",),
    facets={"routes": ("intrathecal",)},
    citation=Citation(authors=("Abel A",), more_authors=True, title="A: trial", year=2018, pages="1-9"),
)


def test_a_file_has_the_given_fields_and_the_suggested_ones_as_comments(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (result,) = convert_summaries([NEW], vocabulary, tmp_path / "new", force=False, dry_run=False)
    assert result == ConvertedFile(tmp_path / "new" / "new.md", "new", "written")
    lines = result.path.read_text().splitlines()
    scores = [line.split()[2] for line in lines if line.startswith("#   ") and line[4:6] in ("al", "au")]
    assert [0.5 < float(score.rstrip(":")) <= 1 for score in scores] == [True, True]
    assert [line for line in lines if not line.startswith("#   a")] == [
        "---",
        "title: Cells in ALS",
        "# conditions: [als]",
        "# cell_types: []",
        "#   nothing was found in the text",
        "routes: [intrathecal]",
        "# donor: [autologous]",
        "# study: []",
        "#   nothing was found in the text",
        "year: 2018",
        "citation:",
        "  authors: [Abel A, et al.]",
        "  title: 'A: trial'",
        "  year: 2018",
        "  pages: 1-9",
        "---",
        "",
        "Patients received their own cells.",
    ]
    assert [line.partition(": ")[2] for line in lines if line.startswith("#   a")] == [
        'title "ALS"',
        'given "own cells"',
    ]


def test_an_uncommented_field_is_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    list(convert_summaries([NEW], vocabulary, tmp_path, force=False, dry_run=False))
    path = tmp_path / "new.md"
    path.write_text(path.read_text().replace("# conditions", "conditions"))
    (summary,) = read(path, vocabulary)
    assert isinstance(summary, Summary)
    assert summary.facets == {"conditions": ("als",), "routes": ("intrathecal",)}


def test_catalogued_fields_are_written_as_they_would_be_indexed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    summary = Summary(
        "x",
        "Infarction of the brain",
        ("People with an ischemic stroke were given BM-MSC intravenously.",),
        catalogued={"conditions": Catalogued(("stroke",), True), "cell_types": Catalogued(("msc",), False)},
    )
    list(convert_summaries([summary], vocabulary, tmp_path, force=False, dry_run=False))
    lines = (tmp_path / "x.md").read_text().splitlines()
    assert "conditions: [ischemic-stroke]" in lines
    assert lines[lines.index("conditions: [ischemic-stroke]") + 1] == "#   by the catalogue: stroke"
    assert "cell_types: [bm-msc]" in lines
    (reread,) = read(tmp_path / "x.md", vocabulary)
    assert isinstance(reread, Summary)
    tagger = Tagger(vocabulary)
    assert tagger.tag(reread) == tagger.tag(summary)


def test_nothing_is_overwritten_without_force(run: Run, tmp_path: Path) -> None:
    first = run(SAMPLES / "references.ris", "--to", tmp_path / "s")
    assert first.exit_code == 0
    knees, chapter = tmp_path / "s" / "pmid-99000001.md", tmp_path / "s" / "a-chapter-on-eczema-2018.md"
    assert first.stdout.splitlines() == [
        f"written: {knees}", f"written: {chapter}", "2 written, 0 overwritten, 0 unchanged; 0 problems",
    ]  # fmt: skip
    assert stat.S_IMODE(knees.stat().st_mode) & 0o600 == 0o600
    again = run(SAMPLES / "references.ris", "--to", tmp_path / "s")
    assert (again.exit_code, again.stdout) == (0, "0 written, 0 overwritten, 2 unchanged; 0 problems\n")
    knees.write_text("corrected")
    kept = run(SAMPLES / "references.ris", "--to", tmp_path / "s")
    assert kept.exit_code == 1
    assert kept.stderr == f"{knees}: exists already and was left as it is; use --force to overwrite it\n"
    assert knees.read_text() == "corrected"
    dry = run(SAMPLES / "references.ris", "--to", tmp_path / "s", "--force", "--dry-run")
    assert dry.stdout.splitlines()[0] == f"would be overwritten: {knees}"
    assert knees.read_text() == "corrected"
    forced = run(SAMPLES / "references.ris", "--to", tmp_path / "s", "--force")
    assert forced.exit_code == 0
    assert knees.read_text().startswith("---\ntitle: Cells from fat")
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == [chapter.name, knees.name]


@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_converted_files_are_read_as_the_same(sample: Path, run: Run, tmp_path: Path, vocabulary: Vocabulary) -> None:
    done = json.loads(run(sample, "--to", tmp_path / "s", "--json").stdout)
    texts = [item for item in read(sample, vocabulary) if isinstance(item, Summary) and item.paragraphs]
    assert [file["id"] for file in done["files"]] == [summary.id for summary in texts]
    for problem in done["problems"]:  # a record without an abstract is valid, but has no text to write
        assert "cannot be written: no text below the front matter; write the summary there" in problem["text"]
    tagger = Tagger(vocabulary)
    for path, summary in zip([Path(file["path"]) for file in done["files"]], texts, strict=True):
        (reread,) = read(path, vocabulary)
        assert isinstance(reread, Summary)
        assert tagger.tag(reread) == tagger.tag(summary)
    assert find_files([tmp_path / "s"]).problems == ()


def test_two_summaries_with_the_same_file_name_are_a_problem(tmp_path: Path, vocabulary: Vocabulary) -> None:
    two = [Summary("A.1", "One", ("Text.",)), Summary("a-1", "Two", ("Text.",))]
    first, second = convert_summaries(two, vocabulary, tmp_path, force=True, dry_run=False)
    assert isinstance(first, ConvertedFile)
    assert str(second) == f"{tmp_path}/a-1.md: two summaries would have this file name; change one of the ids"
    assert "title: One" in (tmp_path / "a-1.md").read_text()


def test_a_page_is_converted_from_standard_input(run: Run, tmp_path: Path) -> None:
    done = run("-", "--to", tmp_path, input=(SAMPLES / "page.html").read_text())
    assert done.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["cells-for-worn-knees.md"]


def test_unreadable_summaries_are_reported_and_the_others_converted(run: Run, tmp_path: Path) -> None:
    done = run("-", "--to", tmp_path, input='{"id": "a", "title": "A", "text": "Text."}\nnonsense\n')
    assert done.exit_code == 1
    assert done.stderr.startswith("standard input:2: not JSON")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    wrong = run("-", "--to", tmp_path, "--map", "titel=Titel", input="")
    assert wrong.exit_code == 2
    assert 'did you mean "title"?' in wrong.output


WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
MARKS = """--- ; # Heading ; a: b ; 'quoted" ; 1. item ; 1) item ; - item ; + item ; > quote ; * star * ; _a_ __b__ ;
`code` ; ``` ; ~~~ ; === ; [a](b) ; ![a](b) ; [a]: b ; <b>x</b> ; <http://a.b> ; &amp; &#35 ; a\\ ; \\* ;
null ; ~ ; yes ; 2021 ; 0x1F ; 1e3 ; {a} ; [a] ; @x ; %x ; !tag ; &x ; *x ; ? a ; <!-- --> ; #tag ; a #b ;
é\u0301 ; \U0001f600 ; \u2028 ; = ; A & B ; … ; | ; http://x.y/z_a_b"""
HOSTILE = st.sampled_from([mark.strip(" \n") for mark in MARKS.split(" ;")])
TEXT = st.lists(WORDS | HOSTILE, min_size=1, max_size=5).map(lambda parts: clean_text(" ".join(parts))).filter(bool)
NAMES = TEXT.map(lambda name: name.strip(" .")).filter(lambda name: name and not name.endswith("et al"))
SHORT = TEXT.map(lambda text: text[:30].strip()).filter(bool)
CITATIONS = st.builds(
    Citation,
    authors=st.lists(NAMES, max_size=4).map(tuple),
    more_authors=st.booleans(),
    title=st.none() | TEXT,
    journal=st.none() | TEXT,
    year=st.none() | st.integers(1900, 2026),
    volume=st.none() | SHORT,
    issue=st.none() | SHORT,
    pages=st.none() | SHORT,
    doi=st.none() | st.sampled_from(["10.1234/abc", "10.1002/(SICI)1097:3<1::AID>3.0.CO;2-#"]),
    pmid=st.none() | st.sampled_from(["1", "12345678"]),
    pmcid=st.none() | st.just("PMC77"),
    url=st.none() | st.just("https://example.org/a?b=c#d"),
    site=st.none() | TEXT,
    text=st.none() | TEXT,
)
SUMMARIES = st.builds(
    Summary,
    id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", fullmatch=True),
    title=TEXT,
    paragraphs=st.lists(TEXT, min_size=1, max_size=4).map(tuple),
    facets=st.dictionaries(
        st.sampled_from(["conditions"]), st.lists(st.sampled_from(["als", "stroke", "knee-oa"]), unique=True).map(tuple)
    ),
    year=st.none() | st.integers(1900, 2026),
    citation=st.none() | CITATIONS,
)


@given(SUMMARIES, TEXT)
def test_any_summary_is_read_as_it_was_written(summary: Summary, remark: str) -> None:
    year = summary.year or (summary.citation.year if summary.citation else None)
    proposed = {"conditions": ProposedField(("als",), [remark]), "routes": ProposedField((), [remark])}
    written = markdown_text(summary, "x", proposed, {"conditions": [remark]})
    (reread,) = INPUT_FORMATS["markdown"].read(io.StringIO(written), "x.md", TERMS)
    assert not isinstance(reread, Problem), str(reread)
    assert reread == Summary(summary.id, summary.title, summary.paragraphs, summary.facets, year, summary.citation)
