"""Conversion of author names from the form in citations ("Family AB") to the inverted form ("Family, A. B.")."""

from typing import NamedTuple

from indexer.output.exports.exported_summary import one_line

_SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"))
_MAX_INITIALS = 4


class AuthorName(NamedTuple):
    """The name of an author: family name, initials with full stops, and suffix.

    For a group or an unrecognized name, ``family`` is the whole name.
    """

    family: str
    initials: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Return the inverted name: "Family, A. B., Jr"."""
        return ", ".join(part for part in self if part)


def parse_author_name(text: str) -> AuthorName:
    """Return the parts of a name such as "van den Berg JK Jr". A name without initials at its end is not split."""
    words = one_line(text).split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".,") in _SUFFIXES and _initials(words[-2]) else ""
    given: list[str] = []
    while len(words) > 1 and (initials := _initials(words[-1])):
        given.insert(0, initials)
        words.pop()
    return AuthorName(" ".join(words), " ".join(given), suffix.strip(".,")) if given else AuthorName(one_line(text))


def _initials(word: str) -> str:
    """Return "A. B." for "AB" or "A.B.", and "J.-P." for "J-P". For words that are not initials, return ""."""
    groups = [group for group in word.replace(".", "").split("-") if group]
    letters = "".join(groups)
    if not (0 < len(letters) <= _MAX_INITIALS and letters.isalpha() and letters.isupper()):
        return ""
    return "-".join(" ".join(f"{letter}." for letter in group) for group in groups)
