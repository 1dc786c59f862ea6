"""What was typed -> a query. Lenient: it never raises, it repairs, and it says what it repaired.

    query   = any, { "OR", any } ;          any  = all of its parts, "AND" between them may be said
    part    = [ "-" | "NOT" ], ( "(", query, ")" | [ field, ":" ], ( word, [ "*" ] | phrase ) ) ;
    phrase  = '"', words, '"', [ "~", number ] ;

Words are all required. Stopwords are dropped from the words of a query (not from its phrases) unless nothing
else is there; from a question in a sentence also words such as "study" and "effects".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import cast

from indexer.messages import message
from indexer.query.ast import (
    All,
    And,
    Field,
    HasConcept,
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
from indexer.query.lexer import Lexeme, Lexer, note, prefix_of
from indexer.summaries.facets import BY_QUERY, Facet
from indexer.text.analysis import is_stopword, spans, terms
from indexer.vocabulary.model import Vocabulary

LONGEST_QUERY = 512
DEEPEST_QUERY = 20
MOST_BEGINNINGS = 16  # of words ("regen*"): each may stand for hundreds
SHORTEST_QUESTION = 6  # words with a meaning: so many are a question in a sentence

_YEARS = re.compile(r"(?:(\d{4})?(?:\.\.|[-–])(\d{4})?|(>=|<=|>|<)?(\d{4}))")


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
            self.notices.append(
                message("Only the first %(most)s characters of the query were read.", most=LONGEST_QUERY)
            )
        self.text = text[:LONGEST_QUERY]
        self.lexemes = Lexer(self.notices).lexemes(self.text)
        # A query of stopwords alone ("the who") means them.
        self.keeps_stopwords = all(
            _is_small(lexeme.value) for lexeme in self.lexemes if lexeme.kind == "word" and not lexeme.field
        ) and not any(lexeme.kind == "phrase" or lexeme.field for lexeme in self.lexemes)
        content = [lexeme for lexeme in self.lexemes if lexeme.kind == "word" and not _is_small(lexeme.value)]
        self.is_question = len(content) >= SHORTEST_QUESTION
        self.beginnings = 0
        self.at = 0

    def parse(self) -> Parsed:
        group = self._group(0)
        while self.at < len(self.lexemes):  # a bracket closed that nobody opened
            self._notice(message("A closing bracket without an opening one was left out."))
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
                self._notice(message("There is no word in the query; every summary is shown."))
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
                        self._notice(
                            message(
                                "“%(sign)s” before “%(typed)s” was left out with it.",
                                sign=negated.strip(),
                                typed=lexeme.typed,
                            )
                        )
                negated = ""
        if negated:
            self._notice(message("“%(sign)s” with nothing behind it was left out.", sign=negated.strip()))
        if len(group.alternatives) > 1 and not group.last:
            group.alternatives.pop()
            self._notice(message("“OR” with nothing behind it was left out."))
        return group

    def _or(self, group: _Group) -> None:
        if group.last:
            group.alternatives.append([])
        else:
            self._notice(message("“OR” with nothing before it was left out."))

    def _and(self, group: _Group) -> None:
        following = self.lexemes[self.at].kind if self.at < len(self.lexemes) else "close"
        if not group.last or following in ("close", "and", "or"):
            self._notice(message("“AND” with nothing beside it was left out."))

    def _clause(self, lexeme: Lexeme, depth: int) -> Clause | None:
        if lexeme.kind == "open":
            return self._bracket(depth)
        if lexeme.field is not None:
            return self._fielded(lexeme)
        if lexeme.kind == "word" and not self.keeps_stopwords and self._is_dispensable(lexeme):
            return None
        return self._words(lexeme, None)

    def _is_dispensable(self, lexeme: Lexeme) -> bool:
        return _is_small(lexeme.value, in_question=self.is_question)

    def _bracket(self, depth: int) -> Clause | None:
        if depth + 1 >= DEEPEST_QUERY:
            self._notice(message("Brackets deeper than %(most)s were left out.", most=DEEPEST_QUERY))
            return None
        group = self._group(depth + 1)
        if self.at < len(self.lexemes):
            self.at += 1
        else:
            self._notice(message("A bracket was not closed; it was closed at the end."))
        return Clause(f"({group.typed()})", group.query()) if any(group.alternatives) else None

    def _fielded(self, lexeme: Lexeme) -> Clause | None:
        name = (lexeme.field or "").lower()
        if name == "year":
            return self._years(lexeme)
        if name in BY_QUERY:
            return self._concept(lexeme, BY_QUERY[name])
        return self._words(lexeme, cast(Field, name))

    def _words(self, lexeme: Lexeme, name: Field | None) -> Clause | None:
        """Return a word, the beginning of one, or several as a phrase or near each other; None where none is there."""
        found = terms(lexeme.value)
        if not found:
            return None
        if lexeme.kind == "word" and (prefix := prefix_of(lexeme.value)):
            self.beginnings += 1
            if self.beginnings > MOST_BEGINNINGS:
                self._notice(
                    message("Only the first %(most)s words that end in “*” were searched for.", most=MOST_BEGINNINGS)
                )
                return None
            return Clause(lexeme.typed, Prefix(prefix, name))
        if len(found) == 1:
            return Clause(lexeme.typed, Term(found[0], name))
        if lexeme.distance is None:
            return Clause(lexeme.typed, Phrase(found, name))
        return Clause(lexeme.typed, Near(found, lexeme.distance, name))

    def _years(self, lexeme: Lexeme) -> Clause | None:
        match = _YEARS.fullmatch(lexeme.value)
        if not match or lexeme.value in ("..", "-", "–"):
            self._notice(
                message(
                    "“%(typed)s” names no year; write year:2020 or year:2015..2020. It was left out.",
                    typed=lexeme.typed,
                )
            )
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

    def _concept(self, lexeme: Lexeme, facet: Facet) -> Clause | None:
        ids = self.vocabulary.resolve(facet, lexeme.value) or self.vocabulary.from_tissue(facet, lexeme.value)
        if ids:
            if len(ids) > 1:
                labels = " or ".join(self.vocabulary.label(facet.name, concept) for concept in ids)
                self._notice(
                    message("“%(typed)s” may mean %(labels)s; both were searched.", typed=lexeme.typed, labels=labels)
                )
            return Clause(lexeme.typed, joined(Or, [HasConcept(facet.name, concept) for concept in ids]) or All())
        hint = self.vocabulary.suggest(facet, lexeme.value)
        hint = f" {hint[0].upper()}{hint[1:]}" if hint else ""
        self._notice(
            message(
                "No %(facet)s is called “%(typed)s”; it was searched as words.%(hint)s",
                facet=facet.label.lower(),
                typed=lexeme.value,
                hint=hint,
            )
        )
        return self._words(lexeme, None)

    def _notice(self, text: str) -> None:
        note(self.notices, text)


def _is_small(typed: str, *, in_question: bool = False) -> bool:
    """Whether the word is a stopword, punctuation around it or not."""
    words = [typed[start:end] for start, end in spans(typed)]
    return len(words) == 1 and not prefix_of(typed) and is_stopword(words[0], in_question=in_question)


def _negated(clause: Clause) -> Clause:
    return replace(clause, typed=f"-{clause.typed}", query=Not(clause.query))
