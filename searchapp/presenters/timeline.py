"""A timeline -> what its drawing and its table print: every place, size and address ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.search.axes import Line
from indexer.search.results import FacetValue
from indexer.search.timeline import Series, Timeline, TimelineYear
from searchapp.addresses.charts import toggled
from searchapp.addresses.tabs import Tab
from searchapp.presenters.links import search_url

COLOURS = 7  # parts that can be told apart; the others share one
_LONGEST = 80  # years: of a longer time, those without summaries are left out
_HEIGHT = 240  # of the bars; lengths are in pixels where the drawing is shown in its own size
_TOP, _BOTTOM, _MARGIN = 28, 30, 16
_SLOTS = ((18, 40, 1), (26, 30, 2), (0, 22, 5))  # up to so many years, each is so wide, and each such one labelled
_A_FIGURE = 8  # the width of one
_TICKS = 4


class Piece(NamedTuple):
    """A part of a bar: where it is drawn, which colour, and what it is."""

    y: float
    height: float
    colour: str
    part: Series | None
    count: int  # type: ignore[assignment]  # instead of the method that tuples have


class Bar(NamedTuple):
    """A year: where its bar is drawn and ends, its pieces from below, and where its summaries are (None: none)."""

    year: int
    total: int
    x: float
    y: float
    labelled: bool
    pieces: tuple[Piece, ...]
    href: str | None


class Key(NamedTuple):
    """What a colour means: a part (None: what is left), its summaries in all, and where it opens or closes."""

    colour: str
    part: Series | None
    total: int
    opened: bool | None
    toggle: str | None


class Figure(NamedTuple):
    """A cell of the table: how many summaries, and where they are (None: there are none, or no search finds them)."""

    count: int  # type: ignore[assignment]  # instead of the method that tuples have
    href: str | None


class TableRow(NamedTuple):
    """A row of the table: a year, and its figures: in all, then column by column."""

    year: int
    total: Figure
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything that the timeline prints.

    A column of the table is a design, or None for summaries without one. Totals stand on the bars where these are wide
    enough (``counted``).
    """

    shown: Timeline
    bars: tuple[Bar, ...]
    keys: tuple[Key, ...]
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
    """Return what the timeline prints."""
    years, whole = _years(shown)
    slot, labels = next(((width, each) for most, width, each in _SLOTS if len(years) <= most), _SLOTS[-1][1:])
    largest = max((year.total for year in years), default=0)
    step = _step(largest)
    highest = step * _TICKS
    colours = _colours(shown.parts)
    lines = {line.value.id: line for line in shown.designs.outline(opened)}
    columns = _columns(shown, lines.values())
    left = _MARGIN + _A_FIGURE * len(f"{highest:,}")
    return TimelineView(
        shown=shown,
        bars=tuple(
            _bar(shown, year, left + slot * place, highest, colours, labels) for place, year in enumerate(years)
        ),
        keys=tuple(_keys(shown, colours, lines, opened)),
        ticks=tuple((step * tick, _height(step * tick, highest)) for tick in range(_TICKS + 1)),
        columns=tuple(columns),
        rows=tuple(_row(shown, year, columns) for year in reversed(shown.years)),
        slot=slot,
        left=left,
        counted=len(f"{largest:,}") * _A_FIGURE <= slot,
        width=left + slot * len(years) + _MARGIN // 2,
        gaps_left_out=not whole,
    )


def timeline_tab(opened: tuple[str, ...]) -> Tab:
    """Return the tab that shows the timeline, with these designs parted into those below them."""
    return Tab("timeline", tuple(("open", design) for design in opened))


def _years(shown: Timeline) -> tuple[list[TimelineYear], bool]:
    """Return the years with those between that have no summaries, and whether all of these are there."""
    known = {year.year: year for year in shown.years}
    if not known or max(known) - min(known) >= _LONGEST:
        return list(shown.years), not known
    nothing = tuple(0 for _ in shown.parts)
    every = range(min(known), max(known) + 1)
    return [known.get(year, TimelineYear(year, 0, nothing, {})) for year in every], True


def _step(most: int) -> int:
    """Return the distance of two ticks, a round number, so that the highest bar is not above the last of them."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if step * _TICKS >= most:
                return step
        unit *= 10


def _height(count: int, highest: int) -> float:
    return round(_TOP + _HEIGHT - _HEIGHT * count / highest, 1)


def _colours(parts: tuple[Series, ...]) -> tuple[str, ...]:
    """Return a colour for each part: one of its own, "several", "none", or "others" for those beyond COLOURS."""
    own = iter(range(1, COLOURS + 1))
    return tuple(part.kind if part.value is None else str(next(own, "others")) for part in parts)


def _bar(shown: Timeline, year: TimelineYear, x: int, highest: int, colours: tuple[str, ...], labels: int) -> Bar:
    pieces, below = [], 0
    for part, colour, count in zip(shown.parts, colours, year.parts, strict=True):
        if count:
            top = _height(below + count, highest)
            pieces.append(Piece(top, round(_height(below, highest) - top, 1), colour, part, count))
            below += count
    href = search_url(shown.of_year(year.year)) if year.total else None
    return Bar(year.year, year.total, x, _height(year.total, highest), year.year % labels == 0, tuple(pieces), href)


def _keys(shown: Timeline, colours: tuple[str, ...], lines: dict[str, Line], opened: tuple[str, ...]) -> list[Key]:
    keys: list[Key] = []
    totals = [sum(year.parts[place] for year in shown.years) for place in range(len(shown.parts))]
    for part, colour, total in zip(shown.parts, colours, totals, strict=True):
        if colour == "others" and keys and keys[-1].colour == "others":
            keys[-1] = keys[-1]._replace(part=None, total=keys[-1].total + total)
            continue
        line = lines.get(part.value.id) if part.value else None
        is_open = line.opened if line else None
        toggle = None
        if part.value and is_open is not None:
            toggle = f"{timeline_tab(toggled(opened, part.value.id)).url(replace(shown.request, page=1))}#timeline"
        if not total and toggle is None:
            continue
        keys.append(Key(colour, part, total, is_open, toggle))
    return keys


def _columns(shown: Timeline, lines: Iterable[Line]) -> list[FacetValue | None]:
    without = any(None in year.held for year in shown.years)
    return [*(line.value for line in lines), *([None] if without else [])]


def _row(shown: Timeline, year: TimelineYear, columns: Iterable[FacetValue | None]) -> TableRow:
    figures = []
    for design in columns:
        count = year.held.get(design.id if design else None, 0)
        href = search_url(shown.of_year(year.year, design.id)) if design and count else None
        figures.append(Figure(count, href))
    return TableRow(year.year, Figure(year.total, search_url(shown.of_year(year.year))), tuple(figures))
