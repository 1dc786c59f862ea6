"""A request -> a page of results. The one service that web pages, API and command line call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from time import perf_counter

from indexer.engines.base import Engine, Snapshot
from indexer.language.analysis import spans
from indexer.language.vocabulary import Vocabulary
from indexer.passages import Marker
from indexer.queries.interpreting import interpret, senses
from indexer.queries.parsing import Parsed, parse
from indexer.queries.query import All, And, Concept, Filters, Not, Query, SearchRequest, Sort, Term, scores
from indexer.queries.relaxing import relaxed
from indexer.results import (
    FacetCounts,
    FacetValue,
    Found,
    Label,
    Labels,
    MarkedHit,
    MarkedSummary,
    Remedy,
    ResultPage,
    Sense,
    Suggestion,
)
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Summary

_EXAMPLES = 4


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Return the page that ``request`` asks for; a page beyond the last is answered with the last.

    Raises IndexUnavailable where the engine has no index to search.
    """
    started = perf_counter()
    snapshot = engine.snapshot()
    parsed, interpretations = interpret(parse(request.text, snapshot.vocabulary), snapshot.vocabulary, request.literal)
    request, notices = _known_filters(request, snapshot.vocabulary)
    # Where nothing ranks, all fit equally well, and the newest interest most.
    sort: Sort = request.sort or ("relevance" if scores(parsed.query) else "newest")
    wider = relaxed(parsed.query)
    found = _page(snapshot, parsed.query, wider, request, sort)
    if not found.hits and found.total:
        last = -(-found.total // request.size)
        notices.append(f"There is no page {request.page}; this is the last one.")
        request = replace(request, page=last)
        found = _page(snapshot, parsed.query, wider, request, sort)
    partial = _partial(snapshot, parsed.query, wider, request, found.total)
    marker = Marker(parsed.query)
    return ResultPage(
        request=request,
        sort=sort,
        total=found.total,
        hits=_marked(found, marker, snapshot.vocabulary),
        facets=tuple(_facet_counts(facet, found, request.filters, snapshot.vocabulary) for facet in FACETS),
        notices=(*parsed.notices, *notices),
        remedies=() if found.total else tuple(_remedies(snapshot, parsed, request)),
        partial=_marked(partial, marker, snapshot.vocabulary),
        partial_total=partial.total,
        matching_all=found.preferred,
        relaxable=wider is not None,
        interpretations=interpretations,
        senses=tuple(_senses(snapshot, parsed)),
        suggestion=_suggestion(snapshot, parsed, request),
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
        took_ms=(perf_counter() - started) * 1000,
    )


def show(engine: Engine, summary_id: str, text: str = "") -> MarkedSummary | None:
    """Return the whole summary of that id, the words of the query ``text`` marked; None where there is none.

    Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    summary = snapshot.summary(summary_id)
    if summary is None:
        return None
    marker = Marker(parse(text, snapshot.vocabulary).query)
    return MarkedSummary(
        summary=summary,
        labels=_labels(summary, snapshot.vocabulary),
        title=marker.title(summary),
        paragraphs=marker.paragraphs(summary),
        version=snapshot.generation.version,
    )


def examples(engine: Engine, facets: Sequence[FacetCounts]) -> tuple[str, ...]:
    """Return some queries that find something, made of the names of the most frequent concepts of ``facets``.

    ``facets`` are those of the whole collection. Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    conditions, cells, routes = (_frequent(counts, snapshot.vocabulary) for counts in facets[:3])
    wanted = [
        *conditions[:1],
        *(f'"{name}"' for name in cells[:1]),
        *(f"{route} {condition}" for route in routes for condition in conditions),
        *routes,
    ]
    found = (text for text in wanted if snapshot.count(_understood(text, snapshot.vocabulary), Filters()))
    return tuple(islice(found, _EXAMPLES))


def _understood(text: str, vocabulary: Vocabulary) -> Query:
    return interpret(parse(text, vocabulary), vocabulary)[0].query


def _frequent(counts: FacetCounts, vocabulary: Vocabulary) -> list[str]:
    """Return the labels of the most frequent concepts of a facet that group no others."""
    named = [value for value in counts.values if not vocabulary.children(counts.facet.name, value.id)]
    named.sort(key=lambda value: (-value.count, value.id))
    return [value.label for value in named[:_EXAMPLES]]


def _labels(summary: Summary, vocabulary: Vocabulary) -> Labels:
    return {
        facet.field: tuple(
            Label(concept, vocabulary.label(facet.name, concept)) for concept in summary.concepts(facet.field)
        )
        for facet in FACETS
    }


def _page(snapshot: Snapshot, query: Query, wider: Query | None, request: SearchRequest, sort: Sort) -> Found:
    offset = (request.page - 1) * request.size
    if wider is None or request.words != "some":
        return snapshot.search(query, request.filters, sort, offset, request.size)
    return snapshot.search(wider, request.filters, sort, offset, request.size, preferred=query)


def _partial(snapshot: Snapshot, query: Query, wider: Query | None, request: SearchRequest, total: int) -> Found:
    """Return summaries with some of the words where those with all of them leave room on the page."""
    if wider is None or request.words is not None or total >= request.size:
        return Found(0, (), {}, 0)
    others = And((wider, Not(query)))
    return snapshot.search(others, request.filters, "relevance", 0, request.size - total)


def _senses(snapshot: Snapshot, parsed: Parsed) -> list[Sense]:
    """Return what an ambiguous acronym that was typed alone may mean in this collection."""
    meant = [
        Sense(
            facet,
            concept,
            snapshot.vocabulary.label(facet, concept),
            snapshot.count(Concept(facet, concept), Filters()),
        )
        for facet, concept in senses(parsed, snapshot.vocabulary)
    ]
    return sorted((sense for sense in meant if sense.total), key=lambda sense: (-sense.total, sense.label))


def _suggestion(snapshot: Snapshot, parsed: Parsed, request: SearchRequest) -> Suggestion | None:
    """Return the query as the collection would spell it, where a word of it stands nowhere; acronyms are let be."""
    text = request.text
    for clause in parsed.clauses:
        match clause.query:
            case Term(wanted, None) if not clause.typed.isupper() and not snapshot.count(clause.query, Filters()):
                near = snapshot.near_word(wanted)
                for typed in {clause.typed[start:end] for start, end in spans(clause.typed)} if near else ():
                    text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", near or typed, text)
    if text == request.text:
        return None
    total = snapshot.count(_understood(text, snapshot.vocabulary), request.filters)
    return Suggestion(text, total) if total else None


def _marked(found: Found, marker: Marker, vocabulary: Vocabulary) -> tuple[MarkedHit, ...]:
    return tuple(
        MarkedHit(
            summary=hit.summary,
            labels=_labels(hit.summary, vocabulary),
            score=hit.score,
            title=marker.title(hit.summary),
            passages=marker.passages(hit.summary),
        )
        for hit in found.hits
    )


def _known_filters(request: SearchRequest, vocabulary: Vocabulary) -> tuple[SearchRequest, list[str]]:
    """Return the request without filters that the vocabulary does not know, and what was left out."""
    filters, notices = request.filters, list[str]()
    for facet in FACETS:
        for concept in filters.of(facet.name):
            if vocabulary.get(facet.name, concept) is None:
                filters = filters.without(facet.name, concept)
                notices.append(f"The filter {facet.label.lower()} “{concept}” is unknown; it was left out.")
    return replace(request, filters=filters), notices


def _facet_counts(facet: Facet, found: Found, filters: Filters, vocabulary: Vocabulary) -> FacetCounts:
    counts, chosen = found.counts[facet.name], filters.of(facet.name)
    values = [
        FacetValue(
            id=concept,
            label=vocabulary.label(facet.name, concept),
            count=counts.get(concept, 0),
            selected=concept in chosen,
            parent=next(iter(vocabulary.ancestors(facet.name, concept)), None),
        )
        for concept in dict.fromkeys((*counts, *chosen))
    ]
    values.sort(key=lambda value: (-value.count, value.label.casefold(), value.id))
    return FacetCounts(facet, tuple(values))


def _remedies(snapshot: Snapshot, parsed: Parsed, request: SearchRequest) -> Iterator[Remedy]:
    """Yield, for each word and filter of a search without result, what leaving it out would find."""
    filters = request.filters
    totals = snapshot.without_each([clause.query for clause in parsed.clauses], filters)
    for clause, total in zip(parsed.clauses, totals, strict=True):
        yield Remedy(
            kind="word",
            text=clause.typed,
            total=total,
            alone=snapshot.count(clause.query, Filters()),
            query=" ".join(other.typed for other in parsed.clauses if other is not clause),
        )
    for facet in FACETS:
        for concept in filters.of(facet.name):
            yield Remedy(
                kind="filter",
                text=snapshot.vocabulary.label(facet.name, concept),
                total=snapshot.count(parsed.query, filters.without(facet.name, concept)),
                alone=snapshot.count(All(), Filters(((facet.name, (concept,)),))),
                facet=facet.name,
                concept=concept,
            )
    if filters.years is not None:
        yield Remedy(
            kind="years",
            text=f"{filters.years.first or ''}–{filters.years.last or ''}",
            total=snapshot.count(parsed.query, replace(filters, years=None)),
            alone=snapshot.count(All(), Filters(years=filters.years)),
        )
