import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.ingest.checks import CheckWarning, check_sources
from indexer.ingest.checks.citations import first_figure, paper_keys
from indexer.ingest.job import IngestJob
from indexer.settings import shipped_corpus
from indexer.summaries.summary import Citation
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

Write = Callable[[dict[str, str]], Path]
LONG = "Pain fell in all of the people who were given cells into the knee, and it rose again after a year."


def texts(warnings: tuple[CheckWarning, ...], folder: Path) -> list[str]:
    return [str(warning.problem).replace(f"{folder}/", "") for warning in warnings]


def cited(citation: str, text: str = "Nothing.") -> str:
    return f"---\ntitle: T\ncitation:\n{citation}\n---\n{text}\n"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It fell by 72% in a year.", "72%"),
        ("some 3.5 per cent of them", "3.5 per cent"),
        ("In 12 of 30 patients", "12 of 30"),
        ("in 3 of 8 patients", "3 of 8 patients"),
        ("12 out of the 30 did", "12 out of the 30"),
        ("(p < 0.05)", "p < 0.05"),
        ("a hazard ratio of 0.7", "hazard ratio of 0.7"),
        ("in 2019 and 2020", None),
        ("arm 1 of 2", None),
        ("90 million cells in 3 doses", None),
    ],
)
def test_figures_that_need_a_source(text: str, figure: str | None) -> None:
    assert first_figure(text) == figure


def test_a_figure_without_a_source_is_reported_with_its_line(write: Write, vocabulary: Vocabulary) -> None:
    folder = write({
        "bare": "---\ntitle: T\n---\nFirst.\n\nPain fell in\n12 of 30 people, or 40%.\n",
        "cited": cited("  doi: 10.1234/a", "Pain fell by 40%."),
        "plain": "---\ntitle: T\n---\nPain fell.\n",
    })  # fmt: skip
    checked = check_sources(IngestJob([folder], vocabulary))
    assert texts(checked.warnings, folder) == [
        'bare.md:7: "12 of 30" has no source; add "citation:" with the doi of the study'
    ]
    assert checked.warnings[0].kind == "uncited-figure"
    assert checked.report.problems == ()


def test_two_nearly_identical_summaries_are_reported(write: Write, vocabulary: Vocabulary) -> None:
    folder = write({
        "a": f"---\ntitle: One\n---\n{LONG}\n",
        "b": f"---\ntitle: Two\n---\n{LONG}\n",
        "c": f"---\ntitle: Three\n---\n{LONG.replace('people', 'patients')}\n",
    })  # fmt: skip
    found = texts(check_sources(IngestJob([folder], vocabulary)).warnings, folder)
    assert found[0].startswith('b.md:4: word for word the same as "a" (a.md); remove one of them')
    # 21 words are 19 runs of three; another word in the middle is in three of them: 16 of 22 are in both.
    assert found[1].startswith('c.md:4: 72% the same as "a" (a.md)')


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        ("  doi: 10.1234/ABC", "  doi: 10.1234/abc\n  pmid: 7", "DOI"),
        ("  pmid: 12345", "  pmid: 12345", "PMID"),
        ("  pmcid: PMC77", "  pmcid: PMC77", "PMCID"),
        ("  title: Cells for the Worn Knee!\n  year: 2020", "  title: cells for the worn knee\n  year: 2020",
         "title and year"),
    ],
)  # fmt: skip
def test_a_paper_cited_by_two_summaries_is_reported(
    one: str, other: str, by: str, write: Write, vocabulary: Vocabulary
) -> None:
    folder = write({"a": cited(one), "b": cited(other)})
    found = check_sources(IngestJob([folder], vocabulary)).warnings
    assert [warning.kind for warning in found] == ["same-paper"]
    assert texts(found, folder)[0].startswith(f'b.md:4: cites the same paper as "a" (a.md), by its {by}; correct one')


def test_papers_of_one_title_in_two_years_and_short_or_cut_off_titles_are_not_the_same() -> None:
    assert list(paper_keys(Citation(title="A case report", year=2020), None)) == []
    assert list(paper_keys(Citation(title="Cells for the worn knee …", year=2020), None)) == []
    assert list(paper_keys(Citation(title="Cells for the worn knee"), 2020)) == [
        ("title and year", "cells for the worn knee 2020")
    ]


def test_in_a_file_of_many_summaries_the_line_is_that_of_the_summary(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": f"N{n}", "title": f"T{n}", "text": f"It was {n}%."}) for n in range(80)]
    path.write_text("\n\n".join(lines))
    found = check_sources(IngestJob([path], vocabulary)).warnings
    assert [(warning.summary, warning.problem.line) for warning in found[:3]] == [("N0", 1), ("N1", 3), ("N2", 5)]
    assert len(found) == 80


def test_the_shipped_corpus_gives_no_warning() -> None:
    checked = check_sources(IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
    assert (checked.report.problems, checked.warnings) == ((), ())
