"""The only sentence splitter: NLTK's Punkt with our abbreviations. Nothing is downloaded.

After T. Kiss and J. Strunk, "Unsupervised multilingual sentence boundary detection" (2006). Punkt looks at every mark
with the words around it, which takes a third of a millisecond a summary. Most sentences end plainly: those are parted
here, as Punkt would, and it is asked about the rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexer.text.nltk_imports import PunktParameters, PunktSentenceTokenizer

ABBREVIATIONS = frozenset(
    """
    al approx b.i.d ca cf co corp dr e.g ed eds eq eqs et etc fig figs i.e i.m i.p i.t i.v inc jr ltd m.d max med min
    mr mrs ms no nos p.o ph.d pp prof ref refs resp s.c sec sr st suppl u.k u.s viz vol vs
    """.split()
)
"""In small letters, without the last full stop."""

_PARAMETERS = PunktParameters()
_PARAMETERS.abbrev_types = ABBREVIATIONS
_PUNKT = PunktSentenceTokenizer(_PARAMETERS)
_REMEMBERED = 5_000  # characters

_PARTING = r")\";}\]*:@'({\[?!‘’“”«»"  # what parts words for Punkt
_PERHAPS_AN_END = re.compile(rf"[.?!](?=\s+(\S)|[{_PARTING}])")
_OPENING = "([{\"'“‘«`:;&#*@)}]-,"  # no word begins with these
_UNCLEAR = re.compile(rf"[{_PARTING}]|--|\.\.|[.?!]$")
_NUMBER = re.compile(r"-?[.,]?\d[\d,.-]*")
_LONGEST_WORD = 40

Spans = tuple[tuple[int, int], ...]


def sentences(text: str) -> Spans:
    """Return the (start, end) offsets of the sentences of ``text`` in order, ``end`` exclusive."""
    return _remembered(text) if len(text) <= _REMEMBERED else tuple(_sentences(text))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start, clear = 0, True
    for match in _PERHAPS_AN_END.finditer(text):
        mark = match.start()
        before = text[max(start, mark - _LONGEST_WORD) : mark].split()
        told = match[1] and before and not text[mark - 1].isspace()
        ends = _ends(before[-1], match[0], match[1]) if told else None
        if ends:
            yield from _parted(text, start, mark + 1, clear)
            start, clear = match.end(1) - 1, True
        elif ends is None:
            clear = False
    yield from _parted(text, start, len(text.rstrip()), clear)


@lru_cache(maxsize=1 << 12)  # the same paragraphs are found again and again
def _remembered(text: str) -> Spans:
    return tuple(_sentences(text))


@lru_cache(maxsize=1 << 14)
def _ends(word: str, mark: str, following: str) -> bool | None:
    """Return whether a sentence ends behind ``word`` and a ``mark``, given the character that follows; None: ask Punkt.

    With a full stop, it never ends behind an abbreviation, nor behind an initial before a letter.
    """
    word = word.lstrip(_OPENING)
    stop = mark == "."
    lower = word.lower()
    if stop and (lower in ABBREVIATIONS or lower.rpartition("-")[2] in ABBREVIATIONS):
        return False
    if not word or following in ".,;:!?\"')]}‘’“”«»":
        return None  # a sentence does not begin with these, or they belong to the one before
    if _PERHAPS_AN_END.search(word):
        return None
    if word[-1] in ")]":
        return True
    if _UNCLEAR.search(word):
        return None
    if stop and len(word) == 1 and word.isalpha():
        return False if following.isalpha() else None
    if stop and _NUMBER.fullmatch(word):
        return None if following.islower() else True
    return True if word[-1].isalnum() or word[-1] == "%" else None


def _parted(text: str, start: int, end: int, clear: bool) -> Spans:
    """Return what lies between two plain ends: one sentence, or, where that is not clear, what Punkt makes of it."""
    if start >= end:
        return ()
    if clear:
        return ((start, end),)
    return tuple((start + first, start + last) for first, last in _PUNKT.span_tokenize(text[start:end]))
