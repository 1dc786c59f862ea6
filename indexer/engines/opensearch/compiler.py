"""Compiler from the query AST to clauses that select documents. The module ``scoring`` compiles scored clauses."""

from collections.abc import Iterable, Sequence
from typing import Any

from indexer.engines.opensearch.documents import encode_term
from indexer.engines.opensearch.mapping import ANYWHERE, REFERENCES, WORDS
from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Word, Years
from indexer.query.request import Filters

Clause = dict[str, Any]

MATCH_NONE: Clause = {"match_none": {}}


def match_clause(query: Query) -> Clause:
    """Return the clause that selects the documents matching ``query``. The scores of this clause have no meaning."""
    match query:
        case All():
            return {"match_all": {}}
        case Term() | AnyTerm() | Phrase() | Near():
            if query.field is not None:
                return word_clause(query, query.field)
            if isinstance(query, Term | AnyTerm):
                return word_clause(query, ANYWHERE)
            return any_of([word_clause(query, WORDS), word_clause(query, REFERENCES)])
        case HasConcept(facet, concept):
            return {"term": {facet: concept}}
        case Years(first, last):
            bounds = {name: year for name, year in (("gte", first), ("lte", last)) if year is not None}
            return {"range": {"year": bounds}} if bounds else {"exists": {"field": "year"}}
        case And(parts):
            return all_of(parts)
        case Or(parts):
            return any_of([match_clause(part) for part in parts])
        case Not(part):
            return {"bool": {"must_not": [match_clause(part)]}}
        case _:
            raise TypeError(query)


def word_clause(word: Word, field: str) -> Clause:
    """Return the clause that selects the documents with a word or phrase in an index field."""
    match word:
        case Term(text):
            return {"term": {field: encode_term(text)}}
        case AnyTerm(terms):
            return {"terms": {field: list(map(encode_term, terms))}} if terms else MATCH_NONE
        case Phrase(terms):
            return {"match_phrase": {field: " ".join(map(encode_term, terms))}}
        case Near(terms, distance):
            words = [{"match": {"query": encode_term(term)}} for term in terms]
            return {"intervals": {field: {"all_of": {"max_gaps": distance, "intervals": words}}}}
        case _:
            raise TypeError(word)


def filter_clauses(filters: Filters, without: str | None = None) -> list[Clause]:
    """Return one clause for each active filter. The filter of the facet ``without`` is skipped."""
    clauses: list[Clause] = [
        {"terms": {facet: list(concepts)}} for facet, concepts in filters.concepts if concepts and facet != without
    ]
    return clauses if filters.years is None else [*clauses, match_clause(filters.years)]


def all_of(parts: Iterable[Query], scored: Sequence[Clause] = ()) -> Clause:
    """Return the conjunction of the ``parts``, which are not scored, and of the compiled clauses ``scored``."""
    parts = list(parts)
    clauses = {
        "must": list(scored),
        "filter": [match_clause(part) for part in parts if not isinstance(part, Not)],
        "must_not": [match_clause(part.part) for part in parts if isinstance(part, Not)],
    }
    return {"bool": {name: value for name, value in clauses.items() if value}}


def any_of(clauses: list[Clause]) -> Clause:
    """Return the disjunction of the clauses. For an empty list, return a clause that matches nothing."""
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else MATCH_NONE
