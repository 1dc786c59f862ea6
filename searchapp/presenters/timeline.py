"""View model of the timeline: a stacked bar chart with positions in pixels, and a table with links."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.search.axes import Line
from indexer.search.results import FacetValue
from indexer.search.timeline import Series, Timeline, TimelineYear
from searchapp.addresses.charts import toggled
from searchapp.addresses.tabs import Tab
from searchapp.presenters.links import search_url

COLORS = 7  # number of series with a separate color; all other series share one color
_LONGEST = 80  # years; a longer timeline omits years without summaries
_HEIGHT = 240  # height of the bars; all lengths in this module are in pixels
_TOP, _BOTTOM, _MARGIN = 28, 30, 16
# Tuples (maximum number of years, slot width, label every n-th year). The last tuple is for all longer timelines.
_SLOTS = ((18, 40, 1), (26, 30, 2), (0, 22, 5))
_DIGIT_WIDTH = 8
_TICKS = 4


class Segment(NamedTuple):
    """A segment of a bar: the count of the series ``part`` in one year. ``y`` is the upper edge of the segment."""

    y: float
    height: float
    color: str
    part: Series | None
    count: int  # type: ignore[assignment]  # replaces tuple.count


class Bar(NamedTuple):
    """The bar of a year. ``segments`` are in order from bottom to top, and ``y`` is the upper edge of the bar.

    ``href`` is the URL of the summaries of the year; it is None if there are none.
    """

    year: int
    total: int
    x: float
    y: float
    labelled: bool
    segments: tuple[Segment, ...]
    href: str | None


class LegendEntry(NamedTuple):
    """An entry of the legend: a color, its series, and the total of the series.

    ``part`` is None if several series share the color. ``toggle`` is the URL of the timeline in which the study design
    is split, or is no longer split. ``toggle`` and ``opened`` are None if neither is possible.
    """

    color: str
    part: Series | None
    total: int
    opened: bool | None
    toggle: str | None


class TableCell(NamedTuple):
    """A count and its URL. ``href`` is None for the count 0, and in the column without a study design."""

    count: int  # type: ignore[assignment]  # replaces tuple.count
    href: str | None


class TableRow(NamedTuple):
    """A row of the table: a year, the total of the year, and a cell for each column."""

    year: int
    total: TableCell
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The timeline.

    An element of ``columns`` is a study design, or None for the column of summaries without one. ``counted`` is True if
    the total of each year fits above the bar. ``ticks`` contains pairs (count, y).
    """

    shown: Timeline
    bars: tuple[Bar, ...]
    legend: tuple[LegendEntry, ...]
    ticks: tuple[tuple[int, float], ...]
    columns: tuple[FacetValue | None, ...]
    rows: tuple[TableRow, ...]
    slot: int
    left: int
    counted: bool
    width: int
    gaps_left_out: bool
    height: int = _TOP + _HEIGHT + _BOTTOM
    base: int = _TOP + _HEIGHT


def present_timeline(shown: Timeline, opened: tuple[str, ...]) -> TimelineView:
    """Return the view of a timeline in which the designs in ``opened`` are split into narrower ones."""
    years, complete = _years(shown)
    slot, labels = next(((width, each) for most, width, each in _SLOTS if len(years) <= most), _SLOTS[-1][1:])
    largest = max((year.total for year in years), default=0)
    step = _step(largest)
    highest = step * _TICKS
    colors = _colors(shown.parts)
    lines = {line.value.id: line for line in shown.designs.outline(opened)}
    without = any(None in year.held for year in shown.years)
    columns = [*(line.value for line in lines.values()), *([None] if without else [])]
    left = _MARGIN + _DIGIT_WIDTH * len(f"{highest:,}")
    return TimelineView(
        shown=shown,
        bars=tuple(_bar(shown, year, left + slot * place, highest, colors, labels) for place, year in enumerate(years)),
        legend=tuple(_legend(shown, colors, lines, opened)),
        ticks=tuple((step * tick, _height(step * tick, highest)) for tick in range(_TICKS + 1)),
        columns=tuple(columns),
        rows=tuple(_row(shown, year, columns) for year in reversed(shown.years)),
        slot=slot,
        left=left,
        counted=len(f"{largest:,}") * _DIGIT_WIDTH <= slot,
        width=left + slot * len(years) + _MARGIN // 2,
        gaps_left_out=not complete,
    )


def timeline_tab(opened: tuple[str, ...]) -> Tab:
    """Return the tab of a timeline in which the designs in ``opened`` are split."""
    return Tab("timeline", tuple(("open", design) for design in opened))


def _years(shown: Timeline) -> tuple[list[TimelineYear], bool]:
    """Return the years of the chart. The second value is True unless the chart omits years without summaries."""
    known = {year.year: year for year in shown.years}
    if not known or max(known) - min(known) >= _LONGEST:
        return list(shown.years), not known
    nothing = tuple(0 for _ in shown.parts)
    every = range(min(known), max(known) + 1)
    return [known.get(year, TimelineYear(year, 0, nothing, {})) for year in every], True


def _step(most: int) -> int:
    """Return the distance between ticks: the smallest round number with which the last tick is not below ``most``."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if step * _TICKS >= most:
                return step
        unit *= 10


def _height(count: int, highest: int) -> float:
    return round(_TOP + _HEIGHT - _HEIGHT * count / highest, 1)


def _colors(parts: tuple[Series, ...]) -> tuple[str, ...]:
    """Return the color name of each series.

    The names are "1", "2" and so on for the first COLORS designs, and "others" for further designs. A series without a
    single design has the color "several" or "none".
    """
    own = iter(range(1, COLORS + 1))
    return tuple(part.kind if part.value is None else str(next(own, "others")) for part in parts)


def _bar(shown: Timeline, year: TimelineYear, x: int, highest: int, colors: tuple[str, ...], labels: int) -> Bar:
    segments, below = [], 0
    for part, color, count in zip(shown.parts, colors, year.parts, strict=True):
        if count:
            top = _height(below + count, highest)
            segments.append(Segment(top, round(_height(below, highest) - top, 1), color, part, count))
            below += count
    href = search_url(shown.of_year(year.year)) if year.total else None
    return Bar(year.year, year.total, x, _height(year.total, highest), year.year % labels == 0, tuple(segments), href)


def _legend(
    shown: Timeline, colors: tuple[str, ...], lines: dict[str, Line], opened: tuple[str, ...]
) -> list[LegendEntry]:
    entries: list[LegendEntry] = []
    totals = [sum(year.parts[place] for year in shown.years) for place in range(len(shown.parts))]
    for part, color, total in zip(shown.parts, colors, totals, strict=True):
        if color == "others" and entries and entries[-1].color == "others":
            entries[-1] = entries[-1]._replace(part=None, total=entries[-1].total + total)
            continue
        line = lines.get(part.value.id) if part.value else None
        is_open = line.opened if line else None
        toggle = None
        if part.value and is_open is not None:
            toggle = f"{timeline_tab(toggled(opened, part.value.id)).url(replace(shown.request, page=1))}#timeline"
        if not total and toggle is None:
            continue
        entries.append(LegendEntry(color, part, total, is_open, toggle))
    return entries


def _row(shown: Timeline, year: TimelineYear, columns: Iterable[FacetValue | None]) -> TableRow:
    cells = []
    for design in columns:
        count = year.held.get(design.id if design else None, 0)
        href = search_url(shown.of_year(year.year, design.id)) if design and count else None
        cells.append(TableCell(count, href))
    return TableRow(year.year, TableCell(year.total, search_url(shown.of_year(year.year))), tuple(cells))
