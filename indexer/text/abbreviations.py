"""Short forms and the long forms that a document defines for them: "atopic dermatitis (AD)".

After A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
text" (2003), with what it lacks: matches by initials come before matches inside words, so that ASIA is not
"Association"; plural short forms; brackets within brackets or never closed; number words; chemical prefixes; the
orders "AD (atopic dermatitis)" and "(atopic dermatitis, AD)". One document may define a short form several times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

_LONGEST_SHORT = 12
_LONGEST_BRACKET = 200
_LONGEST_LONG = 300
_WORDS_MORE = 6
_CHARACTERS_A_WORD = 12
_LONGEST_SMALL = 8

_SENTENCE_END = re.compile(r"[.;:?!]\s+(?=[A-Z0-9])|\n")
# What may follow a short form inside its brackets: "(AD, n = 12)", "(AD; see below)".
_INNER_END = re.compile(r"[,;:=]|\s-\s|\sor\s|\sand\s")
_SENTENCE_MARKS = (". ", "; ", ": ", "? ", "! ")
_UNITS = re.compile(r"\d+|[^\W\d_]")
_PART = re.compile(r"[^\W_]+")
_CALCULATION = re.compile(r"[<>=%]|[+-]$")  # p < 0.05, Ca2+
_NUMBERING = re.compile(r"[ivx]+|I{1,3}|[a-z]\d?")  # (ii), (a), (r2)
_NESTED = re.compile(r"[(\[\])]")
_ORDINARY_WORD = re.compile(r"[A-Z][a-z]{3,}")
_GLUED_SHORT = re.compile(r"[\w-]*[A-Z][\w-]+[)\]]")
# What belongs to a long form before the letter that matched: "2,3-", "N-", "alpha-1-".
_LOCANTS = re.compile(
    r"(?<![^\s(\[/“\"])(?:(?:[\d,'’()]+[A-Za-z]?|[A-Za-z]|alpha|beta|gamma|delta|omega|[αβγδω])[-,'])+$"
)
_LOCANT_ENDS = ("-", ",", "'")
_SMALL = frozenset(
    "a an and as at by de des du for from in into is la le of on or per the to under via with through".split()
)
_NUMBER_WORDS = {
    "1": ("one", "first", "mono"),
    "2": ("two", "second", "di", "bi"),
    "3": ("three", "third", "tri"),
    "4": ("four", "fourth", "tetra"),
    "5": ("five", "fifth"),
    "6": ("six", "sixth"),
    "7": ("seven",),
    "8": ("eight",),
    "9": ("nine", "ninth"),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the long form defined for it, which stands at ``text[start:end]``."""

    short: str
    long: str
    start: int
    end: int


def definitions(text: str, wanted: Callable[[int], bool] | None = None) -> list[Definition]:
    """Return what ``text`` defines, in text order. Never raises.

    ``wanted``, where given, is asked for each opening bracket whether a definition there is of interest; short
    forms without a capital are not, then.
    """
    found = []
    for opening, closing in _brackets(text):
        inner = text[opening + 1 : closing]
        if wanted is not None:
            plain = inner.islower() and not any(map(str.isupper, text[max(0, opening - 6) : opening]))
            if plain or not wanted(opening):
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
            found.append(definition)
    return found


def _sentence_start(text: str, at: int) -> int:
    """Return where the sentence of the character at ``at`` starts, or the longest long form that could end there."""
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
    """Whether a bracket may hold a short form, or stand behind one: most hold figures, and are passed over at once."""
    return (
        _is_short_form(_INNER_END.split(inner, maxsplit=1)[0].strip(" '\"“”"))
        or ("," in inner and _is_short_form(inner.rpartition(",")[2].strip()))
        or any(map(str.isupper, text[max(0, opening - _LONGEST_SHORT) : opening]))
    )


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of opening and closing brackets, also of nested ones; "V(T)" is a word, not a bracket."""
    for at in sorted([*_all("(", text), *_all("[", text)]):
        if at and text[at - 1].isalnum() and not _GLUED_SHORT.match(text, at + 1, at + 2 + _LONGEST_SHORT):
            continue
        yield at, _closing(text, at)


def _all(letter: str, text: str) -> Iterator[int]:
    at = text.find(letter)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)


def _closing(text: str, opening: int) -> int:
    """Return where the bracket is closed; for one that is not, where its sentence ends."""
    limit = min(len(text), opening + _LONGEST_BRACKET)
    nearest = text.find(")" if text[opening] == "(" else "]", opening, limit)
    if nearest >= 0 and not _NESTED.search(text, opening + 1, nearest):
        return nearest
    depth = 0
    for at in range(opening, limit):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth == 0:
            return at
    end = _SENTENCE_END.search(text, opening, limit)
    return end.start() if end else limit


def _long_then_short(before: str, offset: int, inner: str) -> Definition | None:
    """Read "long form (SF)"; ``before`` is the sentence up to the bracket, at ``offset`` of the text."""
    short = inner.strip(" '\"“”")
    if not before or not _is_short_form(short):
        return None
    return _defined(short, before, offset)


def _both_inside(inner: str, offset: int) -> Definition | None:
    """Read "(long form, SF)"."""
    long, comma, short = inner.rpartition(",")
    short = short.strip()
    if not comma or len(short) < 2 or short.islower() or not _is_short_form(short):
        return None
    return _defined(short, long.rstrip(), offset)


def _short_then_long(before: str, inner: str, offset: int) -> Definition | None:
    """Read "SF (long form)": the long form must be the whole of the bracket up to a comma."""
    short = before.rpartition(" ")[2].strip(",;'\"")
    long = re.split(r"[;,=]", inner, maxsplit=1)[0].rstrip()
    if len(short) < 2 or short.islower() or not _is_short_form(short) or (" " not in long and len(long) <= 12):
        return None
    units, parts = _units(short)[0], _parts(long)
    if not parts or not any(match(units, parts) == 0 for match in (_by_initials, _over_small_words, _inside_words)):
        return None
    return Definition(short, long, offset, offset + len(long))


def _is_short_form(short: str) -> bool:
    words = short.split()
    if not short or len(short) > _LONGEST_SHORT or len(words) > 2 or not short[0].isalnum():
        return False
    if not any(map(str.isalpha, short)) or _CALCULATION.search(short) or _NUMBERING.fullmatch(short):
        return False
    # "treatment 2", "0.1 mM", "pH 7.5"
    numbered = len(words) == 2 and re.fullmatch(r"[\d.]+", words[1])
    return not (len(words) == 2 and words[0][0].isdigit()) and not (
        numbered and (words[0].islower() or "." in words[1] or len(words[1]) > 2)
    )


@lru_cache(maxsize=1 << 14)  # texts share their short forms
def _units(short: str) -> tuple[list[str], ...]:
    """Return the letters and numbers that a long form must account for, the likeliest reading first."""
    units = _UNITS.findall(short.lower())
    readings = [units[:-1], units] if len(short) > 2 and short.endswith("s") else [units]
    letters = [unit for unit in units if not unit.isdigit()]
    if letters != units and sum(len(unit) for unit in units if unit.isdigit()) <= len(letters):
        readings.append(letters)  # E2, FEV(1.0): the number may have no word of its own
    return tuple(readings)


def _parts(text: str, start: int = 0) -> list[str]:
    """Return the words, or the parts of compound words, of ``text[start:]`` in lower case."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters have a longer small form
        return [part.lower() for part in _PART.findall(text, start)]
    return _PART.findall(lower, start)


def _begins(part: str, unit: str) -> bool:
    return part.startswith(unit) or part.startswith(_NUMBER_WORDS.get(unit, "\0"))


def _defined(short: str, before: str, offset: int) -> Definition | None:
    """Return the definition whose long form ends ``before``, by the most reliable way that gives one."""
    if short.islower() and len(short) > _LONGEST_SMALL:
        return None
    readings = _units(short)
    most = max(map(_most_words, readings)) + _WORDS_MORE
    # Words are short enough that so many characters hold them.
    tail = len(before) - most * _CHARACTERS_A_WORD
    tail = before.find(" ", tail) + 1 if tail > 0 else 0
    parts = _parts(before, tail)
    ways: list[_Way] = [_by_initials, _over_small_words]
    if not short.islower() or len(short) <= 3:
        ways.append(_inside_words)
    for units in readings:
        far = max(0, len(parts) - _most_words(units) - _WORDS_MORE)
        for way in ways:
            first = way(units, parts[far:])
            if first is not None:
                at = next(islice(_PART.finditer(before, tail), far + first, None)).start()
                if (start := _long_form_start(before, at, short)) is not None:
                    return Definition(short, before[start:], offset + start, offset + len(before))
        if (start := _anywhere(units, before, short)) is not None:
            return Definition(short, before[start:], offset + start, offset + len(before))
    return None


_Way = Callable[[Sequence[str], Sequence[str]], int | None]


def _by_initials(units: Sequence[str], parts: Sequence[str]) -> int | None:
    """Return the first of the last parts whose initials are the units, one each."""
    first = len(parts) - len(units)
    if first < 0 or not units:
        return None
    for unit, part in zip(units, parts[first:], strict=True):
        if not _begins(part, unit):
            return None
    return first


def _over_small_words(units: Sequence[str], parts: Sequence[str]) -> int | None:
    """Do the same, passing over words such as "of" between the initials."""
    at, left = len(parts) - 1, len(units) - 1
    while left >= 0:
        if at < 0:
            return None
        if _begins(parts[at], units[left]):
            left -= 1
        elif parts[at] not in _SMALL or left == len(units) - 1:
            return None
        at -= 1
    return at + 1


def _inside_words(units: Sequence[str], parts: Sequence[str]) -> int | None:
    """Return the nearest part from which every part gives its initial, and perhaps letters behind it."""
    fewest = max(0, len(parts) - _most_words(units))
    for first in range(len(parts) - 1, fewest - 1, -1):
        if units and _begins(parts[first], units[0]) and _runs_through(units, parts, first):
            return first
    return None


def _runs_through(units: Sequence[str], parts: Sequence[str], first: int) -> bool:
    """Whether the units from the second on can be read off the parts from ``first`` to the last, in order."""
    # Each state is (part, place in it, units read); the small sizes keep the search short.
    waiting, seen = [(first, 1, 1)], {(first, 1, 1)}
    while waiting:
        part, place, read = waiting.pop()
        if read == len(units):
            if part == len(parts) - 1:
                return True
            continue
        following: list[tuple[int, int, int]] = []
        within = parts[part].find(units[read], place)
        while within >= 0:
            following.append((part, within + 1, read + 1))
            within = parts[part].find(units[read], within + 1)
        for other in range(part + 1, len(parts)):
            if _begins(parts[other], units[read]):
                following.append((other, 1, read + 1))
            if parts[other] not in _SMALL:
                break
        for state in following:
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return False


def _anywhere(units: Sequence[str], before: str, short: str) -> int | None:
    """Return where Schwartz and Hearst's own search starts the long form: letters anywhere, the first of a word."""
    if len(units) < 2 or short.islower() or _ORDINARY_WORD.fullmatch(short):
        return None
    text, at = before.lower(), len(before)
    for left in range(len(units) - 1, -1, -1):
        at = text.rfind(units[left], 0, at)
        while left == 0 and at > 0 and text[at - 1].isalnum():
            at = text.rfind(units[left], 0, at)
        if at < 0:
            return None
    start = _long_form_start(before, at, short)
    if start is None or len(before[start:].split()) > _most_words(units) or len(before) - start <= len(short):
        return None
    return start


def _long_form_start(before: str, at: int, short: str) -> int | None:
    """Return where the long form starts, locants included; None where it is none after all."""
    locants = _LOCANTS.search(before[:at]) if before[at - 1 : at] in _LOCANT_ENDS else None
    start = locants.start() if locants else at
    long = before[start:]
    depth = 0
    for letter in long if _NESTED.search(long) else "":
        depth += (letter in "([") - (letter in ")]")
        if depth < 0:
            return None
    if depth or "; " in long or len(long) <= len(short):
        return None
    if short in long and short in re.findall(r"[\w-]+", long):
        return None
    return start


def _most_words(units: Sequence[str]) -> int:
    return min(len(units) + 5, len(units) * 2)
