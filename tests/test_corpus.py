"""The shipped corpus is valid and complete, and has no duplicates."""

import re
from collections import Counter
from pathlib import Path

import pytest

from indexer.errors import Problem
from indexer.ingest.checks import check_sources
from indexer.ingest.job import IngestJob
from indexer.settings import shipped_corpus
from indexer.summaries.facets import FACETS
from indexer.summaries.readers import find_files, read
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.loader import load_vocabulary

CORPUS = shipped_corpus()


@pytest.fixture(scope="module")
def corpus() -> dict[str, Summary]:
    vocabulary = load_vocabulary(CORPUS / "vocabulary")
    found = [item for path in find_files([CORPUS]).paths for item in read(path, vocabulary)]
    assert [str(item) for item in found if isinstance(item, Problem)] == []
    return {item.id: item for item in found if isinstance(item, Summary)}


def test_check_is_clean() -> None:
    report = check_sources(IngestJob([CORPUS], load_vocabulary(CORPUS / "vocabulary"))).report
    assert report.problems == ()
    assert report.indexed >= 90


def test_the_corpus_uses_many_concepts_of_each_facet(corpus: dict[str, Summary]) -> None:
    used = {facet.field: {c for s in corpus.values() for c in s.concepts(facet.field)} for facet in FACETS}
    assert len(used["conditions"]) >= 35
    assert len(used["cell_types"]) >= 14
    assert len(used["routes"]) >= 16
    assert used["donor"] == {"autologous", "allogeneic"}


def test_front_matter_is_complete(corpus: dict[str, Summary]) -> None:
    for summary in corpus.values():
        assert set(summary.facets) == {facet.field for facet in FACETS}, summary.id
        assert summary.concepts("study"), summary.id
        assert summary.concepts("cell_types"), summary.id
        assert summary.year, summary.id
        assert summary.citation, summary.id
        assert summary.citation.authors, summary.id
        assert summary.citation.title, summary.id
        assert summary.citation.year == summary.year, summary.id


def test_concepts_are_the_most_specific(corpus: dict[str, Summary]) -> None:
    vocabulary = load_vocabulary(CORPUS / "vocabulary")
    # A review can include both intrathecal and intralumbar studies.
    both = {("aljabri-2021-als-stem-cell-systematic-review", "routes")}
    for summary in corpus.values():
        for facet in FACETS:
            given = summary.concepts(facet.field)
            assert (summary.id, facet.field) in both or vocabulary.most_specific(facet.name, given) == given, summary.id


def test_trials_have_a_donor_unless_the_study_does_not_state_it(corpus: dict[str, Summary]) -> None:
    unstated = {s.id for s in corpus.values() if "trial" in str(s.concepts("study")) and not s.concepts("donor")}
    assert unstated == {
        "kiritsi-2021-abcb5-msc-epidermolysis-bullosa",
        "lee-2025-bmmsc-knee-oa-rct",
        "mao-2015-osteonecrosis-intraarterial-pbsc-rct",
    }


def test_identifiers_are_valid_and_unique(corpus: dict[str, Summary]) -> None:
    citations = [summary.citation for summary in corpus.values() if summary.citation]
    for citation in citations:
        assert citation.doi is None or re.fullmatch(r"10\.\d{4,9}/[\w.()/:;-]+", citation.doi), citation
        assert citation.pmid is None or re.fullmatch(r"[1-9]\d{6,7}", citation.pmid), citation
        assert citation.pmcid is None or re.fullmatch(r"PMC\d{5,8}", citation.pmcid), citation
    for key in ("doi", "pmid", "pmcid", "title"):
        given = [str(getattr(c, key)).casefold() for c in citations if getattr(c, key)]
        assert [value for value, times in Counter(given).items() if times > 1] == [], key
    assert sum(1 for citation in citations if citation.doi or citation.pmid) >= 80


def test_texts_have_the_length_of_a_digest(corpus: dict[str, Summary]) -> None:
    for summary in corpus.values():
        assert 120 <= len(summary.text.split()) <= 260, summary.id
        assert 2 <= len(summary.paragraphs) <= 6, summary.id
        assert all(len(paragraph) > 40 for paragraph in summary.paragraphs), summary.id


def test_no_two_summaries_share_text(corpus: dict[str, Summary]) -> None:
    """No sixteen consecutive words and no title occur in two summaries."""
    seen: dict[tuple[str, ...], str] = {}
    for summary in corpus.values():
        words = terms(summary.text)
        for start in range(len(words) - 15):
            run = words[start : start + 16]
            assert seen.setdefault(run, summary.id) == summary.id, (run, seen[run])
    assert len({summary.title.casefold() for summary in corpus.values()}) == len(corpus)


def test_texts_give_no_promises_or_advice(corpus: dict[str, Summary]) -> None:
    hype = re.compile(r"\b(breakthrough|miracle|game.changer|you should|ask your doctor|we recommend)", re.I)
    for summary in corpus.values():
        assert not hype.search(f"{summary.title} {summary.text}"), summary.id


def test_the_readme_of_the_corpus_has_the_right_count(corpus: dict[str, Summary]) -> None:
    assert Path(CORPUS / "README.md").read_text(encoding="utf-8").count(f"{len(corpus)} summaries") == 1
