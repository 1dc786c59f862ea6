"""Relaxation of queries: a query that requires all words is changed to require one word, or none."""

from __future__ import annotations

from indexer.query.ast import All, And, Or, Query, combine, scores


def relaxed(query: Query) -> Query | None:
    """Return a query that requires only one of the words; None if the query requires fewer than two words.

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
    """Return the query without its words (concept fields, years and exclusions stay); None if it has no words."""
    if not scores(query):
        return None
    parts = query.parts if isinstance(query, And) else (query,)
    return combine(And, [part for part in parts if not scores(part)]) or All()
