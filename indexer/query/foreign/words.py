"""Wildcards, weights and dates inside a word of another query syntax."""

import re

from indexer.query.lexer import SHORTEST_PREFIX
from indexer.text.analysis import term

_ESCAPED = re.compile(r"\\([^\w\s])")
_BOOST = re.compile(r"(?P<word>[^\W\d_]{2}[\w'’-]+\*?|.*\*)\^\d+(?:\.\d+)?")
_FUZZY = re.compile(r"(?P<word>[^\W\d_][^\W_]{2,})~(?:\d(?:\.\d+)?|0?\.\d+)?")
_TRUNCATED = re.compile(r"(?P<word>[^\W\d_][\w'’-]{2,})(?:\*?[$#]+|(?<=[a-z])[*$#]\d{1,2})")
_INNER = re.compile(r"(?P<before>[^\W\d_]+)(?:[?$#]|(?<=[a-z])\*)\d?(?P<after>[^\W\d_]+)(?P<rest>[?$#*]?)")
_DATE = r"(?P<{0}>[12]\d{{3}}|3000|\*|current)(?P<{0}_day>(?:[-/.]\d\d?){{1,2}})?(?:\s\d\d:\d\d)?"
_TO = r"\s*(?P<range>:|-|–|\.\.|\bto\b)\s*"
_YEARS = re.compile(rf"(?P<sign>[<>]=?)?\s*{_DATE.format('first')}(?:{_TO}(?:{_DATE.format('last')})?)?", re.IGNORECASE)
_NO_BOUND = ("3000", "*", "current")
_VARIANTS = (("s", "z"), ("", "a"), ("", "o"), ("", "u"), ("a", "e"))
"""Letters in two spellings of a word, such as "anemia" and "anaemia"."""


def unescaped(text: str) -> str:
    r"""Return the text without backslashes: ``IL\-6`` is "IL-6". An escaped bracket or quotation mark is a space."""
    return _ESCAPED.sub(lambda match: match[1] if match[1] in "-+'’*/.,&" else " ", text)


def without_boost(word: str) -> str:
    """Return a word without the weight ``^2`` or the fuzzy ``~1`` at its end. Keep units such as "cm^2"."""
    match = _BOOST.fullmatch(word) or _FUZZY.fullmatch(word)
    return match["word"] if match else word


def expanded(word: str) -> str:
    """Return ``word`` with its wildcards replaced, as a word or a prefix such as "regen*".

    A wildcard within a word stands for two spellings of the same word ("an?emia"), or the letters before it become a
    prefix. A "?" at the end stays, because it may end a question.
    """
    if match := _INNER.fullmatch(word):
        before, after = match["before"], match["after"]
        rest = "*" if match["rest"] in ("$", "#", "*") else ""
        for one, other in _VARIANTS:
            if term(before + one + after) == term(before + other + after):
                return f"{before}{other if one else ''}{after}{rest}"
        return f"{before}*" if len(before) >= SHORTEST_PREFIX else f"{before}*{after}"
    match = _TRUNCATED.fullmatch(word)
    return f"{match['word']}*" if match else word


def years_of(text: str, *, exclusive: str = "") -> tuple[str | None, bool]:
    """Return the value of a year field for a date or a range of dates, and whether months or days were ignored.

    The value is None if ``text`` is something else. ``exclusive`` contains "{" or "}" for a bound outside the range.
    """
    match = _YEARS.fullmatch(text.strip().strip('"'))
    if match is None:
        return None, False
    days = {re.sub(r"\D0?", "/", day) for day in (match["first_day"], match["last_day"]) if day}
    has_days = not days <= {"/1/1", "/12/31"}
    first, last = (
        None if (bound or "*").lower() in _NO_BOUND else int(bound) for bound in (match["first"], match["last"])
    )
    if not match["range"]:
        return (None if first is None else f"{match['sign'] or ''}{first}"), has_days
    if match["sign"]:
        return None, False
    first = first + 1 if first is not None and "{" in exclusive else first
    last = last - 1 if last is not None and "}" in exclusive else last
    if first is None and last is None:
        return None, False
    if first == last:
        return str(first), has_days
    return f"{first or ''}..{last or ''}", has_days
