"""Titles that are typed in capitals, in which AND, OR and NOT are words."""

from __future__ import annotations

import re

_SHORT_TEXT = 3  # words
_SHORT_WORD = 4  # letters; an acronym is not longer
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SYNTAX = re.compile(r"""[()"“”\[\]{}*|]|[A-Za-z_]:\S|(?<!\S)[-−–!+]\S""")


def is_title_in_capitals(text: str) -> bool:
    """Return whether ``text`` is a title in capitals with "AND", "OR" or "NOT" as words.

    It has more than three words and no lower-case letter, bracket, quotation mark, tag or field. Two of its words are
    next to each other, and one word is longer than an acronym.
    """
    words = text.split()
    if len(words) <= _SHORT_TEXT or _SYNTAX.search(text) or text.upper() != text or _OPERATORS.isdisjoint(words):
        return False
    is_operator = [word in _OPERATORS for word in words]
    has_neighbours = any(not one and not other for one, other in zip(is_operator, is_operator[1:], strict=False))
    return has_neighbours and any(len(word) > _SHORT_WORD and word.isalpha() for word in words)
