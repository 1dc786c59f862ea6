"""JSON of the evidence map and of the timeline."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta, Struct

from indexer.output.api.common import Count, FacetName, IndexJson, Notices, ParentId, Url, notices_json
from indexer.query.request import SearchRequest
from indexer.search.axes import Axis
from indexer.search.evidence_map import EvidenceMap
from indexer.search.timeline import Timeline, TimelineYear

SearchUrl = Callable[[SearchRequest], str]
"""The type of a function that returns the URL of the results page of a request."""

MapValueJson = TypedDict(
    "MapValueJson", {"id": str, "label": str, "count": Count, "selected": bool, "parent": ParentId, "url": Url}
)
AxesJson = TypedDict("AxesJson", {"rows": FacetName, "columns": FacetName})
CellJson = TypedDict("CellJson", {"row": str, "column": str, "count": Count, "url": Url})
GapJson = TypedDict("GapJson", {"row": str, "column": str, "count": Count, "anywhere": Count})
DesignJson = TypedDict("DesignJson", {"id": str, "label": str, "parent": ParentId, "count": Count})
DesignCountJson = TypedDict("DesignCountJson", {"id": str, "count": Count, "url": Url})
SeriesJson = TypedDict("SeriesJson", {"kind": Literal["only", "rest", "several", "none"], "id": str | None})


class MapJson(Struct):
    """Evidence map: co-occurrence counts of the concepts of two facets in the matching summaries."""

    query: str
    total: Count
    placed: Annotated[int, Meta(ge=0, description="Summaries that are in a cell.")]
    facets: AxesJson
    rows: Annotated[list[MapValueJson], Meta(description="By descending count.")]
    columns: Annotated[list[MapValueJson], Meta(description="By descending count.")]
    cells: Annotated[list[CellJson], Meta(description="Row by row, without empty cells.")]
    gap: Annotated[GapJson | None, Meta(description="Cell of the parameter cell: matching and all summaries.")]
    notices: Notices
    index: IndexJson


class YearJson(Struct):
    """Year with its summaries."""

    year: int
    count: Count
    url: Url
    parts: Annotated[list[Count], Meta(description="A count for each of the timeline's parts; they add up to count.")]
    designs: Annotated[list[DesignCountJson], Meta(description="Study designs with summaries.")]
    without_design: Count


class TimelineJson(Struct):
    """Matching summaries per year, by study design."""

    query: str
    total: Count
    undated: Annotated[int, Meta(ge=0, description="Summaries without a year.")]
    designs: list[DesignJson]
    parts: Annotated[list[SeriesJson], Meta(description="Disjoint parts of each year, in their order.")]
    years: Annotated[list[YearJson], Meta(description="Years with summaries, in ascending order.")]
    notices: Notices
    index: IndexJson


def map_json(chart: EvidenceMap, url_of: SearchUrl, notices: Sequence[str] = ()) -> MapJson:
    """Return the JSON of a map. ``notices`` precede the notices of the map."""
    gap = chart.gap
    return MapJson(
        query=chart.request.text,
        total=chart.total,
        placed=chart.placed,
        facets={"rows": chart.rows.facet.name, "columns": chart.columns.facet.name},
        rows=_axis(chart, chart.rows, url_of),
        columns=_axis(chart, chart.columns, url_of),
        cells=[
            {"row": row.id, "column": column.id, "count": count, "url": url_of(chart.of_cell(row.id, column.id))}
            for row in chart.rows.values
            for column in chart.columns.values
            if (count := chart.cells.get((row.id, column.id)))
        ],
        gap=gap and {"row": gap.row.id, "column": gap.column.id, "count": gap.total, "anywhere": gap.anywhere},
        notices=notices_json(*notices, *chart.notices),
        index={"version": chart.version, "summaries": chart.summaries},
    )


def timeline_json(chart: Timeline, url_of: SearchUrl, notices: Sequence[str] = ()) -> TimelineJson:
    """Return the JSON of a timeline. ``notices`` precede the notices of the timeline."""
    return TimelineJson(
        query=chart.request.text,
        total=chart.total,
        undated=chart.undated,
        designs=[{"id": v.id, "label": v.label, "parent": v.parent, "count": v.count} for v in chart.designs.values],
        parts=[{"kind": part.kind, "id": part.value.id if part.value else None} for part in chart.parts],
        years=[_year(chart, year, url_of) for year in chart.years],
        notices=notices_json(*notices, *chart.notices),
        index={"version": chart.version, "summaries": chart.summaries},
    )


def _axis(chart: EvidenceMap, axis: Axis, url_of: SearchUrl) -> list[Any]:
    return [{**value._asdict(), "url": url_of(chart.of_value(axis, value.id))} for value in axis.values]


def _year(chart: Timeline, year: TimelineYear, url_of: SearchUrl) -> YearJson:
    return YearJson(
        year=year.year,
        count=year.total,
        url=url_of(chart.of_year(year.year)),
        parts=list(year.parts),
        designs=[
            {"id": design, "count": count, "url": url_of(chart.of_year(year.year, design))}
            for design, count in year.held.items()
            if design is not None
        ],
        without_design=year.held.get(None, 0),
    )
