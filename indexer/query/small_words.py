"""Small words that carry meaning: numerals, single letters, and stopwords that are typed in capitals."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from indexer.query.lexer import Lexeme
from indexer.text.analysis import fold, is_stopword
from indexer.text.numerals import NUMBERED, is_numeral

NEGATIONS = frozenset({"no", "non", "not", "without"})
"""Stopwords that say that the next word does not hold, in lower case."""

_SHORT_TEXT = 3  # words; in a text of so few words, capitals tell an acronym from a word
_ACRONYM = re.compile(r"[A-Z]{2,5}")
_FAMILIES = frozenset("bmp ccl cd covid cxcl fgf ifn igf il mmp pdgf tgf tnf vegf".split())
_MEMBER = re.compile(r"[0-9]{1,2}[A-Za-z]?|[α-ωΑ-Ω]|(?i:alpha|beta|gamma|delta|kappa)")


def is_in_capitals(words: Sequence[str]) -> bool:
    """Return whether capitals mean nothing in these words: there are more than three, and all are in capitals."""
    return len(words) > _SHORT_TEXT and all(map(str.isupper, words))


def join_small_words(lexemes: Iterable[Lexeme]) -> list[Lexeme]:
    """Return the lexemes, with each word and the small word that belongs to it joined to one lexeme.

    The joined lexemes are phrases without quotation marks: "type I", "vitamin A", "IL 10". Stopwords in capitals are
    marked as ``required``: "IT" is not "it". In a longer text that is all in capitals, capitals mean nothing.
    """
    joined: list[Lexeme] = []
    for is_words, run in groupby(lexemes, key=_is_word):
        segment = list(run)
        joined += _joined(segment) if is_words else segment
    return joined


def _is_word(lexeme: Lexeme) -> bool:
    return lexeme.kind == "word" and lexeme.field is None and "*" not in lexeme.value


def _joined(segment: Sequence[Lexeme]) -> Iterator[Lexeme]:
    """Yield the lexemes of adjacent words."""
    has_capitals = not is_in_capitals([lexeme.value for lexeme in segment])
    at = 0
    while at < len(segment):
        first, second = segment[at], segment[at + 1] if at + 1 < len(segment) else None
        at += 1
        separator = _separator(first.value, second.value, has_capitals, at + 1 == len(segment)) if second else ""
        if second and separator:
            yield replace(first, typed=f"{first.typed} {second.typed}", value=f"{first.value}{separator}{second.value}")
            at += 1
        else:
            is_acronym = has_capitals and len(first.value) > 1 and first.typed.isupper()
            yield replace(first, required=is_acronym and is_stopword(first.value))


def _separator(word: str, following: str, has_capitals: bool, is_last: bool) -> str:
    """Return the separator between a word and a small word that belongs to it; "" if the two do not belong together.

    The parts of a name such as "IL 10" may also be written as one word; then the separator is a hyphen.
    """
    if is_stopword(word):
        return ""
    if fold(word) in NUMBERED and all(map(is_numeral, re.split(r"[-–/]", following))):
        return " "
    if _MEMBER.fullmatch(following) and (fold(word) in _FAMILIES or (has_capitals and _ACRONYM.fullmatch(word))):
        return "-"
    is_letter = (following == "A" and has_capitals) or (following == "a" and is_last)
    return " " if is_letter and word.isalpha() else ""
