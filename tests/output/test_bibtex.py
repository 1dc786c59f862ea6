import re

import bibtexparser
import pytest
from bibtexparser.middlewares import MergeNameParts, SeparateCoAuthors, SplitNameParts
from hypothesis import assume, given
from pylatexenc.latex2text import LatexNodes2Text

from indexer.output.exports.bibtex import bibtex
from indexer.output.exports.exported_summary import ExportedSummary, one_line, reference
from indexer.summaries.summary import Citation, Summary

from .samples import AS_PRINTED, PAGE_OF_A_SITE, TRIAL, WITHOUT_SOURCE, exported_summaries, exported_summary


def read(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return type, key and fields of each entry, parsed by bibtexparser. Fails if a part cannot be parsed."""
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    return [
        (entry.entry_type, entry.key, {field.key: field.value for field in entry.fields}) for entry in library.entries
    ]


def plain(latex: str) -> str:
    # Three commands that pylatexenc doesn't know or reads as an accent.
    for command, char in (("textbraceleft", r"\{"), ("textbraceright", r"\}"), ("textasciicircum", "^")):
        latex = latex.replace(f"\\{command}{{}}", char)
    return str(LatexNodes2Text(strict_latex_spaces=True).latex_to_text(latex))


def test_an_article_is_written_field_by_field() -> None:
    assert bibtex(TRIAL) == (
        "@article{als-it,\n"
        "  author = {Abel, A. B. and van den Berg, J.-P. and {ALS Study Group} and others},\n"
        "  title = {A trial of {IL-6} \\textbraceleft{}and\\textbraceright{} {TNF-α} in {Lou's} disease: "
        "100\\% done?},\n"
        "  journal = {Nerve \\& Muscle},\n"
        "  year = {2018},\n"
        "  volume = {84},\n"
        "  number = {3},\n"
        "  pages = {361--373},\n"
        "  doi = {10.1234/a_b},\n"
        "  pmid = {30048006},\n"
        "  pmcid = {PMC6175096},\n"
        "  url = {https://doi.org/10.1234/a_b},\n"
        "  keywords = {amyotrophic lateral sclerosis, {joint, disc and tendon}},\n"
        "  annote = {Summary from Cells \\& Co (not the abstract of the paper), "
        "https://cells.example/summaries/als-it: Cells given intrathecally in ALS. "
        "Twelve patients, 50\\% women. Headache was the only harm.}\n"
        "}\n\n"
    )


def test_bibtexparser_splits_the_authors() -> None:
    library = bibtexparser.parse_string(
        bibtex(TRIAL), append_middleware=[SeparateCoAuthors(), SplitNameParts(), MergeNameParts("last")]
    )
    assert library.entries[0]["author"] == ["Abel, A. B.", "van den Berg, J.-P.", "{ALS Study Group}", "others"]


@pytest.mark.parametrize(
    ("exported", "entry_type", "title", "place"),
    [
        (PAGE_OF_A_SITE, "misc", "News of cells", "Cell News"),
        (AS_PRINTED, "misc", "Some {Book,} p. 7. doi:10.1/x", None),
        (WITHOUT_SOURCE, "misc", "Notes on growing cells", "Cells \\& Co"),
    ],
)
def test_other_references_are_misc(exported: ExportedSummary, entry_type: str, title: str, place: str | None) -> None:
    ((found, _, fields),) = read(bibtex(exported))
    assert (found, fields["title"], fields.get("howpublished")) == (entry_type, title, place)
    assert "journal" not in fields


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Stem cells in ALS", "Stem cells in {ALS}"),
        ("mRNA first", "{mRNA} first"),
        ("Cells of Parkinson's patients", "Cells of {Parkinson's} patients"),
        ("Dose #5: #ALS", "Dose \\#5: {{\\#ALS}}"),  # BibTeX reads {\#ALS} as an accented letter and changes its case
    ],
)
def test_braces_protect_capitals_in_titles(title: str, written: str) -> None:
    ((_, _, fields),) = read(
        bibtex(exported_summary(Summary("a", "t", ("p",), citation=Citation(title=title, journal="J"))))
    )
    assert fields["title"] == written


def test_a_suffix_is_the_second_part_of_a_name() -> None:
    citation = Citation(title="T", journal="J", authors=("Smith JA Jr",))
    assert "author = {Smith, Jr, J. A.}" in bibtex(exported_summary(Summary("a", "t", ("p",), citation=citation)))


@given(exported=exported_summaries)
def test_no_text_ends_its_field(exported: ExportedSummary) -> None:
    entries = read(bibtex(exported) + bibtex(TRIAL))
    assert [key for _, key, _ in entries] == ["an-id", "als-it"]
    fields = entries[0][2]
    for value in fields.values():
        depth = 0
        for char in value:  # BibTeX counts escaped braces, too
            depth += {"{": 1, "}": -1}.get(char, 0)
            assert depth >= 0
        assert depth == 0


@given(exported=exported_summaries)
def test_latex_renders_the_title_unchanged(exported: ExportedSummary) -> None:
    title = one_line(reference(exported).title or "")
    # LaTeX replaces these by dashes and quotation marks.
    assume(not re.search(r"--|``|''|[?!]`|<<|>>|,,", title))
    fields = read(bibtex(exported))[0][2]
    assert " ".join(plain(fields["title"]).split()) == title


@given(exported=exported_summaries)
def test_the_number_of_authors_is_unchanged(exported: ExportedSummary) -> None:
    library = bibtexparser.parse_string(bibtex(exported), append_middleware=[SeparateCoAuthors()])
    cited = reference(exported)
    found = library.entries[0].get("author")
    assert len(found.value if found else []) == len(cited.authors) + cited.more_authors
