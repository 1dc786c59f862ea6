"""What was typed -> a query. Lenient: it never raises, it repairs, and it says what it repaired.

    query   = any, { "OR", any } ;          any  = all of its parts, "AND" between them may be said
    part    = [ "-" | "NOT" ], ( "(", query, ")" | [ field, ":" ], ( word, [ "*" ] | phrase ) ) ;
    phrase  = '"', words, '"', [ "~", number ] ;

Words are all required. Stopwords are dropped from the words of a query (not from its phrases) unless nothing
else is there; from a question in a sentence also words such as "study" and "effects".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from indexer.errors import did_you_mean
from indexer.language.analysis import fold, is_stopword, spans, terms
from indexer.language.vocabulary import Vocabulary
from indexer.queries.query import (
    FIELDS,
    All,
    And,
    Concept,
    Field,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Years,
    joined,
)
from indexer.summaries.facets import BY_QUERY, Facet

LONGEST_QUERY = 512
DEEPEST_QUERY = 20
FARTHEST_NEAR = 50  # words between
SHORTEST_PREFIX = 3
SHORTEST_QUESTION = 6  # words with a meaning: so many are a question in a sentence

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
_YEARS = re.compile(r"(?:(\d{4})?(?:\.\.|[-–])(\d{4})?|(>=|<=|>|<)?(\d{4}))")
_OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the query that stands for itself: what was typed, and what it was read as.

    ``before`` are the small words before it that were left out.
    """

    typed: str
    query: Query
    before: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was typed, as a query. ``clauses`` are its required parts, ``notices`` what was repaired or left out."""

    query: Query
    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """The query as it could have been typed without anything to repair: parsed again, it is the same query."""
        return " ".join(clause.typed for clause in self.clauses)


def parse(text: str, vocabulary: Vocabulary) -> Parsed:
    """Return the query that ``text`` asks for. Never raises."""
    return _Parser(text, vocabulary).parse()


@dataclass(slots=True)
class _Lexeme:
    kind: str  # open, close, not, and, or, word, phrase
    typed: str
    value: str = ""
    field: str | None = None
    distance: int | None = None  # of a phrase


@dataclass(slots=True)
class _Group:
    """Alternatives, each a list of clauses that are all required."""

    alternatives: list[list[Clause]] = field(default_factory=lambda: [[]])

    @property
    def last(self) -> list[Clause]:
        return self.alternatives[-1]

    def typed(self) -> str:
        """Return the group as it could be typed: reading it again gives the same query."""
        return " OR ".join(" ".join(clause.typed for clause in required) for required in self.alternatives if required)

    def query(self) -> Query:
        found = [joined(And, [clause.query for clause in required]) for required in self.alternatives]
        return joined(Or, [query for query in found if query is not None]) or All()


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.notices: list[str] = []
        if len(text) > LONGEST_QUERY:
            self.notices.append(f"Only the first {LONGEST_QUERY} characters of the query were read.")
        self.text = text[:LONGEST_QUERY]
        self.lexemes = list(self._lex())
        # A query of stopwords alone ("the who") means them.
        self.keeps_stopwords = all(
            _is_small(lexeme.value) for lexeme in self.lexemes if lexeme.kind == "word" and not lexeme.field
        ) and not any(lexeme.kind == "phrase" or lexeme.field for lexeme in self.lexemes)
        content = [lexeme for lexeme in self.lexemes if lexeme.kind == "word" and not _is_small(lexeme.value)]
        self.is_question = len(content) >= SHORTEST_QUESTION
        self.at = 0

    def parse(self) -> Parsed:
        group = self._group(0)
        while self.at < len(self.lexemes):  # a bracket closed that nobody opened
            self._notice("A closing bracket without an opening one was left out.")
            self.at += 1
            rest = self._group(0)
            group.last.extend(rest.alternatives[0])
            group.alternatives += rest.alternatives[1:]
        if len(group.alternatives) == 1:
            clauses = tuple({clause.query: clause for clause in group.last}.values())
        else:
            clauses = (Clause(group.typed(), group.query()),)
        if not any(group.alternatives):
            clauses = ()
            if self.text.strip() and not self.notices:
                self._notice("There is no word in the query; every summary is shown.")
        return Parsed(group.query(), clauses, tuple(self.notices))

    def _group(self, depth: int) -> _Group:
        group, negated, small = _Group(), "", list[str]()
        while self.at < len(self.lexemes) and (lexeme := self.lexemes[self.at]).kind != "close":
            self.at += 1
            if lexeme.kind == "not":
                negated = "" if negated else lexeme.typed
            elif lexeme.kind == "or":
                self._or(group)
            elif lexeme.kind == "and":
                self._and(group)
            else:
                clause = self._clause(lexeme, depth)
                if clause:
                    clause = replace(clause, before=" ".join(small))
                    group.last.append(_negated(clause) if negated else clause)
                    small = []
                else:
                    small.append(lexeme.value)
                    if negated:
                        self._notice(f"“{negated.strip()}” before “{lexeme.typed}” was left out with it.")
                negated = ""
        if negated:
            self._notice(f"“{negated.strip()}” with nothing behind it was left out.")
        if len(group.alternatives) > 1 and not group.last:
            group.alternatives.pop()
            self._notice("“OR” with nothing behind it was left out.")
        return group

    def _or(self, group: _Group) -> None:
        if group.last:
            group.alternatives.append([])
        else:
            self._notice("“OR” with nothing before it was left out.")

    def _and(self, group: _Group) -> None:
        following = self.lexemes[self.at].kind if self.at < len(self.lexemes) else "close"
        if not group.last or following in ("close", "and", "or"):
            self._notice("“AND” with nothing beside it was left out.")

    def _clause(self, lexeme: _Lexeme, depth: int) -> Clause | None:
        if lexeme.kind == "open":
            return self._bracket(depth)
        if lexeme.field is not None:
            return self._fielded(lexeme)
        if lexeme.kind == "word" and not self.keeps_stopwords and self._is_dispensable(lexeme):
            return None
        return self._words(lexeme, None)

    def _is_dispensable(self, lexeme: _Lexeme) -> bool:
        return _is_small(lexeme.value, in_question=self.is_question)

    def _bracket(self, depth: int) -> Clause | None:
        if depth + 1 >= DEEPEST_QUERY:
            self._notice(f"Brackets deeper than {DEEPEST_QUERY} were left out.")
            return None
        group = self._group(depth + 1)
        if self.at < len(self.lexemes):
            self.at += 1
        else:
            self._notice("A bracket was not closed; it was closed at the end.")
        return Clause(f"({group.typed()})", group.query()) if any(group.alternatives) else None

    def _fielded(self, lexeme: _Lexeme) -> Clause | None:
        name = (lexeme.field or "").lower()
        if name == "year":
            return self._years(lexeme)
        if name in BY_QUERY:
            return self._concept(lexeme, BY_QUERY[name])
        return self._words(lexeme, cast(Field, name))

    def _words(self, lexeme: _Lexeme, name: Field | None) -> Clause | None:
        """Return a word, the beginning of one, or several as a phrase or near each other; None where none is there."""
        found = terms(lexeme.value)
        if not found:
            return None
        if lexeme.kind == "word" and (prefix := _prefix(lexeme.value)):
            return Clause(lexeme.typed, Prefix(prefix, name))
        if len(found) == 1:
            return Clause(lexeme.typed, Term(found[0], name))
        if lexeme.distance is None:
            return Clause(lexeme.typed, Phrase(found, name))
        return Clause(lexeme.typed, Near(found, lexeme.distance, name))

    def _years(self, lexeme: _Lexeme) -> Clause | None:
        match = _YEARS.fullmatch(lexeme.value)
        if not match or lexeme.value in ("..", "-", "–"):
            self._notice(f"“{lexeme.typed}” names no year; write year:2020 or year:2015..2020. It was left out.")
            return None
        first, last, sign, single = match.groups()
        if single is None:
            return Clause(lexeme.typed, Years(int(first) if first else None, int(last) if last else None))
        year = int(single)
        ranges = {
            None: Years(year, year),
            ">=": Years(year, None),
            ">": Years(year + 1, None),
            "<=": Years(None, year),
            "<": Years(None, year - 1),
        }
        return Clause(lexeme.typed, ranges[sign])

    def _concept(self, lexeme: _Lexeme, facet: Facet) -> Clause | None:
        ids = self.vocabulary.resolve(facet, lexeme.value) or self.vocabulary.from_tissue(facet, lexeme.value)
        if ids:
            if len(ids) > 1:
                labels = " or ".join(self.vocabulary.label(facet.name, concept) for concept in ids)
                self._notice(f"“{lexeme.typed}” may mean {labels}; both were searched.")
            return Clause(lexeme.typed, joined(Or, [Concept(facet.name, concept) for concept in ids]) or All())
        hint = self.vocabulary.suggest(facet, lexeme.value)
        hint = f" {hint[0].upper()}{hint[1:]}" if hint else ""
        self._notice(f"No {facet.label.lower()} is called “{lexeme.value}”; it was searched as words.{hint}")
        return self._words(lexeme, None)

    def _lex(self) -> Iterator[_Lexeme]:
        for match in _LEXEME.finditer(self.text):
            typed = match[0]
            if match["open"]:
                yield _Lexeme("open", typed)
            elif match["close"]:
                yield _Lexeme("close", typed)
            elif match["sign"]:
                yield _Lexeme("not", "-")
            elif match["bare"]:
                self._notice(f"“{match['bare']}” stands before no word; it was left out.")
            elif match["phrase"] is not None:
                if not match["end"]:
                    self._notice("A quotation mark was not closed; it was closed at the end.")
                yield from self._quoted(match)
            elif typed in _OPERATORS:
                yield _Lexeme(typed.lower(), f"{typed} ")
            else:
                yield from self._worded(match)

    def _quoted(self, match: re.Match[str]) -> Iterator[_Lexeme]:
        name, value = match["field"], match["phrase"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not terms(value):
            self._notice("Quotation marks with nothing between them were left out.")
            return
        typed = f'{name}:"{value.strip()}"' if name else f'"{value.strip()}"'
        distance = self._distance(match["near"], value, name) if match["near"] else None
        yield _Lexeme("phrase", typed if distance is None else f"{typed}~{distance}", value, name, distance)

    def _distance(self, near: str, value: str, name: str | None) -> int | None:
        """Return how many words may stand between those of a phrase; None where ``near`` says nothing of them."""
        if near == "~" or len(terms(value)) < 2 or (name and name.lower() not in FIELDS):
            self._notice(f'“{near}” was left out: write "two words"~5 for up to five others between them.')
            return None
        if int(near[1:]) > FARTHEST_NEAR:
            self._notice(f"“{near}” was taken as ~{FARTHEST_NEAR}, the farthest there is.")
        return min(int(near[1:]), FARTHEST_NEAR)

    def _worded(self, match: re.Match[str]) -> Iterator[_Lexeme]:
        name, value = match["field"], match["word"]
        if name and not _is_field(name):
            yield from self._unknown_field(name, match[0])
            name = None
        if not name or name.lower() != "year":
            value = self._word(value)
        yield _Lexeme("word", f"{name}:{value}" if name else value, value, name)

    def _word(self, typed: str) -> str:
        """Return the word without marks around it, and with none inside that would be read otherwise elsewhere."""
        places = spans(typed)
        if not places:
            return typed
        word = re.sub("[:*]", "-", typed[places[0][0] : places[-1][1]])
        if _prefix(typed):
            return f"{word}*"
        if "*" in typed:
            self._notice(f"“*” in “{typed}” was left out: it goes behind {SHORTEST_PREFIX} letters or more.")
        return _no_operator(word)

    def _unknown_field(self, name: str, typed: str) -> Iterator[_Lexeme]:
        """Yield the would-be field as a word: "time: 3 months" is about time."""
        known = (*FIELDS, "year", *(facet.query for facet in BY_QUERY.values()))
        if hint := did_you_mean(name, known):
            self._notice(f"“{name}:” is no field; {hint} “{typed}” was searched as words.")
        yield _Lexeme("word", _no_operator(name), name)

    def _notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)


def _is_field(name: str) -> bool:
    return name.lower() in FIELDS or name.lower() in BY_QUERY or name.lower() == "year"


def _no_operator(word: str) -> str:
    return word.lower() if word in _OPERATORS else word


def _prefix(typed: str) -> str | None:
    """Return the beginning of a word that ``typed`` ("regen*") stands for, or None where it is no such thing."""
    places = spans(typed)
    if len(places) != 1 or places[0][1] - places[0][0] < SHORTEST_PREFIX or typed.count("*") != 1:
        return None
    start, end = places[0]
    return fold(typed[start:end]) if typed[end : end + 1] == "*" else None


def _is_small(typed: str, *, in_question: bool = False) -> bool:
    """Whether the word is a stopword, punctuation around it or not."""
    words = [typed[start:end] for start, end in spans(typed)]
    return len(words) == 1 and not _prefix(typed) and is_stopword(words[0], in_question=in_question)


def _negated(clause: Clause) -> Clause:
    return replace(clause, typed=f"-{clause.typed}", query=Not(clause.query))
