"""View model of the evidence map: a table of two facets with counts, shades and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import log
from typing import NamedTuple
from urllib.parse import urlencode

from indexer.query.request import Filters, SearchRequest
from indexer.search.axes import Axis, Line
from indexer.search.evidence_map import EvidenceMap, Gap
from indexer.search.results import FacetValue
from indexer.summaries.facets import FACETS, Facet
from searchapp.addresses.charts import SIDES, MapRequest, map_args
from searchapp.addresses.tabs import Tab
from searchapp.presenters.links import Link, search_url

SHADES = 5
MOST = {"rows": 24, "columns": 12}  # maximum number of top-level concepts, unless the request asks for all
# Search fields of ClinicalTrials.gov by facet. Terms of all other facets are searched in its field "term".
_REGISTRY_FIELDS = {"condition": "cond", "cell_type": "intr"}


class Head(NamedTuple):
    """The header of a row or column: a concept, its depth, and ``below``, the number of its direct children.

    ``href`` is the URL of the summaries with this concept. ``toggle`` is the URL of the map that shows the children, or
    hides them if they are shown. ``toggle`` and ``opened`` are None if neither is possible.
    """

    value: FacetValue
    depth: int
    below: int
    href: str
    opened: bool | None
    toggle: str | None


class Cell(NamedTuple):
    """A cell of the table. ``shade`` ranges from 0 (no summaries) to SHADES.

    ``href`` is the URL of the summaries. For an empty cell, it is the URL of the map with this cell selected.
    """

    column: FacetValue
    count: int  # type: ignore[assignment]  # replaces tuple.count
    shade: int
    href: str
    current: bool


class Row(NamedTuple):
    """A row of the table."""

    head: Head
    cells: tuple[Cell, ...]


class Limit(NamedTuple):
    """Notice that a side shows only ``shown`` of ``all`` top-level concepts. ``href`` is the URL of a map with all."""

    facet: Facet
    shown: int
    all: int
    href: str


@dataclass(frozen=True, slots=True)
class GapView:
    """Details of the selected cell: its counts in ``gap``, and URLs.

    ``href`` is the URL of the cell's summaries among the results of the search. ``anywhere`` is the URL of the cell's
    summaries in the whole collection. ``row`` and ``column`` are the URLs of the summaries of its row and its column.
    ``external_searches`` are links to searches on other sites. ``close`` is the URL of the map without the details.
    """

    gap: Gap
    href: str
    anywhere: str
    row: str
    column: str
    external_searches: tuple[Link, ...]
    close: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The evidence map. ``facets`` are the choices for rows and columns.

    ``swapped`` is the URL of the map with rows and columns swapped, and ``whole`` the URL of the map on its own page.
    """

    shown: EvidenceMap
    chart: MapRequest
    rows: tuple[Row, ...]
    columns: tuple[Head, ...]
    limits: tuple[Limit, ...]
    gap: GapView | None
    swapped: str
    whole: str
    facets: tuple[Facet, ...] = FACETS


def present_map(shown: EvidenceMap, chart: MapRequest, most: Mapping[str, int] = MOST) -> MapView:
    """Return the view of a map. A side outside ``chart.whole`` has at most ``most`` top-level concepts."""
    limits = {side: None if side in chart.whole else most[side] for side in SIDES}
    axes = {"rows": shown.rows, "columns": shown.columns}
    down, across = (list(axes[side].outline(chart.opened, limits[side])) for side in SIDES)
    pairs = product((line.value.id for line in down), (line.value.id for line in across))
    largest = max((shown.cells.get(pair, 0) for pair in pairs), default=0)
    return MapView(
        shown=shown,
        chart=chart,
        rows=tuple(
            Row(
                _head(shown, chart, shown.rows, line, "row"),
                tuple(_cell(shown, chart, line, column, largest) for column in across),
            )
            for line in down
        ),
        columns=tuple(_head(shown, chart, shown.columns, line, "column") for line in across),
        limits=tuple(
            Limit(axis.facet, limit, len(axis.tops), map_url(shown.request, replace(chart, whole=(*chart.whole, side))))
            for side, axis in axes.items()
            if (limit := limits[side]) is not None and len(axis.tops) > limit
        ),
        gap=_gap(shown, chart, shown.gap) if shown.gap else None,
        swapped=map_url(shown.request, chart.swapped()),
        whole=map_url(shown.request, chart),
    )


def map_tab(chart: MapRequest) -> Tab:
    """Return the tab of a map, without its selected cell."""
    return Tab("map", tuple(map_args(replace(chart, cell=None))))


def map_url(request: SearchRequest, chart: MapRequest) -> str:
    """Return the URL of a map over the hits of ``request``."""
    return Tab("map", tuple(map_args(chart))).url(replace(request, page=1))


def _head(shown: EvidenceMap, chart: MapRequest, axis: Axis, line: Line, kind: str) -> Head:
    toggle = None
    if line.opened is not None:
        toggle = f"{map_url(shown.request, chart.toggled(line.value.id))}#{kind}-{line.value.id}"
    href = search_url(shown.of_value(axis, line.value.id))
    return Head(line.value, line.depth, line.below, href, line.opened, toggle)


def _cell(shown: EvidenceMap, chart: MapRequest, row: Line, column: Line, largest: int) -> Cell:
    pair = row.value.id, column.value.id
    count = shown.cells.get(pair, 0)
    href = search_url(shown.of_cell(*pair)) if count else f"{map_url(shown.request, replace(chart, cell=pair))}#cell"
    return Cell(column.value, count, shade(count, largest), href, pair == chart.cell)


def shade(count: int, largest: int) -> int:
    """Return the shade of a count, from 0 to SHADES. The scale is logarithmic, so that small counts remain distinct."""
    if count <= 1 or largest <= 1:
        return min(count, 1)
    return 1 + round((SHADES - 1) * log(count) / log(largest))


def _gap(shown: EvidenceMap, chart: MapRequest, gap: Gap) -> GapView:
    alone = Filters().adding(shown.rows.facet.name, gap.row.id).adding(shown.columns.facet.name, gap.column.id)
    return GapView(
        gap=gap,
        href=search_url(shown.of_cell(gap.row.id, gap.column.id)),
        anywhere=search_url(SearchRequest(filters=alone)),
        row=search_url(shown.of_value(shown.rows, gap.row.id)),
        column=search_url(shown.of_value(shown.columns, gap.column.id)),
        external_searches=_external_searches(shown, gap),
        close=map_url(shown.request, replace(chart, cell=None)),
    )


def _external_searches(shown: EvidenceMap, gap: Gap) -> tuple[Link, ...]:
    """Return links to two searches for both concepts of a cell: on PubMed and on ClinicalTrials.gov."""
    terms = {shown.rows.facet.name: _any_of(gap.row_names), shown.columns.facet.name: _any_of(gap.column_names)}
    fields: dict[str, list[str]] = {}
    for facet, words in terms.items():
        fields.setdefault(_REGISTRY_FIELDS.get(facet, "term"), []).append(words)
    registry = urlencode({field: " AND ".join(words) for field, words in fields.items()})
    pubmed = urlencode({"term": " AND ".join(terms.values())})
    return (
        Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/?{pubmed}"),
        Link("ClinicalTrials.gov", f"https://clinicaltrials.gov/search?{registry}"),
    )


def _any_of(names: Sequence[str]) -> str:
    phrases = " OR ".join('"{}"'.format(name.replace('"', "")) for name in names)
    return f"({phrases})" if len(names) > 1 else phrases
