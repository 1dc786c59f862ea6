"""The only sentence splitter: NLTK's Punkt with our abbreviations. Nothing is downloaded.

After T. Kiss and J. Strunk, "Unsupervised multilingual sentence boundary detection" (2006). Punkt looks at every mark
with the words around it, which takes a third of a millisecond a summary. Most sentences end plainly: those are parted
here, as Punkt would, and it is asked about the rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

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

_NOT_FIRST = r"\s.,;:!?\"')\]}‘’“”«»"  # a sentence does not begin with these, or they belong to the one before
_END = re.compile(rf"[.?!]\s+(?=(?P<big>[A-Z0-9(-])|[^{_NOT_FIRST}])")
_PERHAPS_AN_END = re.compile(r"[.?!](?=[\s)\";}\]*:@'({\[?!‘’“”«»])")
_LETTERS = re.compile(r"[^\W_]+$")
_LONGEST_WORD = 40

Spans = tuple[tuple[int, int], ...]


def sentences(text: str) -> Spans:
    """Return the (start, end) offsets of the sentences of ``text`` in order, ``end`` exclusive."""
    return _remembered(text) if len(text) <= _REMEMBERED else tuple(_sentences(text))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if _is_plain(text, start, match.start(), match["big"] is not None):
            yield from _parted(text, start, match.start() + 1)
            start = match.end()
    yield from _parted(text, start, len(text.rstrip()))


@lru_cache(maxsize=1 << 12)  # the same paragraphs are found again and again
def _remembered(text: str) -> Spans:
    return tuple(_sentences(text))


def _is_plain(text: str, start: int, mark: int, big_follows: bool) -> bool:
    """Whether a sentence surely ends with the ``mark``: behind no abbreviation, initial or number of an item."""
    before = text[max(start, mark - _LONGEST_WORD) : mark].split()
    if not before or _PERHAPS_AN_END.search(before[-1]):
        return False
    last = before[-1][-1]
    if last in ")]%":
        return True
    if last.isdigit():
        return big_follows
    letters = _LETTERS.search(before[-1])
    return letters is not None and len(letters[0]) > 1 and letters[0].lower() not in ABBREVIATIONS


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what lies between two plain ends: one sentence, or what Punkt makes of it."""
    if _PERHAPS_AN_END.search(text, start, end):
        yield from ((start + first, start + last) for first, last in _PUNKT.span_tokenize(text[start:end]))
    elif start < end:
        yield start, end
