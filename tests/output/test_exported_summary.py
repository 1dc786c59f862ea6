import pytest

from indexer.output.exports.exported_summary import one_line, page_range, reference_type
from indexer.summaries.summary import Citation


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a \r\n\tb\u2028c\x1ed\x85e ", "a b c d e"),
        ("a \x00", "a"),
        ("a \x00 b", "a b"),
        ("\ud800x", "x"),
        ("א\u200fב 👩‍⚕️", "א\u200fב 👩‍⚕️"),  # direction marks and joiners are part of the text
    ],
)
def test_one_line_has_no_line_ends_and_control_characters(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("361-373", ("361", "373")),
        ("1129–37", ("1129", "37")),
        ("e1 -- e9", ("e1", "e9")),
        ("e1234", ("e1234", None)),
        ("-5", ("-5", None)),
    ],
)
def test_page_ranges_are_split_as_written(pages: str, expected: tuple[str, str | None]) -> None:
    assert page_range(pages) == expected


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (Citation(journal="Nerve", site="Site"), "article"),
        (Citation(site="Site", doi="10.1/x"), "web"),
        (Citation(url="https://a.example"), "web"),
        (Citation(url="https://a.example", doi="10.1/x"), "other"),
        (Citation(text="A book"), "other"),
    ],
)
def test_the_type_of_a_reference(citation: Citation, expected: str) -> None:
    assert reference_type(citation) == expected
