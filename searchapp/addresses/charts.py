"""URL parameters of the map and the timeline. ``map_from_args`` reads the parameters that ``map_args`` builds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.vocabulary.model import Vocabulary
from searchapp.schema.problems import ParameterProblem, similar_name
from searchapp.translation import gettext as _

CHART_PARAMETERS = frozenset(("rows", "columns", "open", "all", "cell"))
SIDES = ("rows", "columns")


@dataclass(frozen=True, slots=True)
class MapRequest:
    """Request for an evidence map: two different facets, and the display options.

    ``opened`` contains the ids of the opened concepts: the map also shows their narrower concepts. ``whole`` names the
    sides ("rows", "columns") that show all their concepts. ``cell`` identifies the selected cell by its concept ids
    (row, column); it is None if no cell is selected.
    """

    rows: Facet = FACETS[0]
    columns: Facet = FACETS[1]
    opened: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    cell: tuple[str, str] | None = None

    def toggled(self, concept: str) -> "MapRequest":
        """Return a copy without a selected cell. It opens ``concept``, or closes it if it was open."""
        return replace(self, opened=toggled(self.opened, concept), cell=None)

    def swapped(self) -> "MapRequest":
        """Return the request for the same map with rows and columns swapped."""
        cell = self.cell and (self.cell[1], self.cell[0])
        whole = tuple(side for side in SIDES if side not in self.whole) if len(self.whole) == 1 else self.whole
        return replace(self, rows=self.columns, columns=self.rows, whole=whole, cell=cell)


def toggled(opened: tuple[str, ...], concept: str) -> tuple[str, ...]:
    """Return ``opened`` without ``concept`` if it contains ``concept``, or else with ``concept`` at the end."""
    return tuple(c for c in opened if c != concept) if concept in opened else (*opened, concept)


def distinct_values(args: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Return the distinct, non-empty values of the parameter ``name`` in the order of the URL."""
    return tuple(dict.fromkeys(value for value in args.getlist(name) if value))


def cannot_open(opened: Iterable[str], vocabulary: Vocabulary) -> Iterator[ParameterProblem]:
    """Yield a notice for each id in ``opened`` that is not the id of a concept in ``vocabulary``."""
    for concept in opened:
        if not any(vocabulary.get(facet.name, concept) for facet in FACETS):
            sentence = _("“open=%(concept)s” is not a known concept; it was ignored.", concept=concept)
            yield ParameterProblem(sentence, "open", concept)


def map_from_args(args: MultiDict[str, str]) -> tuple[MapRequest, tuple[ParameterProblem, ...]]:
    """Return the map request that URL parameters describe, and a notice for each ignored parameter."""
    notices: list[ParameterProblem] = []
    rows, columns = (_facet(side, args.get(side, ""), notices) for side in SIDES)
    if rows is not None and rows is columns:
        sentence = _("Rows and columns are both “%(facet)s”; other columns are shown instead.", facet=rows.name)
        notices.append(ParameterProblem(sentence, "columns", rows.name))
        columns = None
    rows = rows or next(facet for facet in FACETS if facet is not columns)
    columns = columns or next(facet for facet in FACETS if facet is not rows)
    whole = args.getlist("all")
    notices += [
        ParameterProblem(_("“all=%(side)s” is neither rows nor columns; it was ignored.", side=side), "all", side)
        for side in whole
        if side not in SIDES
    ]
    shown_whole = tuple(side for side in SIDES if side in whole)
    cell = _cell(args.get("cell", ""), notices)
    return MapRequest(rows, columns, distinct_values(args, "open"), shown_whole, cell), tuple(notices)


def map_args(chart: MapRequest) -> list[tuple[str, str]]:
    """Return the URL parameters of a map request in a fixed order."""
    args = [("rows", chart.rows.name), ("columns", chart.columns.name)]
    args += [("open", concept) for concept in chart.opened]
    args += [("all", side) for side in chart.whole]
    return [*args, ("cell", "~".join(chart.cell))] if chart.cell else args


def _facet(side: str, given: str, notices: list[ParameterProblem]) -> Facet | None:
    if given and given not in BY_NAME:
        values = {"side": side, "given": given, "known": ", ".join(BY_NAME)}
        sentence = _("“%(side)s=%(given)s” is not a facet (%(known)s); it was ignored.", **values)
        notices.append(ParameterProblem(sentence, side, given, similar_name(given, BY_NAME)))
    return BY_NAME.get(given)


def _cell(given: str, notices: list[ParameterProblem]) -> tuple[str, str] | None:
    row, column = given.split("~", 1) if "~" in given else ("", "")
    if row and column:
        return row, column
    if given:
        sentence = _("“cell=%(given)s” does not have the form ROW~COLUMN; it was ignored.", given=given)
        notices.append(ParameterProblem(sentence, "cell", given))
    return None
