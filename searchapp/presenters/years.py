"""View model of the year filter: a histogram, and the selected range."""

from dataclasses import dataclass
from typing import NamedTuple

from indexer.query.ast import Years
from indexer.search.results import YearCount

HEIGHT = 48
_SLOT = 10  # width of a year in pixels; the bar of a year is 8 pixels wide
_LONGEST = 60  # years; in a longer histogram, the first bar also counts all earlier years


class YearBar(NamedTuple):
    """A bar of the histogram. ``chosen`` is True if its year is in the selected range, or if no range is selected."""

    year: int
    count: int  # type: ignore[assignment]  # replaces tuple.count
    x: int
    y: int
    height: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class YearForm:
    """The histogram of the years ``first`` to ``last``, and the selected range ``since`` to ``until``.

    ``since`` or ``until`` is None if the range has no limit on that side. ``top`` is the year with the most summaries.
    """

    bars: tuple[YearBar, ...]
    first: int
    last: int
    since: int | None
    until: int | None
    width: int
    height: int
    top: YearCount


def year_form(counts: tuple[YearCount, ...], chosen: Years | None) -> YearForm | None:
    """Return a form with at most 60 bars, up to the last year with summaries. Return None without ``counts``."""
    if not counts:
        return None
    last = counts[-1].year
    first = max(counts[0].year, last - _LONGEST + 1)
    totals = dict.fromkeys(range(first, last + 1), 0)
    for year, count in counts:
        totals[max(year, first)] += count
    top = max(counts, key=lambda counted: counted.count)
    largest = max(totals.values())
    bars = []
    for place, (year, count) in enumerate(totals.items()):
        height = -(-HEIGHT * count // largest)  # rounded up, so that a single summary is visible
        inside = chosen is None or year in chosen
        bars.append(YearBar(year, count, place * _SLOT + 1, HEIGHT - height, height, inside))
    since, until = (chosen.first, chosen.last) if chosen else (None, None)
    return YearForm(tuple(bars), counts[0].year, last, since, until, len(bars) * _SLOT, HEIGHT, top)
