"""Relaxation of queries. A relaxed query requires only one of the words, or no word at all."""

from indexer.query.ast import All, And, HasConcept, Not, Or, Query, combine, scores


def relaxed(query: Query) -> Query | None:
    """Return a query that requires only one of the words, or None if ``query`` requires fewer than two words.

    Only words to find in title or text count. All other parts, such as concept fields and years, stay required.
    """
    if not isinstance(query, And):
        return None
    words = tuple(part for part in query.parts if scores(part))
    if len(words) < 2:
        return None
    others = tuple(part for part in query.parts if not scores(part))
    return And((Or(words), *others)) if others else Or(words)


def without_words(query: Query) -> Query | None:
    """Return the query without the words to find in title or text. Return None if it has no such words.

    All other parts, such as concept fields, years and exclusions, stay. If there is no other part, return All.
    """
    if not scores(query):
        return None
    parts = query.parts if isinstance(query, And) else (query,)
    return combine(And, [part for part in parts if not scores(part)]) or All()


def as_typed(query: Query) -> Query:
    """Return the query without the concepts that its words are linked to."""
    match query:
        case And(parts):
            return combine(And, [as_typed(part) for part in parts]) or All()
        case Or(parts):
            kept = [part for part in parts if not (isinstance(part, HasConcept) and part.scored)]
            return combine(Or, [as_typed(part) for part in kept]) or All()
        case Not(part):
            return Not(as_typed(part))
        case _:
            return query
