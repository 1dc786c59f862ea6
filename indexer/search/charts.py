"""A request -> its evidence map or its timeline. What pages and API call beside a search, of which each is a view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from indexer.engines.protocols import Engine, Snapshot
from indexer.messages import message
from indexer.query.ast import (
    All,
    And,
    HasConcept,
    Not,
    Or,
    Query,
    joined,
)
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import understand
from indexer.search.chart_models import (
    Axis,
    EvidenceMap,
    Gap,
    Series,
    Timeline,
    TimelineYear,
)
from indexer.search.results import FacetValue
from indexer.search.service import asked_for, known_filters
from indexer.summaries.facets import BY_NAME, Facet
from indexer.vocabulary.model import Vocabulary

DESIGNS = BY_NAME["study"]

_MOST_NAMES = 8  # of what a group holds: a longer query is cut off elsewhere


def evidence_map(
    engine: Engine, request: SearchRequest, rows: Facet, columns: Facet, cell: tuple[str, str] | None = None
) -> EvidenceMap:
    """Return the map of what ``request`` finds; ``cell`` (row and column) is looked at more closely.

    ``rows`` and ``columns`` are different facets. Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    request, query, notices = _asked(snapshot, request)
    counts = _counts(snapshot, query, request.filters)
    down, across = (_axis(facet, counts[facet.name], request.filters, snapshot.vocabulary) for facet in (rows, columns))
    shown = {value.id for value in down.values}, {value.id for value in across.values}
    crossed = snapshot.cooccurrence_counts(query, request.filters, rows.name, columns.name)
    cells = {(row, column): n for (row, column), n in crossed.items() if row in shown[0] and column in shown[1]}
    gap = _gap(snapshot, (rows, columns), counts, crossed, cell) if cell is not None else None
    if cell is not None and gap is None:
        notices.append(
            message("There is no “%(row)s” and “%(column)s” to cross; that was ignored.", row=cell[0], column=cell[1])
        )
    return EvidenceMap(
        request=request,
        rows=down,
        columns=across,
        cells=cells,
        total=snapshot.count(query, request.filters),
        placed=snapshot.count(And((query, _on(down), _on(across))), request.filters),
        gap=gap,
        notices=tuple(notices),
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
    )


def timeline(engine: Engine, request: SearchRequest, opened: Collection[str] = ()) -> Timeline:
    """Return the timeline of what ``request`` finds; designs that are ``opened`` are parted into those below them.

    Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    request, query, notices = _asked(snapshot, request)
    filters, years = request.filters, request.filters.years
    designs = _axis(DESIGNS, _counts(snapshot, query, filters)[DESIGNS.name], filters, snapshot.vocabulary)
    held = snapshot.year_histogram_by_facet(query, filters, DESIGNS.name)
    shown = [*([] if filters.of(DESIGNS.name) else [None]), *(value.id for value in designs.values)]
    totals = {year: n for year, n in snapshot.year_histogram(query, filters).items() if years is None or year in years}
    parts, counts = _parts(snapshot, query, filters, designs, opened, totals)
    total = snapshot.count(query, filters)
    return Timeline(
        request=request,
        designs=designs,
        parts=parts,
        years=tuple(
            TimelineYear(
                year,
                totals[year],
                tuple(of_part.get(year, 0) for of_part in counts),
                {concept: n for concept in shown if (n := held.get(concept, {}).get(year, 0))},
            )
            for year in sorted(totals)
        ),
        total=total,
        undated=total - sum(totals.values()),
        notices=tuple(notices),
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
    )


def _asked(snapshot: Snapshot, request: SearchRequest) -> tuple[SearchRequest, Query, list[str]]:
    """Return the request with the filters that are known, what it counts, and notices about what was left out."""
    parsed, _ = understand(request.text, snapshot.vocabulary, snapshot.terms_with_prefix, request.literal)
    request, notices = known_filters(request, snapshot.vocabulary)
    return request, asked_for(parsed.query, request), [*parsed.notices, *notices]


def _counts(snapshot: Snapshot, query: Query, filters: Filters) -> Mapping[str, Mapping[str, int]]:
    return snapshot.search(query, filters, "title", 0, 0).counts


def _axis(facet: Facet, counts: Mapping[str, int], filters: Filters, vocabulary: Vocabulary) -> Axis:
    """Return the concepts of a facet that have summaries or are chosen, those alone that are chosen or below."""
    chosen, listing = filters.of(facet.name), vocabulary.label_order(facet.name)
    shown = {
        concept
        for concept in (*counts, *chosen)
        if not chosen or not {concept, *vocabulary.ancestors(facet.name, concept)}.isdisjoint(chosen)
    }
    order = sorted(shown, key=lambda concept: (-counts.get(concept, 0), listing[concept].position))
    return Axis(
        facet,
        tuple(
            FacetValue(
                concept,
                listing[concept].label,
                counts.get(concept, 0),
                concept in chosen,
                next((above for above in vocabulary.ancestors(facet.name, concept) if above in shown), None),
            )
            for concept in order
        ),
    )


def _any_of(facet: Facet, concepts: Iterable[str]) -> Query:
    return joined(Or, [HasConcept(facet.name, concept) for concept in concepts]) or Not(All())


def _on(axis: Axis) -> Query:
    """Return a query for all that stands somewhere along the axis."""
    return _any_of(axis.facet, (value.id for value in axis.tops))


def _gap(
    snapshot: Snapshot,
    facets: tuple[Facet, Facet],
    counts: Mapping[str, Mapping[str, int]],
    crossed: Mapping[tuple[str, str], int],
    cell: tuple[str, str],
) -> Gap | None:
    """Return the cell of two concepts, which the map need not show; None where the vocabulary does not have them."""
    vocabulary, alone = snapshot.vocabulary, Filters()
    values: list[FacetValue] = []
    for facet, concept in zip(facets, cell, strict=True):
        if vocabulary.get(facet.name, concept) is None:
            return None
        label, count = vocabulary.label(facet.name, concept), counts[facet.name].get(concept, 0)
        values.append(FacetValue(concept, label, count, False, None))
        alone = alone.adding(facet.name, concept)
    names = [_names(vocabulary, facet, value) for facet, value in zip(facets, values, strict=True)]
    return Gap(values[0], values[1], crossed.get(cell, 0), snapshot.count(All(), alone), names[0], names[1])


def _names(vocabulary: Vocabulary, facet: Facet, value: FacetValue) -> tuple[str, ...]:
    concept = vocabulary.get(facet.name, value.id)
    groups = concept is not None and (concept.group or (facet.tops_group and not concept.parents))
    below = vocabulary.children(facet.name, value.id) if groups else ()
    return tuple(vocabulary.label(facet.name, inner) for inner in below[:_MOST_NAMES]) or (value.label,)


def _parts(
    snapshot: Snapshot,
    query: Query,
    filters: Filters,
    designs: Axis,
    opened: Collection[str],
    totals: Mapping[int, int],
) -> tuple[tuple[Series, ...], tuple[Mapping[int, int], ...]]:
    """Return the parts of the bars, and how many summaries of each year are in each.

    Empty ones are left out, but for the rest of what is opened.
    """
    values = [line.value for line in designs.outline(opened)]
    opened = {value.parent for value in values if value.parent is not None}
    found: list[tuple[Series, Mapping[int, int]]] = []
    for value in values:
        above = snapshot.vocabulary.ancestors(DESIGNS.name, value.id)
        others = _any_of(DESIGNS, (other.id for other in values if other is not value and other.id not in above))
        alone = And((query, HasConcept(DESIGNS.name, value.id), Not(others)))
        found.append((Series("rest" if value.id in opened else "only", value), snapshot.year_histogram(alone, filters)))
    if not filters.of(DESIGNS.name):
        found.append((Series("none", None), snapshot.year_histogram(And((query, Not(_on(designs)))), filters)))
    several = {year: n - sum(counts.get(year, 0) for _, counts in found) for year, n in totals.items()}
    found.append((Series("several", None), several))
    kept = [found_part for found_part in found if found_part[0].kind == "rest" or any(map(found_part[1].get, totals))]
    return tuple(part for part, _ in kept), tuple(counts for _, counts in kept)
