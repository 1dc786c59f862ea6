"""The query tree -> what matches it, in OpenSearch's query language; how well is told by :mod:`scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indexer.engines.opensearch.documents import encoded
from indexer.engines.opensearch.mapping import WORDS
from indexer.query.ast import (
    All,
    And,
    AnyTerm,
    Field,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Years,
)
from indexer.query.request import Filters

Clause = dict[str, Any]

NOTHING: Clause = {"match_none": {}}


def matching(query: Query) -> Clause:
    """Return the clause that finds what matches, and scores nothing where it filters."""
    match query:
        case All():
            return {"match_all": {}}
        case Term(text, where):
            return {"term": {field_of(where): encoded(text)}}
        case AnyTerm(terms, where):
            return {"terms": {field_of(where): list(map(encoded, terms))}} if terms else NOTHING
        case Phrase(terms, where):
            return {"match_phrase": {field_of(where): " ".join(map(encoded, terms))}}
        case Near(terms, distance, where):
            words = [{"match": {"query": encoded(term)}} for term in terms]
            return {"intervals": {field_of(where): {"all_of": {"max_gaps": distance, "intervals": words}}}}
        case HasConcept(facet, concept):
            return {"term": {facet: concept}}
        case Years(first, last):
            ends = {"gte": first, "lte": last}
            given = {end: year for end, year in ends.items() if year is not None}
            return {"range": {"year": given}} if given else {"exists": {"field": "year"}}
        case And(parts):
            return all_of(parts)
        case Or(parts):
            return any_of([matching(part) for part in parts])
        case Not(part):
            return {"bool": {"must_not": [matching(part)]}}
        case _:
            raise TypeError(query)


def passing(filters: Filters, without: str | None = None) -> list[Clause]:
    """Return a clause for each filter in force, but for the one of the facet ``without``."""
    clauses: list[Clause] = [
        {"terms": {facet: list(concepts)}} for facet, concepts in filters.concepts if concepts and facet != without
    ]
    return clauses if filters.years is None else [*clauses, matching(filters.years)]


def all_of(parts: Iterable[Query], scored: Sequence[Clause] = ()) -> Clause:
    """Return the clause of what matches all parts, and the clauses that score."""
    parts = list(parts)
    clauses = {
        "must": list(scored),
        "filter": [matching(part) for part in parts if not isinstance(part, Not)],
        "must_not": [matching(part.part) for part in parts if isinstance(part, Not)],
    }
    return {"bool": {name: given for name, given in clauses.items() if given}}


def any_of(clauses: list[Clause]) -> Clause:
    """Return the clause of what matches one of several clauses."""
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else NOTHING


def field_of(where: Field | None) -> str:
    """Return where the words of a field stand: without one, in title and text together."""
    return WORDS if where is None else where
