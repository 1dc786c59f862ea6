"""The query as a tree, whatever was typed and whichever engine answers; and the whole request around it.

Words in the tree are terms as :mod:`indexer.text.analysis` makes them. ``field`` is None for "title or text".
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
    """Every summary."""


@dataclass(frozen=True, slots=True)
class Term:
    """Summaries that hold the term."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Summaries that hold the terms one right after another, in one field. Two terms or more."""

    terms: tuple[str, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Summaries that hold the terms near each other, in any order, in one field. Two terms or more.

    At most ``distance`` other words stand between the first and the last of them.
    """

    terms: tuple[str, ...]
    distance: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Summaries that hold a word which begins so. No engine answers it: which words do is looked up first."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """Summaries that hold one of the terms, which count as one word: those that begin with ``prefix``."""

    terms: tuple[str, ...]
    field: Field | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HasConcept:
    """Summaries whose facet holds the concept, or one below it; adds to the score only where it is ``scored``."""

    facet: str
    id: str
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """Summaries of the years ``first`` to ``last``, both included; None is open. Adds nothing to the score."""

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int | None) -> bool:
        if year is None:
            return False
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class And:
    """Summaries that match all parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Summaries that match one part or more."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Summaries that do not match the part."""

    part: Query


Word = Term | Phrase | Near | Prefix | AnyTerm
Query = All | Word | HasConcept | Years | And | Or | Not


def scores(query: Query) -> bool:
    """Whether the query ranks what it finds; one of filters, or of words in citations, alone finds all equally."""
    return any(word.field in (None, *TEXT_FIELDS) for word in words(query))


def words(query: Query) -> Iterator[Word]:
    """Yield the words and phrases that a hit may hold (those behind a Not left out), in order."""
    yield from (leaf for leaf in wanted(query) if isinstance(leaf, Word))


def wanted(query: Query) -> Iterator[Word | HasConcept]:
    """Yield the words, phrases and concepts that a hit may hold (those behind a Not left out), in order."""
    match query:
        case Term() | Phrase() | Near() | Prefix() | AnyTerm() | HasConcept():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from wanted(part)
        case All() | Years() | Not():
            return
        case _:
            raise TypeError(query)


def terms_of(word: Word) -> tuple[str, ...]:
    """Return the terms that a word or phrase is made of; of a prefix none, since they are not known yet."""
    match word:
        case Term(text):
            return (text,)
        case Phrase(terms) | Near(terms) | AnyTerm(terms):
            return terms
        case Prefix():
            return ()
        case _:
            raise TypeError(word)


def joined(how: type[And] | type[Or], parts: list[Query]) -> Query | None:
    """Return the parts as one query: None of none, the part itself of one, each kept once."""
    parts = list(dict.fromkeys(parts))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else how(tuple(parts))
