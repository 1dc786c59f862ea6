"""A request -> a page of results. The one service that web pages, API and command line call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from time import perf_counter

from indexer import deadlines
from indexer.engines.answers import EngineAnswer, Hit, Neighbour
from indexer.engines.protocols import Engine, Snapshot
from indexer.messages import message
from indexer.query.ast import And, Not, Query, scores
from indexer.query.relaxation import relaxed, without_words
from indexer.query.request import Filters, SearchRequest, Sort
from indexer.query.resolution import understand
from indexer.search.explanations import Explainer
from indexer.search.highlighter import Highlighter
from indexer.search.hints import remedies, senses_held, suggestion
from indexer.search.results import (
    FacetCounts,
    FacetValue,
    HighlightedHit,
    HighlightedSummary,
    Label,
    Labels,
    ResultPage,
    Similar,
    YearCount,
)
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Concepts, Summary
from indexer.vocabulary.model import LabelEntry, Vocabulary

_EXAMPLES = 4
_SIMILAR = 5
_FEW = 10
_MOST_RELATED = 5


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    """Return the page that ``request`` asks for; a page beyond the last is answered with the last.

    Raises IndexUnavailable where the engine has no index to search.
    """
    started = perf_counter()
    snapshot = engine.snapshot()
    parsed, interpretations = understand(request.text, snapshot.vocabulary, snapshot.terms_with_prefix, request.literal)
    request, notices = known_filters(request, snapshot.vocabulary)
    sort = order_of(request, parsed.query)
    wider = relaxed(parsed.query)
    in_force = asked_for(parsed.query, request)
    found = page_found(snapshot, parsed.query, in_force, request, sort)
    shown = min(found.total, snapshot.max_result_window or found.total)
    if shown and (request.page - 1) * request.size >= shown:
        notices.append(_no_such_page(request.page, shown, found.total))
        request = replace(request, page=-(-shown // request.size))
        found = page_found(snapshot, parsed.query, in_force, request, sort)
    partial = _partial(snapshot, parsed.query, wider, request, found.total)
    related = _related(snapshot, parsed.query, wider, request, found.total + partial.total)
    marker = Highlighter(parsed.query, snapshot.vocabulary)
    explainer = Explainer(request.text, interpretations, snapshot.vocabulary) if request.explain else None

    def mark(hits: Iterable[Hit]) -> tuple[HighlightedHit, ...]:
        return tuple(_marked(hit, marker, explainer, snapshot.vocabulary) for hit in hits)

    return ResultPage(
        request=request,
        sort=sort,
        total=found.total,
        hits=mark(found.hits),
        facets=tuple(_facet_counts(facet, found, request.filters, snapshot.vocabulary) for facet in FACETS),
        notices=(*parsed.notices, *notices),
        remedies=() if found.total else tuple(remedies(snapshot, parsed, request)),
        partial=mark(partial.hits),
        related=mark(related),
        partial_total=partial.total,
        matching_all=found.boosted,
        relaxable=wider is not None,
        interpretations=interpretations,
        senses=tuple(senses_held(snapshot, parsed)),
        suggestion=suggestion(snapshot, parsed, request),
        shown=shown,
        years=tuple(map(YearCount._make, sorted(snapshot.year_histogram(in_force, request.filters).items()))),
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
        took_ms=(perf_counter() - started) * 1000,
    )


def show(engine: Engine, summary_id: str, text: str = "") -> HighlightedSummary | None:
    """Return the whole summary of that id, the words of the query ``text`` marked; None where there is none.

    Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    summary = snapshot.summary(summary_id)
    if summary is None:
        return None
    query = understand(text, snapshot.vocabulary, snapshot.terms_with_prefix)[0].query
    marker = Highlighter(query, snapshot.vocabulary)
    return HighlightedSummary(
        summary=summary,
        labels=labels_of(summary, snapshot.vocabulary),
        title=marker.title(summary),
        paragraphs=marker.paragraphs(summary),
        similar=tuple(_similar(summary, near, snapshot.vocabulary) for near in snapshot.similar(summary_id, _SIMILAR)),
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
    queries = {text: understand(text, snapshot.vocabulary, snapshot.terms_with_prefix)[0].query for text in wanted}
    return tuple(islice((text for text, query in queries.items() if snapshot.count(query, Filters())), _EXAMPLES))


def _frequent(counts: FacetCounts, vocabulary: Vocabulary) -> list[str]:
    """Return the labels of the most frequent concepts of a facet that group no others."""
    named = [value for value in counts.values if not vocabulary.children(counts.facet.name, value.id)]
    named.sort(key=lambda value: (-value.count, value.id))
    return [value.label for value in named[:_EXAMPLES]]


def labels_of(summary: Summary, vocabulary: Vocabulary) -> Labels:
    """Return the concepts of a summary by facet field, with their names in the vocabulary."""
    return {facet.field: _labelled(facet.name, summary.concepts(facet.field), vocabulary) for facet in FACETS}


def _labelled(facet: str, concepts: Concepts, vocabulary: Vocabulary) -> tuple[Label, ...]:
    return tuple([Label(concept, vocabulary.label(facet, concept)) for concept in concepts]) if concepts else ()


def _similar(summary: Summary, near: Neighbour, vocabulary: Vocabulary) -> Similar:
    shared = {}
    for facet in FACETS:
        held, others = summary.concepts(facet.field), near.summary.concepts(facet.field)
        both = vocabulary.closure(facet.name, held) & vocabulary.closure(facet.name, others)
        # What only groups others says little; of a concept and those above it, it says enough.
        named = [concept for concept in both if not (found := vocabulary.get(facet.name, concept)) or not found.group]
        shared[facet.field] = tuple(
            Label(concept, vocabulary.label(facet.name, concept))
            for concept in sorted(vocabulary.most_specific(facet.name, named))
        )
    return Similar(near.summary, near.similarity, shared, near.words)


def order_of(request: SearchRequest, query: Query) -> Sort:
    """Return the order that was asked for; where none was, the best fit, and of what does not rank the newest first."""
    return request.sort or ("relevance" if scores(query) else "newest")


def page_found(snapshot: Snapshot, query: Query, in_force: Query, request: SearchRequest, sort: Sort) -> EngineAnswer:
    """Return the engine's answer for the page of ``request``; ``in_force`` is what :func:`asked_for` gives for it."""
    offset = (request.page - 1) * request.size
    return snapshot.search(
        in_force,
        request.filters,
        sort,
        offset,
        request.size,
        boosted=query if in_force is not query else None,
        explained=request.explain,
    )


def _no_such_page(page: int, shown: int, total: int) -> str:
    """Return what is said where a page is asked for that there is not, of ``shown`` hits out of ``total``."""
    if shown == total:
        return message("There is no page %(page)s; this is the last one.", page=page)
    return message(
        "Only the first %(shown)s of %(total)s summaries can be looked through page by page, and this is the last page "
        "of them. To see others, narrow the search, or choose another order.",
        shown=f"{shown:,}",
        total=f"{total:,}",
    )


def _partial(snapshot: Snapshot, query: Query, wider: Query | None, request: SearchRequest, total: int) -> EngineAnswer:
    """Return summaries with some of the words where those with all of them leave room on the page."""
    if wider is None or request.words is not None or total >= request.size:
        return EngineAnswer(0, (), {}, 0)
    others = And((wider, Not(query)))
    limit = request.size - total
    return snapshot.search(others, request.filters, "relevance", 0, limit, counted=False, explained=request.explain)


def _related(
    snapshot: Snapshot, query: Query, wider: Query | None, request: SearchRequest, total: int
) -> Sequence[Hit]:
    """Return summaries on like matters where those with all or some of the words are few."""
    within, room = without_words(query), min(_FEW, request.size) - total
    if within is None or request.words == "all" or room <= 0:
        return ()
    return snapshot.related(wider or query, within, request.filters, min(_MOST_RELATED, room))


def _marked(hit: Hit, marker: Highlighter, explainer: Explainer | None, vocabulary: Vocabulary) -> HighlightedHit:
    deadlines.check()
    return HighlightedHit(
        summary=hit.summary,
        labels=labels_of(hit.summary, vocabulary),
        score=hit.score,
        title=marker.title(hit.summary),
        passages=marker.passages(hit.summary),
        reasons=explainer.reasons(hit) if explainer else (),
    )


def asked_for(query: Query, request: SearchRequest) -> Query:
    """Return what counts towards the total: the query, or, where some of its words are enough, the wider one."""
    wider = relaxed(query) if request.words == "some" else None
    return query if wider is None else wider


def known_filters(request: SearchRequest, vocabulary: Vocabulary) -> tuple[SearchRequest, list[str]]:
    """Return the request without filters that the vocabulary does not know, and a notice about each of them."""
    filters, notices = request.filters, list[str]()
    for facet in FACETS:
        for concept in filters.of(facet.name):
            if vocabulary.get(facet.name, concept) is None:
                filters = filters.without(facet.name, concept)
                notices.append(
                    message(
                        "The filter %(facet)s “%(concept)s” is unknown; it was left out.",
                        facet=facet.label.lower(),
                        concept=concept,
                    )
                )
    return replace(request, filters=filters), notices


def _facet_counts(facet: Facet, found: EngineAnswer, filters: Filters, vocabulary: Vocabulary) -> FacetCounts:
    counts, chosen = found.counts[facet.name], filters.of(facet.name)
    listing = vocabulary.label_order(facet.name)
    shown = {**dict.fromkeys(chosen, 0), **counts}
    values = []
    for concept, number in shown.items():
        # What the vocabulary does not know goes by its id, and comes last.
        position, label, parent = listing.get(concept) or LabelEntry(len(listing), concept, None)
        values.append((-number, position, concept, FacetValue(concept, label, number, concept in chosen, parent)))
    return FacetCounts(facet, tuple([value for *_, value in sorted(values)]))
