"""The query AST. It is independent of the typed syntax and of the engine that evaluates it.

The nodes contain terms instead of words; :mod:`indexer.text.analysis` converts words to terms. If ``field`` is None,
the node matches in title, text and citation. An engine needs no prefix search, because the parser replaces a prefix
with the matching terms of the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "text", "author", "journal", "identity"]
"""A field of an index. Users can type all fields but "identity", which has the names, years and identifiers of a study.
"""

TEXT_FIELDS: tuple[Field, ...] = ("title", "text")
FIELDS: tuple[Field, ...] = (*TEXT_FIELDS, "author", "journal")


@dataclass(frozen=True, slots=True)
class All:
    """Query that matches every summary."""


@dataclass(frozen=True, slots=True)
class Term:
    """Query that matches summaries with the term."""

    text: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Query that matches summaries with all terms next to each other, in order and in one field.

    A phrase has at least two terms.
    """

    terms: tuple[str, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Query that matches summaries with all terms near each other, in any order and in one field.

    At most ``distance`` other words are between the first and the last term. The node has at least two terms.
    """

    terms: tuple[str, ...]
    distance: int
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """Query that matches summaries with at least one of the terms. An engine scores all terms together as one word.

    ``terms`` are the terms of the words that begin with ``prefix``. There may be no such term.
    """

    terms: tuple[str, ...]
    field: Field | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HasConcept:
    """Query that matches summaries tagged with the concept or with a narrower concept.

    A match adds to the score only if ``scored`` is True.
    """

    facet: str
    id: str
    scored: bool = False


@dataclass(frozen=True, slots=True)
class Years:
    """Query that matches summaries of the years ``first`` to ``last``, both inclusive. None means no limit.

    A match adds nothing to the score.
    """

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int | None) -> bool:
        if year is None:
            return False
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction of queries. A summary matches if it matches all parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction of queries. A summary matches if it matches at least one part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Negation of a query. A summary matches if it does not match ``part``."""

    part: Query


Word = Term | Phrase | Near | AnyTerm
Query = All | Word | HasConcept | Years | And | Or | Not


def scores(query: Query) -> bool:
    """Return True if the query contains a word to find in title or text, or anywhere, outside of a Not.

    Any other query, for example a query of concepts, years and authors, gives every match the same score.
    """
    return any(word.field in (None, *TEXT_FIELDS) for word in words(query))


def words(query: Query) -> Iterator[Word]:
    """Yield the words and phrases of the query in order. Skip all parts inside a Not."""
    yield from (leaf for leaf in positive_leaves(query) if isinstance(leaf, Word))


def positive_leaves(query: Query) -> Iterator[Word | HasConcept]:
    """Yield the words, phrases and concepts of the query in order. Skip all parts inside a Not."""
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
    """Return the terms in groups. Each group is scored as one word.

    All terms of an AnyTerm form one group. In any other node, each term forms a separate group.
    """
    return [word.terms] if isinstance(word, AnyTerm) else [(term,) for term in terms_of(word)]


def runs_of(word: Word) -> list[tuple[str, ...]]:
    """Return the sequences of adjacent terms to find in a text.

    A Phrase is one sequence of all its terms. In any other node, each term is a separate sequence.
    """
    return [word.terms] if isinstance(word, Phrase) else [(term,) for term in terms_of(word)]


def combine(operator: type[And] | type[Or], parts: list[Query]) -> Query | None:
    """Return the distinct parts, combined by ``operator``.

    If there is only one distinct part, return this part unchanged. If there is no part, return None.
    """
    parts = list(dict.fromkeys(parts))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else operator(tuple(parts))
