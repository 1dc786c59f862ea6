"""Reader of columns: filters, facet counts and sort orders over the documents of one generation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.answers import ConceptCounts
from indexer.engines.whoosh.columns.concepts import ConceptTable
from indexer.engines.whoosh.document_sets import Documents, intersect, smallest, union
from indexer.engines.whoosh.storage.arrays import mapped
from indexer.query.ast import Years
from indexer.query.request import Filters

NO_YEAR = 0


class Columns:
    """The columns of one generation. ``years`` contains the year of each document, or NO_YEAR."""

    def __init__(self, folder: Path) -> None:
        self.years = mapped(folder / "years.npy")
        self._id_ranks = mapped(folder / "id_ranks.npy")
        self._title_ranks = mapped(folder / "title_ranks.npy")
        self.concepts = ConceptTable(folder)

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.years)

    def all(self) -> Documents:
        """Return all documents."""
        return np.arange(len(self), dtype=np.int32)

    def of_years(self, years: Years) -> Documents:
        """Return the documents of a range of years. A document without a year is in no range."""
        mask = self.years != NO_YEAR
        if years.first is not None:
            mask &= self.years >= years.first
        if years.last is not None:
            mask &= self.years <= years.last
        return np.flatnonzero(mask).astype(np.int32)

    def filtered(self, filters: Filters) -> dict[str, Documents]:
        """Return the documents that pass each active filter. The key is the facet name, or "year" for years."""
        passing = {
            name: union([self.concepts.documents(name, concept) for concept in concepts])
            for name, concepts in filters.concepts
            if concepts
        }
        if filters.years is not None:
            passing["year"] = self.of_years(filters.years)
        return passing

    def counts(self, matching: Documents, filtered: Mapping[str, Documents]) -> ConceptCounts:
        """Return the facet counts of the matching documents that pass the filters.

        ``filtered`` contains the documents that pass each filter, as returned by :meth:`filtered`. The counts of a
        facet ignore the filter on that facet.
        """
        counts = dict(self._counts(intersect(matching, filtered.values())))
        for own in filtered.keys() & counts.keys():
            others = [passing for name, passing in filtered.items() if name != own]
            counts[own] = self._counts(intersect(matching, others))[own]
        return counts

    @cached_property
    def totals(self) -> ConceptCounts:
        """The total number of documents that have each concept, by facet."""
        return self.concepts.counts(self.all())

    def best(self, documents: Documents, sort: str, scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
        """Sort the documents, and return the positions of the first ``limit`` documents. Ties are sorted by id.

        A position is an offset into ``documents``.
        ``scores`` contains the score of each document. Only the sort order "relevance" uses the scores.
        """
        keys = self._sort_keys(documents, sort, scores)
        candidates = smallest(keys, limit)
        order: NDArray[np.intp] = np.lexsort((self._id_ranks[documents[candidates]], keys[candidates]))
        return candidates[order[:limit]]

    def _counts(self, documents: Documents) -> ConceptCounts:
        return self.totals if len(documents) == len(self) else self.concepts.counts(documents)

    def _sort_keys(self, documents: Documents, sort: str, scores: NDArray[np.float64]) -> NDArray[Any]:
        """Return the sort key of each document. The document with the smallest key comes first."""
        if sort == "relevance":
            return -scores
        if sort == "title":
            return self._title_ranks[documents]
        years = self.years[documents]
        if sort == "newest":
            return -years  # NO_YEAR is 0, so documents without a year come last
        return np.where(years == NO_YEAR, np.iinfo(np.int16).max, years)
