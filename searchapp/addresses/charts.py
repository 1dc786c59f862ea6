"""What an address says of a chart, beside the search it is of. ``map_args`` is the inverse of ``map_from_args``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.vocabulary.model import Vocabulary
from searchapp.schema.problems import ParameterProblem, similar_name
from searchapp.translation import gettext as _

CHART_PARAMETERS = frozenset(("rows", "columns", "open", "all", "cell"))
SIDES = ("rows", "columns")


@dataclass(frozen=True, slots=True)
class MapAsked:
    """Which map: its two facets, which are different, and what of it is seen.

    ``opened`` are ids of concepts whose more specific ones are shown, ``whole`` the sides that are not cut off,
    ``cell`` is the row and the column that are looked at closely.
    """

    rows: Facet = FACETS[0]
    columns: Facet = FACETS[1]
    opened: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    cell: tuple[str, str] | None = None

    def toggled(self, concept: str) -> MapAsked:
        """Return the map with a concept opened, or closed where it is open."""
        return replace(self, opened=toggled(self.opened, concept), cell=None)

    def swapped(self) -> MapAsked:
        """Return the map with rows and columns changing places."""
        cell = self.cell and (self.cell[1], self.cell[0])
        whole = tuple(side for side in SIDES if side not in self.whole) if len(self.whole) == 1 else self.whole
        return replace(self, rows=self.columns, columns=self.rows, whole=whole, cell=cell)


def toggled(opened: tuple[str, ...], concept: str) -> tuple[str, ...]:
    """Return the concepts with one more, or without it where it is among them."""
    return tuple(c for c in opened if c != concept) if concept in opened else (*opened, concept)


def opened_from_args(args: MultiDict[str, str]) -> tuple[str, ...]:
    """Return the concepts that are to be opened, each once."""
    return tuple(dict.fromkeys(concept for concept in args.getlist("open") if concept))


def cannot_open(opened: Iterable[str], vocabulary: Vocabulary) -> tuple[ParameterProblem, ...]:
    """Return a notice for each concept that is to be opened and that no facet has."""
    return tuple(
        ParameterProblem(_("There is nothing “%(concept)s” to open; it was ignored.", concept=concept), "open", concept)
        for concept in opened
        if not any(vocabulary.get(facet.name, concept) for facet in FACETS)
    )


def map_from_args(args: MultiDict[str, str]) -> tuple[MapAsked, tuple[ParameterProblem, ...]]:
    """Return the map that the parameters of an address mean, and a notice for each that was ignored."""
    notices: list[ParameterProblem] = []
    chosen = {side: _facet(side, args.get(side, ""), notices) for side in SIDES}
    rows, columns = chosen["rows"], chosen["columns"]
    if rows is not None and rows is columns:
        told = _(
            "Rows and columns are both “%(facet)s”; a map needs two facets, so other columns were taken.",
            facet=rows.name,
        )
        notices.append(ParameterProblem(told, "columns", rows.name))
        columns = None
    rows = rows or next(facet for facet in FACETS if facet is not columns)
    columns = columns or next(facet for facet in FACETS if facet is not rows)
    whole = tuple(side for side in SIDES if side in args.getlist("all"))
    notices += [
        ParameterProblem(_("“all=%(side)s” is neither rows nor columns; it was ignored.", side=side), "all", side)
        for side in args.getlist("all")
        if side not in SIDES
    ]
    return MapAsked(rows, columns, opened_from_args(args), whole, _cell(args.get("cell", ""), notices)), tuple(notices)


def map_args(asked: MapAsked) -> list[tuple[str, str]]:
    """Return the parameters of a map's address, in a fixed order."""
    args = [("rows", asked.rows.name), ("columns", asked.columns.name)]
    args += [("open", concept) for concept in asked.opened]
    args += [("all", side) for side in asked.whole]
    return [*args, ("cell", "~".join(asked.cell))] if asked.cell else args


def _facet(side: str, given: str, notices: list[ParameterProblem]) -> Facet | None:
    if given and given not in BY_NAME:
        known = ", ".join(BY_NAME)
        told = _("“%(side)s=%(given)s” is no facet (%(known)s); it was ignored.", side=side, given=given, known=known)
        notices.append(ParameterProblem(told, side, given, similar_name(given, BY_NAME)))
    return BY_NAME.get(given)


def _cell(given: str, notices: list[ParameterProblem]) -> tuple[str, str] | None:
    row, column = given.split("~", 1) if "~" in given else ("", "")
    if row and column:
        return row, column
    if given:
        told = _("“cell=%(given)s” is no cell; write ROW~COLUMN. It was ignored.", given=given)
        notices.append(ParameterProblem(told, "cell", given))
    return None
