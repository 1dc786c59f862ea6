"""What was typed -> its pieces: words, phrases, operators and brackets, repaired where they are broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.errors import did_you_mean
from indexer.messages import message
from indexer.query.ast import FIELDS
from indexer.summaries.facets import BY_QUERY
from indexer.text.analysis import fold, spans, terms

FARTHEST_NEAR = 50  # words between
SHORTEST_PREFIX = 3

_LEXEME = re.compile(
    r"""
    (?P<open>\() | (?P<close>\)) |
    (?P<sign>(?<![^\s(])[-−–](?=\S)) |
    (?P<bare>[A-Za-z_]+:)\s*(?=$|[()]) |
    (?:(?P<field>[A-Za-z_]+):\s*)?
    (?: ["“”](?P<phrase>[^"“”]*)(?:$|(?P<end>["“”])(?P<near>~[0-9]*)?) | (?P<word>[^\s()"“”]+) )
    """,
    re.VERBOSE,
)
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(slots=True)
class Lexeme:
    """A piece of a query: ``typed`` as it could be typed, ``value`` what it says, ``field`` where to look for it."""

    kind: str  # open, close, not, and, or, word, phrase
    typed: str
    value: str = ""
    field: str | None = None
    distance: int | None = None  # of a phrase


class Lexer:
    """Reads queries, and adds to ``notices`` what it repaired or left out."""

    def __init__(self, notices: list[str]) -> None:
        self._notices = notices

    def lexemes(self, text: str) -> list[Lexeme]:
        """Return the lexemes of ``text``, in order."""
        return list(self._lex(text))

    def _lex(self, text: str) -> Iterator[Lexeme]:
        for match in _LEXEME.finditer(text):
            typed = match[0]
            if match["open"]:
                yield Lexeme("open", typed)
            elif match["close"]:
                yield Lexeme("close", typed)
            elif match["sign"]:
                yield Lexeme("not", "-")
            elif match["bare"]:
                note(self._notices, message("“%(typed)s” stands before no word; it was left out.", typed=match["bare"]))
            elif match["phrase"] is not None:
                if not match["end"]:
                    note(self._notices, message("A quotation mark was not closed; it was closed at the end."))
                yield from self._quoted(match)
            elif typed in _OPERATORS:
                yield Lexeme(typed.lower(), f"{typed} ")
            else:
                yield from self._worded(match)

    def _quoted(self, match: re.Match[str]) -> Iterator[Lexeme]:
        name, value = match["field"], match["phrase"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not terms(value):
            note(self._notices, message("Quotation marks with nothing between them were left out."))
            return
        typed = f'{name}:"{value.strip()}"' if name else f'"{value.strip()}"'
        distance = self._distance(match["near"], value, name) if match["near"] else None
        yield Lexeme("phrase", typed if distance is None else f"{typed}~{distance}", value, name, distance)

    def _distance(self, near: str, value: str, name: str | None) -> int | None:
        """Return how many words may stand between those of a phrase; None where ``near`` says nothing of them."""
        if near == "~" or len(terms(value)) < 2 or (name and name.lower() not in FIELDS):
            note(
                self._notices,
                message('“%(near)s” was left out: write "two words"~5 for up to five others between them.', near=near),
            )
            return None
        if int(near[1:]) > FARTHEST_NEAR:
            note(
                self._notices,
                message("“%(near)s” was taken as ~%(most)s, the farthest there is.", near=near, most=FARTHEST_NEAR),
            )
        return min(int(near[1:]), FARTHEST_NEAR)

    def _worded(self, match: re.Match[str]) -> Iterator[Lexeme]:
        name, value = match["field"], match["word"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not name or name.lower() != "year":
            value = self._word(value)
        yield Lexeme("word", f"{name}:{value}" if name else value, value, name)

    def _word(self, typed: str) -> str:
        """Return the word without marks around it, and with none inside that would be read otherwise elsewhere."""
        places = spans(typed)
        if not places:
            return typed
        word = re.sub("[:*]", "-", typed[places[0][0] : places[-1][1]])
        if prefix_of(typed):
            return f"{word}*"
        if "*" in typed:
            note(
                self._notices,
                message(
                    "“*” in “%(typed)s” was left out: it goes behind %(least)s letters or more.",
                    typed=typed,
                    least=SHORTEST_PREFIX,
                ),
            )
        return _no_operator(word)

    def _unknown_field(self, name: str, typed: str) -> Iterator[Lexeme]:
        """Yield the would-be field as a word: "time: 3 months" is about time."""
        known = (*FIELDS, "year", *(facet.query for facet in BY_QUERY.values()))
        if hint := did_you_mean(name, known):
            note(
                self._notices,
                message(
                    "“%(name)s:” is no field; %(hint)s “%(typed)s” was searched as words.",
                    name=name,
                    hint=hint,
                    typed=typed,
                ),
            )
        yield Lexeme("word", _no_operator(name), name)


def note(notices: list[str], text: str) -> None:
    """Add a notice, once."""
    if text not in notices:
        notices.append(text)


def prefix_of(typed: str) -> str | None:
    """Return the beginning of a word that ``typed`` ("regen*") stands for, or None where it is no such thing."""
    places = spans(typed)
    if len(places) != 1 or places[0][1] - places[0][0] < SHORTEST_PREFIX or typed.count("*") != 1:
        return None
    start, end = places[0]
    return fold(typed[start:end]) if typed[end : end + 1] == "*" else None


def _is_field(name: str) -> bool:
    return name.lower() in FIELDS or name.lower() in BY_QUERY or name.lower() == "year"


def _no_operator(word: str) -> str:
    return word.lower() if word in _OPERATORS else word
