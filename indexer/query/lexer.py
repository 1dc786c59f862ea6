"""The query lexer. It splits a query into words, phrases, operators and brackets, and reports repairs as notices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.errors import did_you_mean
from indexer.messages import message
from indexer.query.ast import FIELDS
from indexer.summaries.facets import BY_QUERY
from indexer.text.analysis import fold, spans, terms

LONGEST_DISTANCE = 50  # words; the largest n in "two words"~n
SHORTEST_PREFIX = 3  # letters

QUOTES = '"“”„‟«»＂'
"""The characters that are accepted as quotation marks around a phrase."""

_LEXEME = re.compile(
    rf"""
    (?P<open>\() | (?P<close>\)) |
    (?P<sign>(?<![^\s(])[-−–](?=\S)) |
    (?P<bare>[A-Za-z_]+:)\s*(?=$|[()]) |
    (?:(?P<field>[A-Za-z_]+):\s*)?
    (?: [{QUOTES}](?P<phrase>[^{QUOTES}]*)(?:$|(?P<end>[{QUOTES}])(?P<near>~[0-9]*)?) |
        (?P<word>\d+\(\d+\)[^\s(){QUOTES}]*|[^\s(){QUOTES}]+) )
    """,
    re.VERBOSE,
)
_WILDCARD = re.compile(r"(?<=\w)[*$](?!\w)")
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(slots=True)
class Lexeme:
    """A word, a phrase, an operator or a bracket of a query.

    ``typed`` is its text after repairs. For a word or phrase, ``value`` is the text without field name and quotation
    marks, and ``field`` is the field name or None.
    """

    kind: str  # open, close, not, and, or, word, phrase
    typed: str
    value: str = ""
    field: str | None = None
    distance: int | None = None  # n in "two words"~n
    required: bool = False  # True for a stopword that must not be dropped


class Lexer:
    """Lexer that splits queries into lexemes. It appends a notice to ``notices`` for each repair and ignored part."""

    def __init__(self, notices: list[str]) -> None:
        self._notices = notices

    def lexemes(self, text: str) -> list[Lexeme]:
        """Return the lexemes of ``text`` in order."""
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
            elif match["bare"] and not _is_field(match["bare"][:-1]):  # "Aim: (a) to test"
                yield Lexeme("word", _not_an_operator(match["bare"][:-1]), match["bare"][:-1])
            elif match["bare"]:
                note(self._notices, message("“%(typed)s” without a word after it was ignored.", typed=match["bare"]))
            elif match["phrase"] is not None:
                if not match["end"]:
                    note(self._notices, message("A missing quotation mark was added at the end."))
                yield from self._phrase(match)
            elif typed in _OPERATORS:
                yield Lexeme(typed.lower(), f"{typed} ")
            else:
                yield from self._word(match)

    def _phrase(self, match: re.Match[str]) -> Iterator[Lexeme]:
        name, value = match["field"], match["phrase"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not terms(value):
            note(self._notices, message("Quotation marks without words between them were ignored."))
            return
        if (plain := _WILDCARD.sub("", value)) != value:
            note(
                self._notices,
                message(
                    "The wildcards in the phrase “%(typed)s” were ignored. A word also matches its plural.",
                    typed=value.strip(),
                ),
            )
            value = plain
        typed = f'{name}:"{value.strip()}"' if name else f'"{value.strip()}"'
        distance = self._distance(match["near"], value, name) if match["near"] else None
        yield Lexeme("phrase", typed if distance is None else f"{typed}~{distance}", value, name, distance)

    def _distance(self, near: str, value: str, name: str | None) -> int | None:
        """Return the number in ``near`` ("~5"), at most LONGEST_DISTANCE. Return None if ``near`` is ignored."""
        if near == "~" or len(terms(value)) < 2 or (name and name.lower() not in FIELDS):
            note(
                self._notices,
                message(
                    '“%(near)s” was ignored. Write "two words"~5 to allow five other words between them.', near=near
                ),
            )
            return None
        if int(near[1:]) > LONGEST_DISTANCE:
            note(
                self._notices,
                message("“%(near)s” was changed to ~%(most)s, the largest distance.", near=near, most=LONGEST_DISTANCE),
            )
        return min(int(near[1:]), LONGEST_DISTANCE)

    def _word(self, match: re.Match[str]) -> Iterator[Lexeme]:
        name, value = match["field"], match["word"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not name or name.lower() != "year":
            value = self._cleaned(value)
        yield Lexeme("word", f"{name}:{value}" if name else value, value, name)

    def _cleaned(self, typed: str) -> str:
        """Return the word without the punctuation around it. Keep the "*" of a prefix.

        Each ":" or "*" inside the word becomes "-". An operator such as "OR" becomes lower case.
        """
        places = spans(typed)
        if not places:
            return typed
        word = re.sub("[:*()]+", "-", typed[places[0][0] : places[-1][1]])
        if prefix_of(typed):
            return f"{word}*"
        if "*" in typed:
            note(
                self._notices,
                message(
                    "“*” in “%(typed)s” was ignored. It works at the end of a word of %(least)s letters or more.",
                    typed=typed,
                    least=SHORTEST_PREFIX,
                ),
            )
        return _not_an_operator(word)

    def _unknown_field(self, name: str, typed: str) -> Iterator[Lexeme]:
        """Yield an unknown field name as a word, because a colon can be part of the text ("time: 3 months")."""
        known = (*FIELDS, "year", *(facet.query for facet in BY_QUERY.values()))
        if hint := did_you_mean(name, known):
            note(
                self._notices,
                message(
                    "There is no field “%(name)s:”; %(hint)s “%(typed)s” was searched as words.",
                    name=name,
                    hint=hint,
                    typed=typed,
                ),
            )
        yield Lexeme("word", _not_an_operator(name), name)


def note(notices: list[str], text: str) -> None:
    """Append ``text`` to ``notices`` unless the list already contains it."""
    if text not in notices:
        notices.append(text)


def prefix_of(typed: str) -> str | None:
    """Return the folded prefix if ``typed`` is a word that ends in "*" ("regen*"). For any other text, return None.

    A prefix has at least SHORTEST_PREFIX letters.
    """
    places = spans(typed)
    if len(places) != 1 or places[0][1] - places[0][0] < SHORTEST_PREFIX or typed.count("*") != 1:
        return None
    start, end = places[0]
    return fold(typed[start:end]) if typed[end : end + 1] == "*" else None


def _is_field(name: str) -> bool:
    return name.lower() in FIELDS or name.lower() in BY_QUERY or name.lower() == "year"


def _not_an_operator(word: str) -> str:
    return word.lower() if word in _OPERATORS else word
