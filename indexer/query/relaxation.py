"""Relaxation of a query that requires all its words."""

from __future__ import annotations

from indexer.query.ast import All, And, Or, Query, combine, scores


def relaxed(query: Query) -> Query | None:
    """Return the query with one of its required words being enough; None if it has fewer than two.

    Parts that do not rank (concept fields, years, exclusions) stay required.
    """
    if not isinstance(query, And):
        return None
    words = tuple(part for part in query.parts if scores(part))
    if len(words) < 2:
        return None
    others = tuple(part for part in query.parts if not scores(part))
    return And((Or(words), *others)) if others else Or(words)


def without_words(query: Query) -> Query | None:
    """Return the parts of the query other than words (concept fields, years, exclusions); None if it has no words."""
    if not scores(query):
        return None
    parts = query.parts if isinstance(query, And) else (query,)
    return combine(And, [part for part in parts if not scores(part)]) or All()
