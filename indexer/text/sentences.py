"""The only sentence splitter of this project: NLTK's Punkt with our list of abbreviations. It needs no NLTK data.

The paper on Punkt is T. Kiss and J. Strunk, "Unsupervised multilingual sentence boundary detection" (2006). Punkt needs
a third of a millisecond per summary. Therefore this module splits at clear sentence ends itself, with the same result.
Punkt splits only the other parts of a text.
"""

import re
from functools import lru_cache

from indexer.text.nltk_imports import PunktParameters, PunktSentenceTokenizer

ABBREVIATIONS = frozenset(
    """
    al approx b.i.d ca cf co corp dr e.g ed eds eq eqs et etc fig figs i.e i.m i.p i.t i.v inc jr ltd m.d max med min
    mr mrs ms no nos p.o ph.d pp prof ref refs resp s.c sec sr st suppl u.k u.s viz vol vs
    """.split()
)
"""Abbreviations in lower case, without the last full stop."""

_PARAMETERS = PunktParameters()
_PARAMETERS.abbrev_types = ABBREVIATIONS
_PUNKT = PunktSentenceTokenizer(_PARAMETERS)
_LONGEST_CACHED_TEXT = 5_000  # characters

_SEPARATORS = r")\";}\]*:@'({\[?!‘’“”«»"  # characters at which Punkt separates words
_POSSIBLE_END = re.compile(rf"[.?!](?=\s+(\S)|[{_SEPARATORS}])")
_OPENING = "([{\"'“‘«`:;&#*@)}]-,"  # no word starts with one of these characters
_UNCLEAR = re.compile(rf"[{_SEPARATORS}]|--|\.\.|[.?!]$")
_NUMBER = re.compile(r"-?[.,]?\d[\d,.-]*")
_LONGEST_WORD = 40

Spans = tuple[tuple[int, int], ...]


def sentences(text: str) -> Spans:
    """Return the (start, end) offsets of the sentences of ``text`` in order, ``end`` exclusive."""
    return _sentences(text) if len(text) <= _LONGEST_CACHED_TEXT else _sentences.__wrapped__(text)


@lru_cache(maxsize=1 << 12)  # the same paragraphs are split repeatedly
def _sentences(text: str) -> Spans:
    spans: list[tuple[int, int]] = []
    start, is_clear = 0, True
    for match in _POSSIBLE_END.finditer(text):
        mark = match.start()
        before = text[max(start, mark - _LONGEST_WORD) : mark].split()
        can_decide = match[1] and before and not text[mark - 1].isspace()
        ends = _ends_sentence(before[-1], match[0], match[1]) if can_decide else None
        if ends:
            spans += _split(text, start, mark + 1, is_clear)
            start, is_clear = match.end(1) - 1, True
        elif ends is None:
            is_clear = False
    return (*spans, *_split(text, start, len(text.rstrip()), is_clear))


@lru_cache(maxsize=1 << 14)
def _ends_sentence(word: str, mark: str, following: str) -> bool | None:
    """Return whether ``mark`` after ``word`` ends a sentence, or None if Punkt must decide.

    ``following`` is the next character that isn't a blank. A full stop after an abbreviation doesn't end a sentence. A
    full stop between an initial and a letter doesn't end a sentence either.
    """
    word = word.lstrip(_OPENING)
    is_stop = mark == "."
    lower = word.lower()
    if is_stop and (lower in ABBREVIATIONS or lower.rpartition("-")[2] in ABBREVIATIONS):
        return False
    if not word or following in ".,;:!?\"')]}‘’“”«»":
        return None  # this character can belong to the previous sentence
    if _POSSIBLE_END.search(word):
        return None
    if word[-1] in ")]":
        return True
    if _UNCLEAR.search(word):
        return None
    if is_stop and len(word) == 1 and word.isalpha():
        return False if following.isalpha() else None
    if is_stop and _NUMBER.fullmatch(word):
        return None if following.islower() else True
    return True if word[-1].isalnum() or word[-1] == "%" else None


def _split(text: str, start: int, end: int, is_clear: bool) -> Spans:
    """Return the (start, end) of the sentences in ``text[start:end]``.

    If ``is_clear`` is True, ``text[start:end]`` is one sentence. Otherwise Punkt splits it.
    """
    if start >= end:
        return ()
    if is_clear:
        return ((start, end),)
    return tuple((start + first, start + last) for first, last in _PUNKT.span_tokenize(text[start:end]))
