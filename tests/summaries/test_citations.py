from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.summaries.citations import parse_citation, split_authors
from indexer.summaries.summary import Citation


def test_a_title_with_a_full_stop_inside_stays_whole() -> None:
    citation = parse_citation("Abel A. Knees. What helps them. N. Engl. J. Knee. 2020;1(2):3-4. doi:10.1234/x")
    assert (citation.title, citation.journal) == ("Knees. What helps them", "N. Engl. J. Knee")


def test_a_line_of_an_unknown_style_is_kept_as_text() -> None:
    line = "Somebody told us, see https://example.org/x, doi: 10.1234/abc."
    assert parse_citation(line) == Citation(text=line, doi="10.1234/abc", url="https://example.org/x")
    assert str(parse_citation(line)) == line


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("Abel A", (("Abel A",), False)),
        ("Abel A, Baker B, and Cole C", (("Abel A", "Baker B", "Cole C"), False)),
        ("Abel A, et al.", (("Abel A",), True)),
        ("Abel A et al", (("Abel A",), True)),
        ("", ((), False)),
    ],
)
def test_authors_are_split(names: str, authors: tuple[tuple[str, ...], bool]) -> None:
    assert split_authors(names) == authors


def test_a_citation_is_printed_in_the_style_of_reference_lists() -> None:
    citation = Citation(("Abel A",), True, "Why?", "Knee", 2020, "1", "2", "3-4")
    assert str(citation) == "Abel A, et al. Why? Knee. 2020;1(2):3-4."
    assert str(Citation(title="Web", site="Site")) == "Web. Site."


def test_the_link_is_the_most_permanent_one() -> None:
    assert Citation(doi="10.1/a", pmid="1", url="http://x").link == "https://doi.org/10.1/a"
    assert Citation(pmid="1", pmcid="PMC2").link == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert Citation(pmcid="PMC2", url="http://x").link == "https://pmc.ncbi.nlm.nih.gov/articles/PMC2/"
    assert Citation(url="http://x").link == "http://x"
    assert Citation().link is None


def test_initials_with_a_full_stop_do_not_end_the_authors() -> None:
    citation = parse_citation("O'Brien T, St. John K, et al. Title here. Knee. 2020;1:3.")
    assert citation.authors == ("O'Brien T", "St. John K")
    assert citation.title == "Title here"


def test_other_words_in_a_quoted_line_are_kept() -> None:
    line = "“Title of work.” Journal of Web, 3 Mar. 2020, https://doi.org/10.1000/xyz123."
    citation = parse_citation(line)
    assert (citation.title, citation.year, citation.doi, citation.text) == (
        "Title of work", 2020, "10.1000/xyz123", line,
    )  # fmt: skip
    assert parse_citation("“Stem cells – what next?”").title == "Stem cells – what next?"


@pytest.mark.parametrize(
    "line",
    [
        ", ".join(f"Author{letter}, {letter}." for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)
        + " (2020). A title of some length. Journal of Translational Medicine, 2020, 12, 345.",
        "A. " + "B. " * 300 + "2020x;",
        "A B, " * 400 + "2020;1:2",
        "(" * 500 + "2020) " * 100,
        "“" * 500,
    ],
)
def test_long_lines_are_parsed_quickly(line: str) -> None:
    started = perf_counter()
    parse_citation(line)
    assert perf_counter() - started < 1


@given(st.text(max_size=300))
def test_any_line_gives_a_citation(line: str) -> None:
    assert isinstance(parse_citation(line), Citation)
