import pytest

from indexer.output.exports.author_names import parse_author_name


@pytest.mark.parametrize(
    ("written", "inverted"),
    [
        ("Abel A", "Abel, A."),
        ("Abel AB", "Abel, A. B."),
        ("van den Berg JK", "van den Berg, J. K."),
        ("García-López Á", "García-López, Á."),
        ("Sartre J-P", "Sartre, J.-P."),
        ("Li X.Y.", "Li, X. Y."),
        ("Li X Y", "Li, X. Y."),
        ("Smith JA Jr", "Smith, J. A., Jr"),
        ("Smith JA 3rd", "Smith, J. A., 3rd"),
        ("ALS Study Group", "ALS Study Group"),
        ("NHS", "NHS"),
        ("John Smith", "John Smith"),
        ("", ""),
        ("A\nB", "A, B."),
    ],
)
def test_names_with_initials_are_inverted(written: str, inverted: str) -> None:
    assert str(parse_author_name(written)) == inverted
