"""What counting and sorting need of every summary, as arrays: facets, years, and ranks by id and by title.

Written beside the Whoosh segment, whose document numbers they are indexed by, and mapped into memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings.reader import among
from indexer.engines.whoosh.storage.tables import mapped
from indexer.query.ast import Years
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS

Documents = NDArray[np.integer]
"""Document numbers, ascending."""

NO_DOCUMENTS = np.zeros(0, dtype=np.int32)

NO_YEAR = 0
CONCEPTS = "concepts.json"
_BLOCK = 64
_FEW = 16  # fewer than one document in so many


Counts = dict[str, dict[str, int]]
"""How many documents hold each concept, by facet; zeros left out."""


class Concepts:
    """The concepts of each document, those above them included, and the documents of each concept.

    The concepts of all facets are numbered together, so that all are counted at once.
    """

    def __init__(self, folder: Path) -> None:
        self.names: list[tuple[str, str]] = [(f, c) for f, c in json.loads((folder / CONCEPTS).read_text("utf-8"))]
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._ends = mapped(folder / "concept_ends.npy")
        self._codes = mapped(folder / "concept_codes.npy")
        self.holder_ends = mapped(folder / "holder_ends.npy")
        self.holders = mapped(folder / "holders.npy")
        self._holder_starts = np.append(0, self.holder_ends[:-1])

    def holding(self, facet: str, concept: str) -> Documents:
        """Return the documents that hold the concept, ascending; none hold an unknown one."""
        number = self._numbers.get((facet, concept))
        if number is None:
            return NO_DOCUMENTS
        return self.holders[int(self._holder_starts[number]) : int(self.holder_ends[number])]

    def counts(self, documents: Documents) -> Counts:
        """Return how many of the documents hold each concept."""
        if not len(self.holders) or not len(documents):
            return self._named(np.zeros(0, dtype=np.int32))
        if len(documents) * _FEW < len(self._ends):
            # Few: the concepts of each document are counted.
            return self._named(np.bincount(self.of(documents)[1]))
        # Many: the documents of each concept are.
        mask = np.zeros(len(self._ends), dtype=np.uint8)
        mask[documents] = 1
        return self._named(np.add.reduceat(mask.take(self.holders), self._holder_starts, dtype=np.int32))

    def of(self, documents: Documents) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return how many concepts each document has, and the numbers of all of them, document after document."""
        ends = self._ends[documents]
        sizes = ends - np.where(documents, self._ends[documents - 1], 0)
        places = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
        return sizes, self._codes[places]

    def of_facet(self, documents: Documents, facet: str) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return the numbers of the facet's concepts that the documents have, and before it whose they are.

        That is told by the place in ``documents``, and ascends.
        """
        sizes, codes = self.of(documents)
        kept = np.flatnonzero(self._in_facet(facet)[codes])
        return np.repeat(np.arange(len(documents)), sizes)[kept], codes[kept]

    def _in_facet(self, facet: str) -> NDArray[np.bool_]:
        return np.array([name == facet for name, _ in self.names], dtype=np.bool_)

    def _named(self, counts: NDArray[np.integer]) -> Counts:
        named: Counts = {facet.name: {} for facet in FACETS}
        held = counts.nonzero()[0]
        for number, count in zip(held.tolist(), counts[held].tolist(), strict=True):
            facet, concept = self.names[number]
            named[facet][concept] = count
        return named


class Columns:
    """The columns of one generation: which summaries filters let through, what they hold, and in which order."""

    def __init__(self, folder: Path) -> None:
        self.years = mapped(folder / "years.npy")
        self._id_ranks = mapped(folder / "id_ranks.npy")
        self._title_ranks = mapped(folder / "title_ranks.npy")
        self.concepts = Concepts(folder)

    def __len__(self) -> int:
        return len(self.years)

    def all(self) -> Documents:
        """Return every document."""
        return np.arange(len(self), dtype=np.int32)

    def of_years(self, years: Years) -> Documents:
        """Return the documents of those years, ascending; documents without a year are of none."""
        mask = self.years != NO_YEAR
        if years.first is not None:
            mask &= self.years >= years.first
        if years.last is not None:
            mask &= self.years <= years.last
        return np.flatnonzero(mask).astype(np.int32)

    def allowed(self, filters: Filters) -> dict[str, Documents]:
        """Return the documents that each filter in force lets through: by facet name, and "year" for the years."""
        let_through = {
            name: joined([self.concepts.holding(name, concept) for concept in concepts])
            for name, concepts in filters.concepts
            if concepts
        }
        if filters.years is not None:
            let_through["year"] = self.of_years(filters.years)
        return let_through

    def counts(self, matched: Documents, allowed: Mapping[str, Documents]) -> Counts:
        """Return how many matched documents hold each concept, a facet's own filter left out."""
        found = dict(self._counts(narrowed(matched, allowed.values())))
        for own in [facet.name for facet in FACETS if facet.name in allowed]:
            others = [held for name, held in allowed.items() if name != own]
            found[own] = self._counts(narrowed(matched, others))[own]
        return found

    def _counts(self, documents: Documents) -> Counts:
        return self.totals if len(documents) == len(self) else self.concepts.counts(documents)

    @cached_property
    def totals(self) -> Counts:
        """How many documents hold each concept."""
        return self.concepts.counts(self.all())

    def best(self, documents: Documents, sort: str, scores: NDArray[np.float64], most: int) -> NDArray[np.intp]:
        """Return the places in ``documents`` of the first ``most`` in the order asked for, ties by id.

        ``scores`` are those of the documents, in the same order.
        """
        keys = self._keys(documents, sort, scores)
        places = leading(keys, most)
        order: NDArray[np.intp] = np.lexsort((self._id_ranks[documents[places]], keys[places]))
        return places[order[:most]]

    def _keys(self, documents: Documents, sort: str, scores: NDArray[np.float64]) -> NDArray[Any]:
        """Return what the documents are ordered by, the smallest first."""
        if sort == "relevance":
            return -scores
        if sort == "title":
            return self._title_ranks[documents]
        years = self.years[documents]
        if sort == "newest":
            return -years  # no year is 0: last
        return np.where(years == NO_YEAR, np.iinfo(np.int16).max, years)


def leading(keys: NDArray[Any], most: int, slack: float = 0) -> NDArray[np.intp]:
    """Return the places of the ``most`` smallest keys, and of all that are no more than ``slack`` above the last."""
    if not most:
        return np.zeros(0, dtype=np.intp)
    if most >= len(keys):
        return np.arange(len(keys))
    if len(keys) >= 2 * most * _BLOCK:
        # The smallest of every block bound the smallest of all, in a fraction of the time of partitioning all.
        whole = keys[: len(keys) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).min(axis=1)
        places = np.flatnonzero(keys <= np.partition(whole, most - 1)[most - 1] + slack)
    else:
        places = np.arange(len(keys))
    near = keys[places]
    kept: NDArray[np.intp] = places[near <= np.partition(near, most - 1)[most - 1] + slack]
    return kept


def narrowed(documents: Documents, others: Iterable[Documents]) -> Documents:
    """Return the documents that stand in all the ``others`` too."""
    for other in others:
        documents = documents[standing(documents, other)]
    return documents


def joined(documents: Sequence[Documents]) -> Documents:
    """Return the documents that stand in any of those given."""
    if len(documents) == 1:
        return documents[0]
    everything = np.concatenate(documents)
    mask = np.zeros(int(everything.max(initial=0)) + 1, dtype=np.bool_)
    mask[everything] = True
    return np.flatnonzero(mask).astype(np.int32)


def standing(documents: Documents, others: Documents) -> NDArray[np.bool_]:
    """Return which of the documents stand among the others."""
    if not len(documents) or not len(others) or len(documents) * _FEW < len(others):
        return among(documents, others)
    mask = np.zeros(max(int(documents[-1]), int(others[-1])) + 1, dtype=np.bool_)
    mask[others] = True
    return mask[documents]
