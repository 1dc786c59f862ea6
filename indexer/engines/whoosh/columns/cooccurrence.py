"""How many documents are of a year, of a year and a concept, or of two concepts, counted over the columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns.reader import NO_YEAR, Columns, Concepts, Documents

Pairs = dict[tuple[str, str], int]
"""How many documents hold both of two concepts; zeros left out."""

YearCounts = dict[int, int]
"""How many documents are of each year, ascending; zeros and documents without a year left out."""


def crossed(concepts: Concepts, documents: Documents, rows: str, columns: str) -> Pairs:
    """Return how many of the documents hold both a concept of the facet ``rows`` and one of ``columns``."""
    row_owners, row_codes = concepts.of_facet(documents, rows)
    owners, codes = concepts.of_facet(documents, columns)
    # Every row concept of a document stands beside each of its column concepts, which lie in one run.
    runs = np.bincount(owners, minlength=len(documents))
    times = runs[row_owners]
    starts = (np.cumsum(runs) - runs)[row_owners] - (np.cumsum(times) - times)
    places = np.repeat(starts, times) + np.arange(times.sum())
    names = [concept for _, concept in concepts.names]
    pairs = np.repeat(row_codes, times) * len(names) + codes[places]
    return {(names[row], names[column]): count for row, column, count in _by_two_numbers(pairs, len(names))}


def year_counts(columns: Columns, documents: Documents) -> YearCounts:
    """Return how many of the documents are of each year."""
    years = columns.years[documents]
    return _by_number(years[years != NO_YEAR])


def year_counts_by(columns: Columns, documents: Documents, facet: str) -> dict[str | None, YearCounts]:
    """Return how many of the documents are of each year, by concept of a facet, and under None without any."""
    documents = documents[columns.years[documents] != NO_YEAR]
    years = columns.years[documents]
    owners, codes = columns.concepts.of_facet(documents, facet)
    beyond = int(years.max(initial=0)) + 1
    found: dict[str | None, YearCounts] = {}
    for code, year, count in _by_two_numbers(codes.astype(np.int64) * beyond + years[owners], beyond):
        found.setdefault(columns.concepts.names[code][1], {})[year] = count
    without = np.ones(len(documents), dtype=np.bool_)
    without[owners] = False
    if without.any():
        found[None] = _by_number(years[without])
    return found


def _by_number(numbers: NDArray[np.integer]) -> dict[int, int]:
    counts = np.bincount(numbers)
    held = counts.nonzero()[0]
    return dict(zip(held.tolist(), counts[held].tolist(), strict=True))


def _by_two_numbers(numbers: NDArray[np.integer], width: int) -> Iterator[tuple[int, int, int]]:
    """Yield how many there are of each number, which comes in two: how often it holds ``width``, and the rest."""
    for number, count in _by_number(numbers).items():
        yield *divmod(number, width), count
