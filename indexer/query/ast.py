"""The query AST. It is independent of the typed syntax and of the engine that evaluates it.

Words are terms as :mod:`indexer.text.analysis` makes them. A ``field`` of None means "title or text". Every node can be
evaluated by every engine: the parser has already replaced word prefixes by the terms that have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Field = Literal["title", "text", "author", "journal"]

TEXT_FIELDS: tuple[Field, ...] = ("title", "text")
FIELDS: tuple[Field, ...] = get_args(Field)


@dataclass(frozen=True, slots=True)
class All:
    """Matches every summary."""


@dataclass(frozen=True, slots=True)
class Term:
    """Matches summaries that contain the term."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Matches summaries that contain the terms one right after another in one field. Holds two terms or more."""

    terms: tuple[str, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Matches summaries that contain the terms near each other, in any order, in one field. Holds two terms or more.

    At most ``distance`` other words lie between the first and the last of them.
    """

    terms: tuple[str, ...]
    distance: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """Matches summaries that contain one of the terms, and scores all of them as one word.

    The terms are those whose written forms begin with ``prefix``.
    """

    terms: tuple[str, ...]
    field: Field | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HasConcept:
    """Matches summaries tagged with the concept or with a narrower one. Adds to the score only if ``scored``."""

    facet: str
    id: str
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """Matches summaries of the years ``first`` to ``last``, both included; None is open. Adds nothing to the score."""

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int | None) -> bool:
        if year is None:
            return False
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class And:
    """Matches summaries that match all parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches summaries that match at least one part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches summaries that do not match the part."""

    part: Query


Word = Term | Phrase | Near | AnyTerm
Query = All | Word | HasConcept | Years | And | Or | Not


def scores(query: Query) -> bool:
    """Return True if the query ranks its matches: if it contains a word in title or text.

    A query of concepts, years and citation fields alone gives every match the same score.
    """
    return any(word.field in (None, *TEXT_FIELDS) for word in words(query))


def words(query: Query) -> Iterator[Word]:
    """Yield the words and phrases of the query in order, without those below a Not."""
    yield from (leaf for leaf in positive_leaves(query) if isinstance(leaf, Word))


def positive_leaves(query: Query) -> Iterator[Word | HasConcept]:
    """Yield the words, phrases and concepts of the query in order, without those below a Not."""
    match query:
        case Term() | Phrase() | Near() | AnyTerm() | HasConcept():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive_leaves(part)
        case All() | Years() | Not():
            return
        case _:
            raise TypeError(query)


def terms_of(word: Word) -> tuple[str, ...]:
    """Return the terms of a word or phrase, in order."""
    match word:
        case Term(text):
            return (text,)
        case Phrase(terms) | Near(terms) | AnyTerm(terms):
            return terms
        case _:
            raise TypeError(word)


def term_groups(word: Word) -> list[tuple[str, ...]]:
    """Return the groups of terms that score as one word each: all terms of an AnyTerm, each term of other words."""
    return [word.terms] if isinstance(word, AnyTerm) else [(term,) for term in terms_of(word)]


def runs_of(word: Word) -> list[tuple[str, ...]]:
    """Return the runs of terms that a match of the word consists of: a phrase is one run, other words are several."""
    return [word.terms] if isinstance(word, Phrase) else [(term,) for term in terms_of(word)]


def combine(operator: type[And] | type[Or], parts: list[Query]) -> Query | None:
    """Return the parts combined by the operator, duplicates removed: None for no part, the part itself for one."""
    parts = list(dict.fromkeys(parts))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else operator(tuple(parts))
