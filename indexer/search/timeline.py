"""The timeline: the results of a search per year, stacked by study design."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from indexer.engines.answers import EngineAnswer
from indexer.engines.protocols import Snapshot
from indexer.query.ast import And, HasConcept, Not, Years
from indexer.query.request import SearchRequest
from indexer.query.resolution import ResolvedQuery
from indexer.search.axes import Axis, any_concept, make_axis, on_axis
from indexer.search.results import FacetValue
from indexer.summaries.facets import BY_NAME

STACKED_BY = BY_NAME["study"]
"""The facet of the timeline. The bar of each year is divided by the concepts of this facet."""


class Series(NamedTuple):
    """One segment of the stacked bars. Each result with a year is in exactly one series.

    A series of the kind "only" or "rest" contains results that are tagged with ``value``. These results may be tagged
    with ancestors of ``value``, but not with the value of any other series. The kind is "rest" if ``value`` is split,
    so that its narrower values have their own series. The series "none" contains results that are tagged with no value.
    The series "several" contains results that are tagged with values of several series. ``value`` is None for "none"
    and "several".
    """

    kind: Literal["only", "rest", "several", "none"]
    value: FacetValue | None


class TimelineYear(NamedTuple):
    """The counts of one year: ``parts`` by series, and nonzero ``held`` by concept (None for no concept)."""

    year: int
    total: int
    parts: tuple[int, ...]
    held: Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The number of results per year, in total and by study design.

    ``years`` is in ascending order, without empty years. The filter of years decides only which years are included. The
    counts in ``held`` ignore the filter of designs. ``parts`` are the series. ``undated`` is the number of results
    without a year. These results are not in any bar.
    """

    request: SearchRequest
    designs: Axis
    parts: tuple[Series, ...]
    years: tuple[TimelineYear, ...]
    total: int
    undated: int
    notices: tuple[str, ...]
    version: str
    summaries: int

    def of_year(self, year: int, design: str | None = None) -> SearchRequest:
        """Return a request for the summaries of a year. If ``design`` is given, they must also have this design."""
        filters = replace(self.request.filters, years=Years(year, year))
        if design is not None:
            filters = filters.replacing(self.designs.facet.name, design)
        return replace(self.request, filters=filters, page=1)


def build_timeline(snapshot: Snapshot, query: ResolvedQuery, answer: EngineAnswer, opened: Collection[str]) -> Timeline:
    """Return the timeline of a search. Designs in ``opened`` are split into narrower designs."""
    filters, years = query.request.filters, query.request.filters.years
    designs = make_axis(STACKED_BY, answer.counts[STACKED_BY.name], filters, snapshot.vocabulary)
    histogram = snapshot.year_histogram(query.counted, filters)
    totals = {year: count for year, count in histogram.items() if years is None or year in years}
    stacks = _stacks(snapshot, query, designs, opened, totals)
    tagged = snapshot.year_histogram_by_facet(query.counted, filters, STACKED_BY.name)
    concepts = [*([] if filters.of(STACKED_BY.name) else [None]), *(value.id for value in designs.values)]
    return Timeline(
        request=query.request,
        designs=designs,
        parts=tuple(series for series, _ in stacks),
        years=tuple(
            TimelineYear(
                year,
                totals[year],
                tuple(counts.get(year, 0) for _, counts in stacks),
                {concept: count for concept in concepts if (count := tagged.get(concept, {}).get(year, 0))},
            )
            for year in sorted(totals)
        ),
        total=answer.total,
        undated=answer.total - sum(totals.values()),
        notices=query.notices,
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
    )


def _stacks(
    snapshot: Snapshot, query: ResolvedQuery, designs: Axis, opened: Collection[str], totals: Mapping[int, int]
) -> list[tuple[Series, Mapping[int, int]]]:
    """Return each series with its counts by year. Empty series are left out, except series of the kind "rest"."""
    filters = query.request.filters
    values = [line.value for line in designs.outline(opened)]
    split = {value.parent for value in values if value.parent is not None}
    stacks: list[tuple[Series, Mapping[int, int]]] = []
    for value in values:
        above = snapshot.vocabulary.ancestors(STACKED_BY.name, value.id)
        others = any_concept(STACKED_BY, (other.id for other in values if other is not value and other.id not in above))
        exclusive = And((query.counted, HasConcept(STACKED_BY.name, value.id), Not(others)))
        series = Series("rest" if value.id in split else "only", value)
        stacks.append((series, snapshot.year_histogram(exclusive, filters)))
    if not filters.of(STACKED_BY.name):
        untagged = And((query.counted, Not(on_axis(designs))))
        stacks.append((Series("none", None), snapshot.year_histogram(untagged, filters)))
    several = {year: total - sum(counts.get(year, 0) for _, counts in stacks) for year, total in totals.items()}
    stacks.append((Series("several", None), several))
    return [stack for stack in stacks if stack[0].kind == "rest" or any(map(stack[1].get, totals))]
