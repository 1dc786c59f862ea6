"""A query that requires all its words -> one that requires some of them, or none."""

from __future__ import annotations

from indexer.query.ast import (
    All,
    And,
    Or,
    Query,
    joined,
    scores,
)


def relaxed(query: Query) -> Query | None:
    """Return the query with one of its required words enough, None where that finds no more.

    What does not rank (fields of concepts, years, what is excluded) stays required.
    """
    if not isinstance(query, And):
        return None
    words = tuple(part for part in query.parts if scores(part))
    if len(words) < 2:
        return None
    others = tuple(part for part in query.parts if not scores(part))
    return And((Or(words), *others)) if others else Or(words)


def without_words(query: Query) -> Query | None:
    """Return what the query requires beside words (fields of concepts, years, what is excluded), None if no words."""
    if not scores(query):
        return None
    parts = query.parts if isinstance(query, And) else (query,)
    return joined(And, [part for part in parts if not scores(part)]) or All()
