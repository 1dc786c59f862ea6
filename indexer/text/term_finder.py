"""Where some words stand in a text, found without reading all of it.

Words that give one term begin alike: so the text is searched for their beginnings, and only what is met is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.text.analysis import (
    is_simple,
    spans,
    term,
    word_after,
    word_at,
)

_FEW = 24  # for more terms, going through all words is the less
_IRREGULAR = frozenset({"die", "lie", "tie"})  # the terms of dying, lying and tying
_FOREIGN = re.compile(r"[^\W_]*[^\W\x00-\x7f]")

Found = tuple[int, int, str]
"""Where a word stands, the end exclusive, and its term."""


class Finder:
    """Finds the words that give any of some terms."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(terms)
        self._beginnings = sorted({start for term in self._terms for start in beginnings(term)})

    def words(self, text: str) -> list[Found]:
        """Return the words of ``text`` that give one of the terms, in text order."""
        lower = text.lower()
        if len(self._beginnings) > _FEW or not is_simple(text) or len(lower) != len(text):
            return [(start, end, of) for start, end in spans(text) if (of := term(text[start:end])) in self._terms]
        places = [] if text.isascii() else [match.start() for match in _FOREIGN.finditer(text)]
        for beginning in self._beginnings:
            at = lower.find(beginning)
            while at >= 0:
                places.append(at)
                at = lower.find(beginning, at + 1)
        found = []
        for place in sorted(set(places)):
            end = word_at(text, place)
            if end and (of := term(text[place:end])) in self._terms:
                found.append((place, end, of))
        return found


def beginnings(of: str) -> set[str]:
    """Return what words that give the term ``of`` begin with, in small letters, unless they are not in ASCII."""
    start = of[: 1 if of in _IRREGULAR else 2 if len(of) <= 4 else 3 if len(of) <= 6 else 4]
    found = {start}
    for at, letter in enumerate(start):
        if letter == "e":  # of haem-, oedema
            found |= {(start[:at] + before + start[at:])[: len(start)] for before in "ao"}
    return found


def follows(text: str, end: int, terms: Iterable[str]) -> int:
    """Return where the words end that give the ``terms``, one right after another, behind ``end``; 0 if they do not."""
    for wanted in terms:
        start, end = word_after(text, end)
        if not end or term(text[start:end]) != wanted:
            return 0
    return end
