"""Data types of the parser: the parsed query, its required clauses, links to concepts, and offers of other queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.query.ast import All, And, Or, Query, combine


@dataclass(frozen=True, slots=True)
class Clause:
    """A required part of a query.

    ``typed`` is its text and ``query`` its AST. ``before`` contains the ignored stopwords before the text. After an AND
    or a bracket, ``apart`` is True: a name of several words does not continue there.
    """

    typed: str
    query: Query
    before: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Words of the query that are linked to a concept. The concept is one of several if ``ambiguous`` is True."""

    typed: str
    facet: str
    concept: str
    label: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Another query that may be meant. ``text`` says what it does, and ``query`` is its text."""

    text: str
    query: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query.

    ``query`` is the AST, and ``clauses`` are its required parts in order. ``notices`` report repairs and ignored parts.
    ``interpretations`` are the links to concepts, and ``undone`` those that the request excludes.
    """

    query: Query
    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    undone: tuple[Interpretation, ...] = ()
    offers: tuple[Offer, ...] = ()


def text_of(clauses: Iterable[Clause]) -> str:
    """Return required clauses as text. Parsing this text gives the same query."""
    text = ""
    for clause in clauses:
        separator = " AND " if clause.apart else " "
        text += f"{separator}{clause.typed}" if text else clause.typed
    return text


def text_of_alternatives(alternatives: Iterable[Iterable[Clause]]) -> str:
    """Return alternatives, joined by OR, as text. Parsing this text gives the same query."""
    return " OR ".join(map(text_of, alternatives))


def query_of(alternatives: Iterable[Iterable[Clause]]) -> Query:
    """Return the AST of alternatives, each of which requires all of its clauses. Without a clause, it is All."""
    queries = [combine(And, [clause.query for clause in required]) for required in alternatives]
    return combine(Or, [query for query in queries if query is not None]) or All()


def replaced(text: str, typed: str, replacement: str) -> str | None:
    """Return ``text`` with the first ``typed`` words replaced; None if they do not occur as whole words."""
    pattern = rf"(?<!\w){re.escape(typed)}(?!\w)"
    return re.sub(pattern, lambda _: replacement, text, count=1) if re.search(pattern, text) else None
