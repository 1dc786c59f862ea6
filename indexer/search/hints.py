"""Hints for users: senses of an acronym, other queries, changes of a search without results, and examples."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from indexer.engines.protocols import Snapshot
from indexer.query.ast import All
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import ResolvedQuery, resolve
from indexer.search.results import CountedOffer, FacetCounts, Sense, ZeroResultHint
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary

_EXAMPLES = 4


def senses(snapshot: Snapshot, query: ResolvedQuery) -> list[Sense]:
    """Return the meanings, with results, of ambiguous acronyms in the query: by acronym, most results first."""
    filters = query.request.filters
    typed = list(dict.fromkeys(link.typed for link in query.interpretations))
    meanings = [
        Sense(
            link.typed,
            link.facet,
            link.concept,
            link.label,
            snapshot.count(query.counted, filters.adding(link.facet, link.concept)),
        )
        for link in dict.fromkeys(query.interpretations)
        if link.ambiguous
    ]
    listed = (sense for sense in meanings if sense.total)
    return sorted(listed, key=lambda sense: (typed.index(sense.typed), -sense.total, sense.label))


def offers(snapshot: Snapshot, query: ResolvedQuery) -> list[CountedOffer]:
    """Return the other queries that may be meant and that have results."""
    counted = []
    for offer in query.parsed.offers:
        other = resolve(replace(query.request, text=offer.query), snapshot)
        total = snapshot.count(other.counted, other.request.filters)
        if total:
            counted.append(CountedOffer(offer.text, offer.query, total))
    return counted


def zero_result_hints(snapshot: Snapshot, query: ResolvedQuery) -> Iterator[ZeroResultHint]:
    """Yield for each clause and each filter a hint with the number of results without this clause or filter."""
    clauses, filters = query.parsed.clauses, query.request.filters
    totals = snapshot.leave_one_out_counts([clause.query for clause in clauses], filters)
    for clause, total in zip(clauses, totals, strict=True):
        yield ZeroResultHint(
            kind="word",
            text=clause.typed,
            total=total,
            alone=snapshot.count(clause.query, Filters()),
            query=" ".join(other.typed for other in clauses if other is not clause),
        )
    for facet in FACETS:
        for concept in filters.of(facet.name):
            yield ZeroResultHint(
                kind="filter",
                text=snapshot.vocabulary.label(facet.name, concept),
                total=snapshot.count(query.query, filters.without(facet.name, concept)),
                alone=snapshot.count(All(), Filters(((facet.name, (concept,)),))),
                facet=facet.name,
                concept=concept,
            )
    if filters.years is not None:
        yield ZeroResultHint(
            kind="years",
            text=f"{filters.years.first or ''}–{filters.years.last or ''}",
            total=snapshot.count(query.query, replace(filters, years=None)),
            alone=snapshot.count(All(), Filters(years=filters.years)),
        )


def example_queries(snapshot: Snapshot, facets: Sequence[FacetCounts]) -> tuple[str, ...]:
    """Return a few queries that have results. They contain the most frequent concepts of the first three facets."""
    conditions, cells, routes = (_most_frequent(counts, snapshot.vocabulary) for counts in facets[:3])
    texts = [
        *conditions[:1],
        *(f'"{name}"' for name in cells[:1]),
        *(f"{route} {condition}" for route in routes for condition in conditions),
        *routes,
    ]
    return tuple(islice((text for text in dict.fromkeys(texts) if _has_results(snapshot, text)), _EXAMPLES))


def _has_results(snapshot: Snapshot, text: str) -> bool:
    query = resolve(SearchRequest(text), snapshot).query
    return snapshot.count(query, Filters()) > 0


def _most_frequent(counts: FacetCounts, vocabulary: Vocabulary) -> list[str]:
    """Return the labels of the most frequent concepts of a facet. Concepts with narrower concepts are left out."""
    leaves = [value for value in counts.values if not vocabulary.children(counts.facet.name, value.id)]
    leaves.sort(key=lambda value: (-value.count, value.id))
    return [value.label for value in leaves[:_EXAMPLES]]
