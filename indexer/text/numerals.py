"""Roman and Arabic numerals, which are the same after words such as "type" and "phase"."""

import re
from collections.abc import Sequence

NUMBERED = frozenset("class classes factor grade grades phase phases stage stages type types".split())
"""Words that a numeral can follow, in lower case."""

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_VALUES = {numeral: str(number) for number, numeral in enumerate(_ROMAN, 1)}
_NUMERALS = {number: numeral for numeral, number in _VALUES.items()}
_NUMERAL = re.compile(rf"({'|'.join(sorted(_ROMAN, key=len, reverse=True))}|1[0-2]|[0-9])([a-d]?)", re.IGNORECASE)


def is_numeral(word: str) -> bool:
    """Return whether ``word`` is a numeral up to 12, with or without a letter: "2", "II", "IIIb"."""
    return _NUMERAL.fullmatch(word) is not None


def arabic(word: str) -> str:
    """Return a numeral with Arabic digits: "iiib" becomes "3b". Any other word is returned unchanged."""
    match = _NUMERAL.fullmatch(word)
    return f"{_VALUES.get(match[1].lower(), match[1])}{match[2]}" if match else word


def roman(word: str) -> str:
    """Return a numeral with Roman digits in lower case. Any other word, and zero, is returned unchanged."""
    match = _NUMERAL.fullmatch(word)
    return f"{_NUMERALS.get(match[1], match[1].lower())}{match[2]}" if match else word


def with_arabic_numerals(words: Sequence[str]) -> list[str]:
    """Return the words with Arabic numerals wherever numerals follow a word of NUMBERED: "type II" is "type 2"."""
    changed: list[str] = []
    follows = False
    for word in words:
        changed.append(arabic(word) if follows else word)
        follows = word.lower() in NUMBERED or (follows and is_numeral(word))
    return changed
