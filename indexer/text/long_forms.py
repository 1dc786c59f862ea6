"""Search for the long form of an abbreviation in the words before it.

The search tries three strategies, the most reliable one first. The first strategy compares the short form with the
initials of consecutive words and can skip small words. The second strategy also uses letters inside words. The third
strategy is the algorithm of Schwartz and Hearst. The first two strategies can match a digit with a number word (3 with
"three"). Chemical prefixes ("N-", "2,3-") are a part of the long form.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

_MOST_EXTRA_WORDS = 6
_CHARACTERS_A_WORD = 12
_LONGEST_LOWER_CASE = 8

NESTED = re.compile(r"[(\[\])]")
_UNITS = re.compile(r"\d+|[^\W\d_]")
_PART = re.compile(r"[^\W_]+")
_ORDINARY_WORD = re.compile(r"[A-Z][a-z]{3,}")
# Prefixes that belong to the long form although the short form has no letter for them: "2,3-", "N-", "alpha-1-".
_LOCANTS = re.compile(
    r"(?<![^\s(\[/“\"])(?:(?:[\d,'’()]+[A-Za-z]?|[A-Za-z]|alpha|beta|gamma|delta|omega|[αβγδω])[-,'])+$"
)
_LOCANT_ENDS = ("-", ",", "'")
_SMALL_WORDS = frozenset(
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


def is_long_form(short: str, long: str) -> bool:
    """Return whether the whole text ``long`` is a long form of ``short``."""
    units, parts = _units(short)[0], _parts(long)
    return bool(parts) and 0 in (_match_initials(units, parts), _match_inside_words(units, parts))


def long_form_start(short: str, before: str) -> int | None:
    """Return the offset in ``before`` at which the long form of ``short`` starts, or None if there is no long form.

    ``before`` ends with the long form.
    """
    if short.islower() and len(short) > _LONGEST_LOWER_CASE:
        return None
    readings = _units(short)
    most_words = max(map(_most_words, readings)) + _MOST_EXTRA_WORDS
    # ``tail`` is the offset in ``before`` from which the first two strategies search.
    tail = len(before) - most_words * _CHARACTERS_A_WORD
    tail = before.find(" ", tail) + 1 if tail > 0 else 0
    parts = _parts(before, tail)
    strategies = [_match_initials]
    if not short.islower() or len(short) <= 3:
        strategies.append(_match_inside_words)
    for units in readings:
        skipped = max(0, len(parts) - _most_words(units) - _MOST_EXTRA_WORDS)
        for match in strategies:
            first = match(units, parts[skipped:])
            if first is not None:
                at = next(islice(_PART.finditer(before, tail), skipped + first, None)).start()
                if (start := _checked_start(before, at, short)) is not None:
                    return start
        if (start := _match_letters(units, before, short)) is not None:
            return start
    return None


@lru_cache(maxsize=1 << 14)  # many texts have the same short forms
def _units(short: str) -> tuple[list[str], ...]:
    """Return the possible lists of letters and numbers in ``short``, the most likely list first."""
    units = _UNITS.findall(short.lower())
    readings = [units[:-1], units] if len(short) > 2 and short.endswith("s") else [units]
    letters = [unit for unit in units if not unit.isdigit()]
    if letters != units and sum(len(unit) for unit in units if unit.isdigit()) <= len(letters):
        readings.append(letters)  # E2, FEV(1.0): the long form can lack a word for the number
    return tuple(readings)


def _parts(text: str, start: int = 0) -> list[str]:
    """Return the words of ``text[start:]`` in lower case, with compounds split into their parts."""
    lower = text.lower()
    if len(lower) != len(text):  # some characters become two characters in lower case
        return [part.lower() for part in _PART.findall(text, start)]
    return _PART.findall(lower, start)


def _starts_with(part: str, unit: str) -> bool:
    return part.startswith(unit) or part.startswith(_NUMBER_WORDS.get(unit, "\0"))


def _match_initials(units: Sequence[str], parts: Sequence[str]) -> int | None:
    """Return the index in ``parts`` from which the initials of the words are ``units``, or None.

    Small words between these words are skipped.
    """
    at, left = len(parts) - 1, len(units) - 1
    while left >= 0:
        if at < 0:
            return None
        if _starts_with(parts[at], units[left]):
            left -= 1
        elif parts[at] not in _SMALL_WORDS or left == len(units) - 1:
            return None
        at -= 1
    return at + 1


def _match_inside_words(units: Sequence[str], parts: Sequence[str]) -> int | None:
    """Return the last index in ``parts`` from which the words contain ``units`` in order, or None.

    Each word contributes its initial and optionally more letters. Small words can be skipped.
    """
    fewest = max(0, len(parts) - _most_words(units))
    for first in range(len(parts) - 1, fewest - 1, -1):
        if units and _starts_with(parts[first], units[0]) and _covers(units, parts, first):
            return first
    return None


def _covers(units: Sequence[str], parts: Sequence[str], first: int) -> bool:
    """Return whether ``parts[first:]`` contains ``units[1:]`` in order.

    ``parts[first]`` starts with ``units[0]``, and the last part must contribute a unit.
    """
    # A state is (index in parts, offset in that part, number of matched units). Short inputs bound the search.
    stack, seen = [(first, 1, 1)], {(first, 1, 1)}
    while stack:
        part, offset, matched = stack.pop()
        if matched == len(units):
            if part == len(parts) - 1:
                return True
            continue
        following: list[tuple[int, int, int]] = []
        within = parts[part].find(units[matched], offset)
        while within >= 0:
            following.append((part, within + 1, matched + 1))
            within = parts[part].find(units[matched], within + 1)
        for other in range(part + 1, len(parts)):
            if _starts_with(parts[other], units[matched]):
                following.append((other, 1, matched + 1))
            if parts[other] not in _SMALL_WORDS:
                break
        for state in following:
            if state not in seen:
                seen.add(state)
                stack.append(state)
    return False


def _match_letters(units: Sequence[str], before: str, short: str) -> int | None:
    """Return the start of the long form by the algorithm of Schwartz and Hearst, or None.

    Only the first unit must be at the start of a word.
    """
    if len(units) < 2 or short.islower() or _ORDINARY_WORD.fullmatch(short):
        return None
    text, at = before.lower(), len(before)
    for left in range(len(units) - 1, -1, -1):
        at = text.rfind(units[left], 0, at)
        while left == 0 and at > 0 and text[at - 1].isalnum():
            at = text.rfind(units[left], 0, at)
        if at < 0:
            return None
    start = _checked_start(before, at, short)
    if start is None or len(before[start:].split()) > _most_words(units) or len(before) - start <= len(short):
        return None
    return start


def _checked_start(before: str, at: int, short: str) -> int | None:
    """Return the start of the long form with its chemical prefixes, or None if the long form isn't valid.

    A valid long form is longer than the short form. It contains neither the short form nor "; ", and its brackets are
    balanced.
    """
    locants = _LOCANTS.search(before[:at]) if before[at - 1 : at] in _LOCANT_ENDS else None
    start = locants.start() if locants else at
    long = before[start:]
    depth = 0
    for letter in long if NESTED.search(long) else "":
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
