"""Numbers of documents by year, by concept and year, and by pair of concepts."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from indexer.engines.answers import PairCounts, YearCounts
from indexer.engines.whoosh.columns.concepts import ConceptTable
from indexer.engines.whoosh.columns.reader import NO_YEAR, Columns
from indexer.engines.whoosh.document_sets import Documents


def cooccurrence_counts(concepts: ConceptTable, documents: Documents, rows: str, columns: str) -> PairCounts:
    """Return the number of documents for each pair of a concept of ``rows`` and a concept of ``columns``."""
    row_owners, row_concepts = concepts.of_facet(documents, rows)
    column_owners, column_concepts = concepts.of_facet(documents, columns)
    # Pair each row concept of a document with each column concept of the same document. The column concepts of a
    # document are consecutive in the array.
    column_sizes = np.bincount(column_owners, minlength=len(documents))
    repeats = column_sizes[row_owners]
    starts = (np.cumsum(column_sizes) - column_sizes)[row_owners] - (np.cumsum(repeats) - repeats)
    at = np.repeat(starts, repeats) + np.arange(repeats.sum())
    names = [concept for _, concept in concepts.names]
    pairs = np.repeat(row_concepts, repeats) * len(names) + column_concepts[at]
    return {(names[row], names[column]): count for row, column, count in _pair_counts(pairs, len(names))}


def year_counts(columns: Columns, documents: Documents) -> YearCounts:
    """Return the number of documents per year. Documents without a year are not counted."""
    years = columns.years[documents]
    return _value_counts(years[years != NO_YEAR])


def year_counts_by_concept(columns: Columns, documents: Documents, facet: str) -> Mapping[str | None, YearCounts]:
    """Return the year counts of each concept of ``facet``. The key None counts documents without a concept."""
    documents = documents[columns.years[documents] != NO_YEAR]
    years = columns.years[documents]
    owners, concepts = columns.concepts.of_facet(documents, facet)
    width = int(years.max(initial=0)) + 1
    counts: dict[str | None, dict[int, int]] = {}
    for concept, year, count in _pair_counts(concepts.astype(np.int64) * width + years[owners], width):
        counts.setdefault(columns.concepts.names[concept][1], {})[year] = count
    untagged = np.ones(len(documents), dtype=np.bool_)
    untagged[owners] = False
    if untagged.any():
        counts[None] = _value_counts(years[untagged])
    return counts


def _value_counts(values: NDArray[np.integer]) -> dict[int, int]:
    counts = np.bincount(values)
    nonzero = counts.nonzero()[0]
    return dict(zip(nonzero.tolist(), counts[nonzero].tolist(), strict=True))


def _pair_counts(codes: NDArray[np.integer], width: int) -> Iterator[tuple[int, int, int]]:
    """Yield (row, column, count) for each distinct code. A code is row * ``width`` + column."""
    for code, count in _value_counts(codes).items():
        yield *divmod(code, width), count
