"""Titles that are typed in capitals, in which AND, OR and NOT are words."""

import re
from itertools import pairwise

from indexer.query.lexer import QUOTES
from indexer.text.analysis import is_stopword

_SHORT_TEXT = 3  # words
_LONGEST_ACRONYM = 4  # letters
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SYNTAX = re.compile(rf"""[(){QUOTES}\[\]{{}}*|]|[A-Za-z_]:\S|(?<!\S)[-−–!+]\S""")


def is_title_in_capitals(text: str) -> bool:
    """Return whether ``text`` is a title in capitals with "AND", "OR" or "NOT" as words.

    It has more than three words and no lower-case letter, bracket, quotation mark, tag or field. Two of its words are
    next to each other, and one word is a stopword or longer than an acronym.
    """
    words = text.split()
    if len(words) <= _SHORT_TEXT or _SYNTAX.search(text) or text.upper() != text or _OPERATORS.isdisjoint(words):
        return False
    is_operator = [word in _OPERATORS for word in words]
    has_neighbours = any(not one and not other for one, other in pairwise(is_operator))
    others = [word for word in words if word not in _OPERATORS]
    has_words = any(is_stopword(word) or (word.isalpha() and len(word) > _LONGEST_ACRONYM) for word in others)
    return has_neighbours and has_words
