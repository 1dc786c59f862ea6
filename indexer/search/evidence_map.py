"""The evidence map: the results of a search, cross-tabulated by two facets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from indexer.engines.answers import EngineAnswer
from indexer.engines.protocols import Snapshot
from indexer.messages import message
from indexer.query.ast import All, And
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import ResolvedQuery
from indexer.search.axes import Axis, Cell, make_axis, on_axis
from indexer.search.results import FacetValue
from indexer.summaries.facets import Facet
from indexer.vocabulary.model import Vocabulary

_MOST_NAMES = 8  # maximum number of search words for a group; other sites truncate longer queries


class Gap(NamedTuple):
    """The details of one cell.

    ``total`` is the number of its results. ``anywhere`` is the number of its summaries in the whole index.
    ``row_names`` and ``column_names`` are search words for other sites. They contain the label of the concept. If the
    concept is a group, they contain the labels of its children instead.
    """

    row: FacetValue
    column: FacetValue
    total: int
    anywhere: int
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """A cross-tabulation of the results. Rows and columns are the concepts of two facets.

    ``cells`` contains the counts by row and column, without zeros. The counts of cells ignore the filters of both
    facets. The count of a row or a column ignores only the filter of the facet of that row or column. ``placed`` is the
    number of results in at least one cell. ``gap`` contains the details of the requested cell.
    """

    request: SearchRequest
    rows: Axis
    columns: Axis
    cells: Mapping[Cell, int]
    total: int
    placed: int
    gap: Gap | None
    notices: tuple[str, ...]
    version: str
    summaries: int

    def of_cell(self, row: str, column: str) -> SearchRequest:
        """Return the request for the summaries of a cell."""
        filters = self.request.filters.replacing(self.rows.facet.name, row)
        return replace(self.request, filters=filters.replacing(self.columns.facet.name, column), page=1)

    def of_value(self, axis: Axis, concept: str) -> SearchRequest:
        """Return the request for the summaries of a row or a column."""
        return replace(self.request, filters=self.request.filters.replacing(axis.facet.name, concept), page=1)


def build_map(
    snapshot: Snapshot, query: ResolvedQuery, answer: EngineAnswer, rows: Facet, columns: Facet, cell: Cell | None
) -> EvidenceMap:
    """Return the map of two different facets. ``answer`` contains the facet counts. ``cell`` is the requested cell."""
    filters, notices = query.request.filters, query.notices
    row_axis, column_axis = (
        make_axis(facet, answer.counts[facet.name], filters, snapshot.vocabulary) for facet in (rows, columns)
    )
    shown_rows, shown_columns = ({value.id for value in axis.values} for axis in (row_axis, column_axis))
    counts = snapshot.cooccurrence_counts(query.counted, filters, rows.name, columns.name)
    gap = _gap(snapshot, (rows, columns), answer, counts, cell) if cell is not None else None
    if cell is not None and gap is None:
        notices = (
            *notices,
            message("There is no cell of “%(row)s” and “%(column)s”, so it was ignored.", row=cell[0], column=cell[1]),
        )
    return EvidenceMap(
        request=query.request,
        rows=row_axis,
        columns=column_axis,
        cells={key: count for key, count in counts.items() if key[0] in shown_rows and key[1] in shown_columns},
        total=answer.total,
        placed=snapshot.count(And((query.counted, on_axis(row_axis), on_axis(column_axis))), filters),
        gap=gap,
        notices=notices,
        version=snapshot.generation.version,
        summaries=snapshot.generation.summaries,
    )


def _gap(
    snapshot: Snapshot, facets: tuple[Facet, Facet], answer: EngineAnswer, counts: Mapping[Cell, int], cell: Cell
) -> Gap | None:
    """Return the details of any cell, shown or not. Return None if a concept is not in the vocabulary."""
    vocabulary, filters = snapshot.vocabulary, Filters()
    values: list[FacetValue] = []
    for facet, concept in zip(facets, cell, strict=True):
        if vocabulary.get(facet.name, concept) is None:
            return None
        label, count = vocabulary.label(facet.name, concept), answer.counts[facet.name].get(concept, 0)
        values.append(FacetValue(concept, label, count, False, None))
        filters = filters.adding(facet.name, concept)
    row_names, column_names = (
        _search_names(vocabulary, facet, value) for facet, value in zip(facets, values, strict=True)
    )
    row, column = values
    return Gap(row, column, counts.get(cell, 0), snapshot.count(All(), filters), row_names, column_names)


def _search_names(vocabulary: Vocabulary, facet: Facet, value: FacetValue) -> tuple[str, ...]:
    narrower = vocabulary.children(facet.name, value.id) if vocabulary.is_group(facet, value.id) else ()
    return tuple(vocabulary.label(facet.name, concept) for concept in narrower[:_MOST_NAMES]) or (value.label,)
