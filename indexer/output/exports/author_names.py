"""Names of authors in citations ("Family AB") and in reference formats ("Family, A. B.")."""

from __future__ import annotations

from typing import NamedTuple

from indexer.output.exports.exported_summary import one_line

_SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"))
_MAX_INITIALS = 4


class AuthorName(NamedTuple):
    """Family name, initials with full stops, and suffix. Groups and unrecognized names are in ``family`` as a whole."""

    family: str
    initials: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Return the inverted name: "Family, A. B., Jr"."""
        return ", ".join(part for part in self if part)


def parse_author_name(text: str) -> AuthorName:
    """Return the parts of a name such as "van den Berg JK Jr". A name that has no initials at its end is one part."""
    words = one_line(text).split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".,") in _SUFFIXES and _initials(words[-2]) else ""
    given: list[str] = []
    while len(words) > 1 and (initials := _initials(words[-1])):
        given.insert(0, initials)
        words.pop()
    return AuthorName(" ".join(words), " ".join(given), suffix.strip(".,")) if given else AuthorName(one_line(text))


def _initials(word: str) -> str:
    """Return "A. B." for "AB" or "A.B.", "J.-P." for "J-P", and "" for other words."""
    groups = [group for group in word.replace(".", "").split("-") if group]
    letters = "".join(groups)
    if not (0 < len(letters) <= _MAX_INITIALS and letters.isalpha() and letters.isupper()):
        return ""
    return "-".join(" ".join(f"{letter}." for letter in group) for group in groups)
