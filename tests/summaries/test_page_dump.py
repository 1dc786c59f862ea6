import io
from pathlib import Path

import pytest

from indexer.errors import Problem
from indexer.summaries.readers import INPUT_FORMATS
from indexer.summaries.summary import Citation, Summary
from indexer.vocabulary.model import Vocabulary

DUMP = (Path(__file__).parents[1] / "data" / "page_dump.txt").read_text(encoding="utf-8")


def read(text: str, vocabulary: Vocabulary, where: str = "dump.txt") -> list[Summary | Problem]:
    return list(INPUT_FORMATS["page-dump"].read(io.StringIO(text), where, vocabulary))


def titles(text: str, vocabulary: Vocabulary) -> list[str]:
    return [found.title if isinstance(found, Summary) else str(found) for found in read(text, vocabulary)]


def test_doubled_titles_and_source_lines_split_a_dump(vocabulary: Vocabulary) -> None:
    assert titles(DUMP, vocabulary) == [
        "What a Gardener's Knee Taught Three Clinics",
        "Stem Cells After a Stroke, Seen From Both Sides",
        "A First Patient, and What He Could Feel",
        "Notes on a Review That Nobody Finished",
    ]


def test_a_block_of_several_lines_is_one_paragraph_with_single_spaces(vocabulary: Vocabulary) -> None:
    _, stroke, _, notes = read(DUMP, vocabulary)
    assert isinstance(stroke, Summary)
    assert isinstance(notes, Summary)
    assert len(stroke.paragraphs) == 2
    assert stroke.paragraphs[0].endswith(
        "tried at all. This line belongs to the same block, and to the same paragraph of the summary."
    )
    assert notes.paragraphs == (
        "The review lists every trial of exosomes that its authors could find, and says so plainly.",
    )


def test_the_four_styles_of_source_lines_are_parsed(vocabulary: Vocabulary) -> None:
    citations = [found.citation for found in read(DUMP, vocabulary) if isinstance(found, Summary)]
    assert citations == [
        Citation(
            authors=("Abel A", "Baker B", "Del Mar C", "Dorn D"),
            title="Cells for the knees of gardeners: A trial in three clinics",
            journal="Front. Made Up.",
            year=2021,
            volume="9",
            pages="123456",
            doi="10.1234/made.2021.123456",
        ),
        Citation(
            authors=("Eder E", "Frey F"),
            more_authors=True,
            title="Cells after a stroke in two groups: what was seen?",
            journal="Aging (Albany NY)",
            year=2022,
            volume="14",
            issue="3",
            pages="120-131",
            doi="10.1234/aging.205034",
        ),
        Citation(title="A First Patient and the Sense of Warmth …", year=2019),
        Citation(title="Exosomes, Everywhere and Nowhere", site="Made-Up Press"),
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_all_line_endings_are_equivalent(line_end: str, vocabulary: Vocabulary) -> None:
    assert read(DUMP.replace("\n", line_end), vocabulary) == read(DUMP, vocabulary)


def test_boilerplate_as_long_as_a_title_makes_no_summary(vocabulary: Vocabulary) -> None:
    # With two copies of the leaflet's block, none is frequent enough to go first; they still are no prose.
    shorter = DUMP.rsplit("Ask for the leaflet", 1)[0]
    assert len(titles(shorter, vocabulary)) == 4


def test_the_first_block_is_the_title_of_a_file_with_one_summary(vocabulary: Vocabulary) -> None:
    (summary,) = read("A title\n\nOne paragraph.\n\nTwo.\n\nSource: “Web – Site.”\n", vocabulary, "a/My Notes.txt")
    assert summary == Summary(
        id="my-notes",
        title="A title",
        paragraphs=("One paragraph.", "Two."),
        citation=Citation(title="Web", site="Site"),
    )


def test_a_summary_alone_is_found_beside_doubled_boilerplate(vocabulary: Vocabulary) -> None:
    text = "A title\n\nOne paragraph.\n\nSubscribe\n\nSubscribe\n\nThanks!\n"
    assert titles(text, vocabulary) == ["A title"]


def test_summaries_with_the_same_title_get_different_ids(vocabulary: Vocabulary) -> None:
    one = "Same\n\nSame\n\nA paragraph.\n\nSource: “Web.”\n\n"
    assert [found.id for found in read(one + one.replace("A p", "B p"), vocabulary) if isinstance(found, Summary)] == [
        "same",
        "same-2",
    ]


def test_copies_of_a_dump_in_one_file_are_reported(vocabulary: Vocabulary) -> None:
    found = read("\n\n".join([DUMP] * 2), vocabulary)
    assert len([item for item in found if isinstance(item, Summary)]) == 4
    problems = [str(item) for item in found if isinstance(item, Problem)]
    assert len(problems) == 4
    assert "this summary is a copy of the one on line 3; remove one of the two" in problems[0]


@pytest.mark.parametrize("place", ["above", "inside"])
def test_newsletter_boilerplate_is_not_a_title(place: str, vocabulary: Vocabulary) -> None:
    news = "Subscribe To Our Letters\n\n" * 2 + "Join our mailing list to hear of all that we have to say.\n\n"
    first = "One paragraph of the summary, which is long enough to be prose.\n\n"
    rest = "And one more paragraph, which tells how the whole thing ended.\n\nSource: “Web.”\n"
    text = f"{news}A title\n\n{first}{rest}" if place == "above" else f"A title\n\n{first}{news}{rest}"
    (summary,) = read(text, vocabulary)
    assert isinstance(summary, Summary)
    assert (summary.title, len(summary.paragraphs)) == ("A title", 2)


def test_prose_outside_of_summaries_is_reported(vocabulary: Vocabulary) -> None:
    stray = "About us\n\nWe are a small clinic in a small town.\n\nWe have seen many knees in many years here.\n\n"
    (problem, *rest) = read(stray + DUMP, vocabulary)
    assert str(problem) == (
        "dump.txt:1: 3 paragraphs belong to no summary; write a title twice above them, or a source line below them"
    )
    assert len(rest) == 4


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "Only a title\n", "\0\0"])
def test_a_file_without_a_summary_is_an_error(text: str, vocabulary: Vocabulary) -> None:
    (problem,) = read(text, vocabulary)
    assert isinstance(problem, Problem)


def test_a_text_above_the_limit_is_reported_and_the_others_are_read(vocabulary: Vocabulary) -> None:
    long = f"Long\n\nLong\n\n{'word ' * 50_000}\n\nSource: x\n\n"
    assert titles(f"{long}Short\n\nShort\n\nOne two.\n\nSource: y\n", vocabulary) == [
        "dump.txt:1: a text of 249,999 characters; the limit is 200,000; split it into several summaries",
        "Short",
    ]
