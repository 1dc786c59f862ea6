"""Names of authors, "Family AB" in a citation, as formats want them: "Family, A. B."."""

from __future__ import annotations

from typing import NamedTuple

from indexer.output.exports.record import one_line

_SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV", "2nd", "3rd", "4th"))
_MOST_INITIALS = 4


class Name(NamedTuple):
    """A person's family name, initials with stops and suffix; of a group, or who is written otherwise, all in one."""

    family: str
    initials: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Return the name inverted: "Family, A. B., Jr"."""
        return ", ".join(part for part in self if part)


def author(written: str) -> Name:
    """Return the name that is written "van den Berg JK Jr"; one without initials at its end is taken as a whole."""
    words = one_line(written).split()
    suffix = words.pop() if len(words) > 2 and words[-1].strip(".,") in _SUFFIXES and _initials(words[-2]) else ""
    given: list[str] = []
    while len(words) > 1 and (found := _initials(words[-1])):
        given.insert(0, found)
        words.pop()
    return Name(" ".join(words), " ".join(given), suffix.strip(".,")) if given else Name(one_line(written))


def _initials(word: str) -> str:
    """Return "A. B." of "AB" or "A.B.", "J.-P." of "J-P", "" of what is no initials."""
    groups = [group for group in word.replace(".", "").split("-") if group]
    letters = "".join(groups)
    if not (0 < len(letters) <= _MOST_INITIALS and letters.isalpha() and letters.isupper()):
        return ""
    return "-".join(" ".join(f"{letter}." for letter in group) for group in groups)
