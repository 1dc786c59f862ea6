"""Bodies of search requests, and parsers that convert responses to hits, counts and contributions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from indexer.engines.answers import ConceptCounts, Contribution, Hit, Place
from indexer.engines.opensearch.compiler import Clause, filter_clauses, match_clause
from indexer.engines.opensearch.documents import summary_of
from indexer.engines.opensearch.scoring import NamedLeaf
from indexer.query.ast import Query, Word, terms_of
from indexer.query.request import Filters, Sort
from indexer.summaries.facets import FACETS
from indexer.text.analysis import terms

_GROUPS_PER_REQUEST = 5_000
_MAX_CONCEPTS = 10_000  # per facet; a cluster returns at most 65,535 buckets
_MISSING_LAST = {"order": "asc", "missing": "_last"}
_BY_ID = {"id": "asc"}
_SORTS: dict[Sort, list[dict[str, Any]]] = {
    "relevance": [{"_score": "desc"}, _BY_ID],
    "newest": [{"year": {**_MISSING_LAST, "order": "desc"}}, _BY_ID],
    "oldest": [{"year": _MISSING_LAST}, _BY_ID],
    "title": [{"sorted_title": "asc"}, _BY_ID],
}


class GroupKey(NamedTuple):
    """A field to group documents by. With ``missing``, documents without a value form a group with the key None."""

    field: str
    missing: bool = False


def page_body(scored: Clause, filters: Filters, sort: Sort, *, counted: bool) -> dict[str, Any]:
    """Return the body of a search for hits and total, and for facet counts if ``counted``.

    The caller adds offset and size. With facet counts, the facet filters are applied as a post filter, because the
    counts of a facet must ignore the filter of that facet.
    """
    body: dict[str, Any] = {
        "sort": _SORTS[sort],
        "track_scores": True,
        "track_total_hits": True,
        "_source": ["summary"],
    }
    if not counted:
        return body | {"query": _filtered(scored, filter_clauses(filters))}
    years, concepts = filter_clauses(Filters(years=filters.years)), filter_clauses(Filters(filters.concepts))
    body |= {"query": _filtered(scored, years), "aggs": _facet_aggregations(filters)}
    return body | {"post_filter": {"bool": {"filter": concepts}}} if concepts else body


def count_body(query: Query, filters: Filters) -> dict[str, Any]:
    """Return the body of a search for the total only."""
    return {
        "size": 0,
        "track_total_hits": True,
        "query": {"bool": {"filter": [match_clause(query), *filter_clauses(filters)]}},
    }


def facet_counts_body(query: Query, filters: Filters) -> dict[str, Any]:
    """Return the body of a search for the facet counts only."""
    return count_body(query, Filters(years=filters.years)) | {"aggs": _facet_aggregations(filters)}


def parse_counts(response: Mapping[str, Any]) -> ConceptCounts:
    """Return the facet counts of a response."""
    return {
        facet.name: {
            bucket["key"]: bucket["doc_count"] for bucket in response["aggregations"][facet.name]["counts"]["buckets"]
        }
        for facet in FACETS
    }


def parse_hits(response: Mapping[str, Any], leaves: Sequence[NamedLeaf] = ()) -> tuple[Hit, ...]:
    """Return the hits of a response in order. Each hit has the contributions of the given ``leaves``."""
    return tuple(_hit(hit, leaves) for hit in response["hits"]["hits"])


def parse_total(response: Mapping[str, Any]) -> int:
    """Return the exact number of matching summaries."""
    return int(response["hits"]["total"]["value"])


def group_counts(
    search: Callable[[dict[str, Any]], dict[str, Any]], query: Query, filters: Filters, *keys: GroupKey
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield (values, number of documents) for each nonempty group. The values are in the order of ``keys``.

    ``search`` sends a body and returns the response. The composite aggregation returns groups page by page, so it has
    no limit for the number of groups. Nested terms aggregations would fail with more than 65,535 groups.
    """
    names = list(map(str, range(len(keys))))  # the names must differ, even if two keys have the same field
    sources = [
        {name: {"terms": {"field": key.field, "missing_bucket": key.missing}}}
        for name, key in zip(names, keys, strict=True)
    ]
    composite: dict[str, Any] = {"size": _GROUPS_PER_REQUEST, "sources": sources}
    while True:
        body = count_body(query, filters) | {"aggs": {"groups": {"composite": composite}}}
        groups = search(body)["aggregations"]["groups"]
        for bucket in groups["buckets"]:
            yield tuple(bucket["key"][name] for name in names), bucket["doc_count"]
        if len(groups["buckets"]) < _GROUPS_PER_REQUEST:
            return
        composite["after"] = groups["after_key"]


def _filtered(clause: Clause, filters: Sequence[Clause]) -> Clause:
    return {"bool": {"must": [clause], "filter": list(filters)}} if filters else clause


def _facet_aggregations(filters: Filters) -> dict[str, Any]:
    """Return one aggregation per facet. It counts the concepts of the facet under the filters of the other facets."""
    concepts = Filters(filters.concepts)
    return {
        facet.name: {
            "filter": {"bool": {"filter": filter_clauses(concepts, without=facet.name)}},
            "aggs": {"counts": {"terms": {"field": facet.name, "size": _MAX_CONCEPTS}}},
        }
        for facet in FACETS
    }


def _hit(hit: Mapping[str, Any], leaves: Sequence[NamedLeaf]) -> Hit:
    summary, score = summary_of(hit["_source"]), float(hit["_score"])
    scores: dict[str, float] = hit.get("matched_queries", {}) if leaves else {}
    contributions = [
        contribution
        for leaf in leaves
        if all(name in scores for name in leaf.path)
        for contribution in _contributions(leaf, scores, summary.title, summary.text)
    ]
    # The scores of named clauses have single precision and use the statistics of one shard.
    # They are scaled so that they add up to the score of the hit.
    total = fsum(contribution.score for contribution in contributions)
    scale = score / total if total else 0.0
    return Hit(summary, score, tuple(Contribution(c.part, c.place, c.score * scale) for c in contributions if c.score))


def _contributions(named: NamedLeaf, scores: Mapping[str, float], title: str, text: str) -> list[Contribution]:
    """Return the contributions of a leaf. A word has three (title, text and citation); a concept has one."""
    places = ("words", "title", "citation", "concept")
    words, extra, citation, concept = (scores.get(f"{named.path[-1]} {place}", 0.0) for place in places)
    if not isinstance(named.leaf, Word):
        return [Contribution(named.leaf, "concept", concept)]
    in_title = {"title": 1.0, "text": 0.0}.get(named.leaf.field or "", _title_share(named.leaf, title, text))
    shares: list[tuple[Place, float]] = [
        ("title", words * in_title + extra),
        ("text", words * (1 - in_title)),
        ("citation", citation),
    ]
    return [Contribution(named.leaf, place, score) for place, score in shares]


def _title_share(word: Word, title: str, text: str) -> float:
    """Return the fraction (0 to 1) of the occurrences of a word that are in the title."""
    wanted = set(terms_of(word))
    in_title, in_text = (sum(term in wanted for term in terms(part)) for part in (title, text))
    return in_title / max(1, in_title + in_text)
