"""What a search finds, as a chart: the evidence map (two facets crossed) and the timeline (years by study design)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from indexer.query.ast import Years
from indexer.query.request import SearchRequest
from indexer.search.results import FacetValue
from indexer.summaries.facets import Facet


class Line(NamedTuple):
    """A concept in an outline: ``depth`` is 0 on top, ``below`` how many stand right below it, seen where ``opened``.

    ``opened`` is None where it cannot be closed, or has nothing below.
    """

    value: FacetValue
    depth: int
    below: int
    opened: bool | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The concepts of a facet along a side of a chart: most summaries first, then by label.

    They are those chosen in the facet and those below these, or all; none without summaries, unless it is chosen. The
    ``parent`` of one is the nearest concept above it that is here, too.
    """

    facet: Facet
    values: tuple[FacetValue, ...]

    @property
    def tops(self) -> tuple[FacetValue, ...]:
        """The concepts without one above them."""
        return tuple(value for value in self.values if value.parent is None)

    def outline(self, opened: Collection[str], most: int | None = None) -> Iterator[Line]:
        """Yield the first ``most`` tops, each followed by what stands below it where it is ``opened``.

        A top that is alone is open: there is nothing else to see.
        """
        below: dict[str | None, list[FacetValue]] = {}
        for value in self.values:
            below.setdefault(value.parent, []).append(value)
        alone = len(self.tops) == 1

        def lines(values: list[FacetValue], depth: int) -> Iterator[Line]:
            for value in values:
                inner = below.get(value.id, [])
                held_open = alone and depth == 0
                is_open = held_open or value.id in opened
                yield Line(value, depth, len(inner), is_open if inner and not held_open else None)
                if inner and is_open:
                    yield from lines(inner, depth + 1)

        return lines(below.get(None, [])[:most], 0)


class Gap(NamedTuple):
    """A cell looked at closely: how many summaries the search has there, and how many the whole collection has.

    ``row`` and ``column`` are its labels; ``row_names`` and ``column_names`` are what to look for elsewhere: the label,
    or of a concept that only groups others the labels of these.
    """

    row: FacetValue
    column: FacetValue
    total: int
    anywhere: int
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """How many summaries of a search hold a concept of one facet and a concept of another.

    ``cells`` are counted by row and column, zeros left out: under the query and all filters but those of the two
    facets. A row's own count is under the filter of the columns' facet, too, and so the other way round. ``total`` is
    what the search finds, of which ``placed`` stand in some cell. ``gap`` is the cell that was asked about.
    """

    request: SearchRequest
    rows: Axis
    columns: Axis
    cells: Mapping[tuple[str, str], int]
    total: int
    placed: int
    gap: Gap | None
    notices: tuple[str, ...]
    version: str
    summaries: int

    def of_cell(self, row: str, column: str) -> SearchRequest:
        """Return the request that finds just the summaries of a cell."""
        filters = self.request.filters.replacing(self.rows.facet.name, row)
        return replace(self.request, filters=filters.replacing(self.columns.facet.name, column), page=1)

    def of_value(self, axis: Axis, concept: str) -> SearchRequest:
        """Return the request that finds just the summaries of a row or a column."""
        return replace(self.request, filters=self.request.filters.replacing(axis.facet.name, concept), page=1)


class Series(NamedTuple):
    """A part of each year's bar: the summaries that hold ``value`` and no other part's, but for what is above it.

    "rest" are those of them that hold nothing of what is shown below it, "several" those of several parts, "none" those
    without any; ``value`` is None for the last two.
    """

    kind: Literal["only", "rest", "several", "none"]
    value: FacetValue | None


class TimelineYear(NamedTuple):
    """A year: its summaries in all; by part, in order; and by what they hold, zeros left out (None: nothing)."""

    year: int
    total: int
    parts: tuple[int, ...]
    held: Mapping[str | None, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """How many summaries of a search are of each year, in all and by study design.

    Counted as a map is: years under all filters but their own, of which those in force say which are shown; what is
    held under all filters but those of years and designs. The parts add up to the total, each summary in one.
    ``years`` are in order, those without summaries left out; ``undated`` are without a year, and in no bar.
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
        """Return the request that finds just the summaries of a year, or those of them with a design."""
        filters = replace(self.request.filters, years=Years(year, year))
        if design is not None:
            filters = filters.replacing(self.designs.facet.name, design)
        return replace(self.request, filters=filters, page=1)
