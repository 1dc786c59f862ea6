"""Wildcards, boosts and escapes inside a word of another query syntax."""

import re

from indexer.query.lexer import SHORTEST_PREFIX
from indexer.text.analysis import term

_ESCAPED = re.compile(r"\\([^\w\s])")
_BOOST = re.compile(r"(?P<word>[^\W\d_]{2}[\w'’-]+\*?|.*\*)\^\d+(?:\.\d+)?")
_FUZZY = re.compile(r"(?P<word>[^\W\d_][^\W_]{2,})~(?:\d(?:\.\d+)?|0?\.\d+)?")
_TRUNCATED = re.compile(r"(?P<word>[^\W\d_][\w'’-]{2,})(?:\$\d{0,2}|#|\*\d{1,2}|\*?[?$#]+)")
_INNER = re.compile(r"(?P<before>[^\W\d_]+)(?P<wildcard>[?$#*]\d?)(?P<after>[^\W\d_]+)(?P<rest>[?$#*]?)")
_VARIANTS = (("s", "z"), ("", "a"), ("", "o"), ("", "u"), ("a", "e"))
"""Letters in two spellings of a word, such as "anemia" and "anaemia"."""


def unescaped(text: str) -> str:
    r"""Return the text without backslashes: ``IL\-6`` is "IL-6". An escaped bracket or quotation mark is a space."""
    return _ESCAPED.sub(lambda match: match[1] if match[1] in "-+'’*/.,&" else " ", text)


def without_boost(word: str) -> str:
    """Return a word without the weight ``^2`` or the fuzzy ``~1`` at its end. Keep units such as "cm^2"."""
    match = _BOOST.fullmatch(word) or _FUZZY.fullmatch(word)
    return match["word"] if match else word


def expanded(word: str, *, in_query: bool) -> str:
    """Return a word with wildcards as a word or prefix of this language.

    A wildcard within a word stands for two spellings of the same word ("an?emia"), or the letters before it become a
    prefix. A "?" at the end may end a question, so it is a wildcard only if ``in_query`` is True.
    """
    if match := _INNER.fullmatch(word):
        before, after = match["before"], match["after"]
        rest = "*" if match["rest"] in ("$", "#", "*") else ""
        for one, other in _VARIANTS:
            if term(before + one + after) == term(before + other + after):
                return f"{before}{other if one else ''}{after}{rest}"
        return f"{before}*" if len(before) >= SHORTEST_PREFIX else f"{before}*{after}"
    if (match := _TRUNCATED.fullmatch(word)) and (in_query or not word.endswith("?")):
        return match["word"] + ("" if word.endswith("?") else "*")
    return word
