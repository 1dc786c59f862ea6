"""A page that is asked for -> the body of a search; the answer -> hits, counts and what gave them their score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from indexer.engines.answers import Contribution, Hit, Place
from indexer.engines.opensearch.compiler import Clause, matching, passing
from indexer.engines.opensearch.documents import read
from indexer.engines.opensearch.scoring import Named
from indexer.query.ast import Query, Word, terms_of
from indexer.query.request import Filters, Sort
from indexer.summaries.facets import FACETS
from indexer.text.analysis import terms

Counts = dict[str, dict[str, int]]

WINDOW = 10_000
"""How far from the first hit a cluster takes a page; what lies further is walked to."""

_MOST_CONCEPTS = 10_000  # in use in one facet; a cluster gives 65,535 counts in one answer
_MISSING_LAST = {"order": "asc", "missing": "_last"}
_BY_ID = {"id": "asc"}
_ORDERS: dict[Sort, list[dict[str, Any]]] = {
    "relevance": [{"_score": "desc"}, _BY_ID],
    "newest": [{"year": {**_MISSING_LAST, "order": "desc"}}, _BY_ID],
    "oldest": [{"year": _MISSING_LAST}, _BY_ID],
    "title": [{"sorted_title": "asc"}, _BY_ID],
}


def search_body(scored: Clause, filters: Filters, sort: Sort, *, counted: bool) -> dict[str, Any]:
    """Return the body of a search for what a clause finds and filters let through; which page is said by others.

    Where facets are counted, the filters come after that, but for the years, which no facet has for its own.
    """
    body: dict[str, Any] = {
        "sort": _ORDERS[sort],
        "track_scores": True,
        "track_total_hits": True,
        "_source": ["summary"],
    }
    if not counted:
        return body | {"query": narrowed(scored, passing(filters))}
    years = [] if filters.years is None else [matching(filters.years)]
    body |= {"query": narrowed(scored, years), "aggs": facet_counts(filters)}
    concepts = passing(Filters(filters.concepts))
    return body | {"post_filter": {"bool": {"filter": concepts}}} if concepts else body


def narrowed(clause: Clause, by: Sequence[Clause]) -> Clause:
    """Return the clause, among what the others let through."""
    return {"bool": {"must": [clause], "filter": list(by)}} if by else clause


def facet_counts(filters: Filters) -> dict[str, Any]:
    """Return the aggregations that count each facet's concepts, under the filters of the other facets."""
    concepts = Filters(filters.concepts)
    return {
        facet.name: {
            "filter": {"bool": {"filter": passing(concepts, without=facet.name)}},
            "aggs": {"counts": {"terms": {"field": facet.name, "size": _MOST_CONCEPTS}}},
        }
        for facet in FACETS
    }


def read_counts(answer: Mapping[str, Any]) -> Counts:
    """Return the counts of an answer, by facet and concept."""
    return {
        facet.name: {
            bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"][facet.name]["counts"]["buckets"]
        }
        for facet in FACETS
    }


def read_hits(answer: Mapping[str, Any], leaves: Sequence[Named] = ()) -> tuple[Hit, ...]:
    """Return the hits of an answer in order; ``leaves`` are those of the query where it is to be explained."""
    return tuple(_hit(hit, leaves) for hit in answer["hits"]["hits"])


def total(answer: Mapping[str, Any]) -> int:
    """Return how many summaries match, exactly."""
    return int(answer["hits"]["total"]["value"])


def counting(query: Query, filters: Filters) -> dict[str, Any]:
    """Return the body of a search that only counts."""
    found = {"bool": {"filter": [matching(query), *passing(filters)]}}
    return {"size": 0, "track_total_hits": True, "query": found}


def _hit(hit: Mapping[str, Any], leaves: Sequence[Named]) -> Hit:
    summary, score = read(hit["_source"]), float(hit["_score"])
    given: dict[str, float] = hit.get("matched_queries", {}) if leaves else {}
    contributions = [
        gave
        for named in leaves
        if all(name in given for name in named.within)
        for gave in _contributions(named, given, summary.title, summary.text)
    ]
    # The names are scored one by one, in single precision and by the words of one shard: in all they are the score.
    whole = fsum(gave.score for gave in contributions)
    scale = score / whole if whole else 0.0
    return Hit(summary, score, tuple(Contribution(g.part, g.place, g.score * scale) for g in contributions if g.score))


def _contributions(named: Named, given: Mapping[str, float], title: str, text: str) -> list[Contribution]:
    """Return what a leaf gave by standing in title, in text, or as a concept."""
    words, extra, concept = (given.get(f"{named.within[-1]} {place}", 0.0) for place in ("words", "title", "concept"))
    if not isinstance(named.leaf, Word):
        return [Contribution(named.leaf, "concept", concept)]
    in_title = {"title": 1.0, "text": 0.0}.get(named.leaf.field or "", _share_of_title(named.leaf, title, text))
    shares: list[tuple[Place, float]] = [("title", words * in_title + extra), ("text", words * (1 - in_title))]
    return [Contribution(named.leaf, place, score) for place, score in shares]


def _share_of_title(word: Word, title: str, text: str) -> float:
    """Return which share of a word's occurrences stand in the title."""
    wanted = set(terms_of(word))
    in_title, in_text = (sum(term in wanted for term in terms(of)) for of in (title, text))
    return in_title / max(1, in_title + in_text)
