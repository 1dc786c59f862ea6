"""An evidence map -> what its table prints: every head, cell and address ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log
from typing import NamedTuple

from indexer.query.request import Filters, SearchRequest
from indexer.search.axes import Axis, Line
from indexer.search.evidence_map import EvidenceMap, Gap
from indexer.search.results import FacetValue
from indexer.summaries.facets import FACETS, Facet
from searchapp.addresses.charts import SIDES, MapAsked, map_args
from searchapp.addresses.external_search import Elsewhere, elsewhere
from searchapp.addresses.tabs import Tab
from searchapp.presenters.links import search_url

SHADES = 5
MOST = {"rows": 24, "columns": 12}  # concepts without one above them, unless all are asked for


class Head(NamedTuple):
    """The head of a row or a column: all its summaries, and where it opens or closes (None: it cannot)."""

    value: FacetValue
    depth: int
    below: int
    href: str
    opened: bool | None
    toggle: str | None


class Cell(NamedTuple):
    """A cell: its count, its shade (0 of none, else 1 to SHADES), and where its summaries, or other searches, are."""

    column: FacetValue
    count: int  # type: ignore[assignment]  # instead of the method that tuples have
    shade: int
    href: str
    current: bool


class Row(NamedTuple):
    """A row of the table."""

    head: Head
    cells: tuple[Cell, ...]


class Cut(NamedTuple):
    """A side of which only the first are shown, and where all of them are."""

    facet: Facet
    shown: int
    all: int
    href: str


@dataclass(frozen=True, slots=True)
class GapView:
    """The cell that was asked about: its summaries, those without the query and other filters, and searches elsewhere.

    ``row`` and ``column`` are all summaries of each; ``close`` is the map without this.
    """

    gap: Gap
    href: str
    anywhere: str
    row: str
    column: str
    elsewhere: tuple[Elsewhere, ...]
    close: str


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that the map prints; ``facets`` are those that rows and columns can be of, ``whole`` is its page."""

    shown: EvidenceMap
    asked: MapAsked
    rows: tuple[Row, ...]
    columns: tuple[Head, ...]
    cuts: tuple[Cut, ...]
    gap: GapView | None
    swapped: str
    whole: str
    facets: tuple[Facet, ...] = FACETS


def present_map(shown: EvidenceMap, asked: MapAsked, most: dict[str, int] | None = None) -> MapView:
    """Return what the map prints, at most so many concepts a side where it was not ``asked`` for all."""
    limits = {side: None if side in asked.whole else (most or MOST)[side] for side in SIDES}
    axes = {"rows": shown.rows, "columns": shown.columns}
    down, across = (list(axes[side].outline(asked.opened, limits[side])) for side in SIDES)
    largest = max((n for _, n in _counts(shown, down, across)), default=1)
    return MapView(
        shown=shown,
        asked=asked,
        rows=tuple(
            Row(
                _head(shown, asked, shown.rows, line, "row"),
                tuple(_cell(shown, asked, line.value, column.value, largest) for column in across),
            )
            for line in down
        ),
        columns=tuple(_head(shown, asked, shown.columns, line, "column") for line in across),
        cuts=tuple(
            Cut(
                axes[side].facet,
                limit,
                len(axes[side].tops),
                map_url(shown.request, replace(asked, whole=(*asked.whole, side))),
            )
            for side, limit in limits.items()
            if limit is not None and len(axes[side].tops) > limit
        ),
        gap=_gap(shown, asked, shown.gap) if shown.gap else None,
        swapped=map_url(shown.request, asked.swapped()),
        whole=map_url(shown.request, asked),
    )


def map_tab(asked: MapAsked) -> Tab:
    """Return the tab that shows the map that is ``asked`` for; the cell it asks about is not kept."""
    return Tab("map", tuple(map_args(replace(asked, cell=None))))


def map_url(request: SearchRequest, asked: MapAsked) -> str:
    """Return the address of the map that is ``asked`` for, of what ``request`` finds."""
    return Tab("map", tuple(map_args(asked))).url(replace(request, page=1))


def _counts(shown: EvidenceMap, down: list[Line], across: list[Line]) -> Iterator[tuple[tuple[str, str], int]]:
    seen = {line.value.id for line in down}, {line.value.id for line in across}
    yield from ((pair, n) for pair, n in shown.cells.items() if pair[0] in seen[0] and pair[1] in seen[1])


def _head(shown: EvidenceMap, asked: MapAsked, axis: Axis, line: Line, kind: str) -> Head:
    toggle = None
    if line.opened is not None:
        toggle = f"{map_url(shown.request, asked.toggled(line.value.id))}#{kind}-{line.value.id}"
    href = search_url(shown.of_value(axis, line.value.id))
    return Head(line.value, line.depth, line.below, href, line.opened, toggle)


def _cell(shown: EvidenceMap, asked: MapAsked, row: FacetValue, column: FacetValue, largest: int) -> Cell:
    pair = row.id, column.id
    count = shown.cells.get(pair, 0)
    href = search_url(shown.of_cell(*pair)) if count else f"{map_url(shown.request, replace(asked, cell=pair))}#cell"
    return Cell(column, count, shade(count, largest), href, pair == asked.cell)


def shade(count: int, largest: int) -> int:
    """Return how dark a count is, 0 to SHADES: none, then by its logarithm, so that ones and twos can be told apart."""
    if count <= 1 or largest <= 1:
        return min(count, 1)
    return 1 + round((SHADES - 1) * log(count) / log(largest))


def _gap(shown: EvidenceMap, asked: MapAsked, gap: Gap) -> GapView:
    alone = Filters().adding(shown.rows.facet.name, gap.row.id).adding(shown.columns.facet.name, gap.column.id)
    return GapView(
        gap=gap,
        href=search_url(shown.of_cell(gap.row.id, gap.column.id)),
        anywhere=search_url(SearchRequest(filters=alone)),
        row=search_url(shown.of_value(shown.rows, gap.row.id)),
        column=search_url(shown.of_value(shown.columns, gap.column.id)),
        elsewhere=elsewhere(shown, gap),
        close=map_url(shown.request, replace(asked, cell=None)),
    )
