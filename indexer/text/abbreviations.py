"""Abbreviations that a document defines: "atopic dermatitis (AD)".

The algorithm is published in A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text" (2003). This module also supports plural short forms, nested brackets, unclosed
brackets, and the orders "AD (atopic dermatitis)" and "(atopic dermatitis, AD)". If a document defines a short form
several times, each definition is returned.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.text.long_forms import NESTED, is_long_form, long_form_start

_LONGEST_SHORT = 12
_LONGEST_BRACKET = 200
_LONGEST_LONG = 300

_SENTENCE_END = re.compile(r"[.;:?!]\s+(?=[A-Z0-9])|\n")
_SENTENCE_MARKS = (". ", "; ", ": ", "? ", "! ")
# Separators that end a short form inside brackets: "(AD, n = 12)", "(AD; see below)".
_INNER_END = re.compile(r"[,;:=]|\s-\s|\sor\s|\sand\s")
_CALCULATION = re.compile(r"[<>=%]|[+-]$")  # p < 0.05, Ca2+
_NUMBERING = re.compile(r"[ivx]+|I{1,3}|[a-z]\d?")  # (ii), (a), (r2)
_ATTACHED_SHORT = re.compile(r"[\w-]*[A-Z][\w-]+[)\]]")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and its long form in a document. ``long`` is ``text[start:end]`` of the document."""

    short: str
    long: str
    start: int
    end: int


def definitions(text: str, is_relevant: Callable[[int], bool] | None = None) -> list[Definition]:
    """Return the definitions in ``text``, in text order. Never raises.

    The argument of ``is_relevant`` is the offset of an opening bracket. If ``is_relevant`` is given, the search skips
    brackets for which it returns False. The search then also skips a bracket with lower-case text, unless one of the
    six characters before the bracket is a capital letter.
    """
    defined = []
    for opening, closing in _brackets(text):
        inner = text[opening + 1 : closing]
        if is_relevant is not None:
            no_capital = inner.islower() and not any(map(str.isupper, text[max(0, opening - 6) : opening]))
            if no_capital or not is_relevant(opening):
                continue
        if not _may_define(text, opening, inner):
            continue
        sentence = _sentence_start(text, opening)
        before = text[sentence:opening].rstrip(" ([")
        definition = (
            _long_then_short(before, sentence, _INNER_END.split(inner, maxsplit=1)[0])
            or _both_inside(inner, opening + 1)
            or _short_then_long(before, inner, opening + 1)
        )
        if definition:
            defined.append(definition)
    return defined


def _sentence_start(text: str, at: int) -> int:
    """Return the start of the sentence that contains ``at``. Search at most _LONGEST_LONG characters before ``at``."""
    start = max(0, at - _LONGEST_LONG, text.rfind("\n", 0, at) + 1)
    for mark in _SENTENCE_MARKS:
        place = text.rfind(mark, start, at)
        while place >= 0:
            following = text[place + 2 : at].lstrip()[:1]
            if following.isupper() or following.isdigit():
                start = place + 2
                break
            place = text.rfind(mark, start, place)
    return start


def _may_define(text: str, opening: int, inner: str) -> bool:
    """Return whether a bracket can contain or follow a short form. Most brackets contain numbers and are rejected."""
    return (
        _is_short_form(_INNER_END.split(inner, maxsplit=1)[0].strip(" '\"“”"))
        or ("," in inner and _is_short_form(inner.rpartition(",")[2].strip()))
        or any(map(str.isupper, text[max(0, opening - _LONGEST_SHORT) : opening]))
    )


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (opening, closing) offsets of brackets and nested brackets. Skip brackets in words such as "V(T)"."""
    for at in sorted([*_offsets("(", text), *_offsets("[", text)]):  # faster than a regular expression
        if at and text[at - 1].isalnum() and not _ATTACHED_SHORT.match(text, at + 1, at + 2 + _LONGEST_SHORT):
            continue
        yield at, _closing(text, at)


def _offsets(letter: str, text: str) -> Iterator[int]:
    at = text.find(letter)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)


def _closing(text: str, opening: int) -> int:
    """Return the offset of the closing bracket.

    If the bracket is not closed, return the end of the sentence. If the sentence does not end within _LONGEST_BRACKET
    characters, return the end of this range.
    """
    limit = min(len(text), opening + _LONGEST_BRACKET)
    nearest = text.find(")" if text[opening] == "(" else "]", opening, limit)
    if nearest >= 0 and not NESTED.search(text, opening + 1, nearest):
        return nearest
    depth = 0
    for at in range(opening, limit):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth == 0:
            return at
    end = _SENTENCE_END.search(text, opening, limit)
    return end.start() if end else limit


def _long_then_short(before: str, offset: int, inner: str) -> Definition | None:
    """Parse "long form (SF)". ``before`` is the sentence up to the bracket and starts at ``offset`` in the text."""
    short = inner.strip(" '\"“”")
    if not before or not _is_short_form(short):
        return None
    return _definition(short, before, offset)


def _both_inside(inner: str, offset: int) -> Definition | None:
    """Parse "(long form, SF)". ``inner`` is the content of the bracket and starts at ``offset`` in the text."""
    long, comma, short = inner.rpartition(",")
    short = short.strip()
    if not comma or len(short) < 2 or short.islower() or not _is_short_form(short):
        return None
    return _definition(short, long.rstrip(), offset)


def _definition(short: str, before: str, offset: int) -> Definition | None:
    start = long_form_start(short, before)
    return None if start is None else Definition(short, before[start:], offset + start, offset + len(before))


def _short_then_long(before: str, inner: str, offset: int) -> Definition | None:
    """Parse "SF (long form)". The long form must be the whole text in the bracket before the first ",", ";" or "="."""
    short = before.rpartition(" ")[2].strip(",;'\"")
    long = re.split(r"[;,=]", inner, maxsplit=1)[0].rstrip()
    if len(short) < 2 or short.islower() or not _is_short_form(short) or (" " not in long and len(long) <= 12):
        return None
    return Definition(short, long, offset, offset + len(long)) if is_long_form(short, long) else None


def _is_short_form(short: str) -> bool:
    words = short.split()
    if not short or len(short) > _LONGEST_SHORT or len(words) > 2 or not short[0].isalnum():
        return False
    if not any(map(str.isalpha, short)) or _CALCULATION.search(short) or _NUMBERING.fullmatch(short):
        return False
    if len(words) < 2:
        return True
    word, number = words  # "treatment 2", "0.1 mM" and "pH 7.5" are not short forms
    is_label = re.fullmatch(r"[\d.]+", number) and (word.islower() or "." in number or len(number) > 2)
    return not (word[0].isdigit() or is_label)
