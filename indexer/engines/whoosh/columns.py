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

from indexer.engines.whoosh.postings import among, mapped
from indexer.queries.query import Filters, Years
from indexer.summaries.facets import FACETS

Documents = NDArray[np.integer]
"""Document numbers, ascending."""

NO_DOCUMENTS = np.zeros(0, dtype=np.int32)

NO_YEAR = 0
CONCEPTS = "concepts.json"
_FEW = 16  # fewer than one document in so many


class Facets:
    """The concepts of each document in one facet, those above them included, and the documents of each concept."""

    def __init__(self, folder: Path, name: str, concepts: list[str]) -> None:
        self._concepts = concepts
        self._numbers = {concept: number for number, concept in enumerate(concepts)}
        self._ends, self._codes, self._holder_ends, self._holders = (
            mapped(folder / f"{name}_{table}.npy") for table in ("ends", "codes", "holder_ends", "holders")
        )

    def holding(self, concept: str) -> Documents:
        """Return the documents that hold the concept, ascending; none hold an unknown one."""
        number = self._numbers.get(concept)
        if number is None:
            return NO_DOCUMENTS
        start = self._holder_ends[number - 1] if number else 0
        return self._holders[start : self._holder_ends[number]]

    def counts(self, documents: Documents) -> dict[str, int]:
        """Return how many of the documents hold each concept, zeros left out."""
        if not len(self._codes):
            return {}
        if len(documents) * _FEW < len(self._ends):
            # Few documents: the codes of each one.
            ends = self._ends[documents]
            sizes = ends - np.where(documents, self._ends[documents - 1], 0)
            places = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
            counts = np.bincount(self._codes[places], minlength=len(self._concepts))
        else:
            # Many: how many of each concept's documents are among them.
            among = np.zeros(len(self._ends), dtype=np.int32)
            among[documents] = 1
            totals = np.cumsum(among[self._holders])[self._holder_ends - 1]
            counts = np.diff(totals, prepend=0)
        return {self._concepts[number]: int(counts[number]) for number in counts.nonzero()[0]}


class Columns:
    """The columns of one generation: which summaries filters let through, what they hold, and in which order."""

    def __init__(self, folder: Path) -> None:
        self.years = mapped(folder / "years.npy")
        self._id_ranks = mapped(folder / "id_ranks.npy")
        self._title_ranks = mapped(folder / "title_ranks.npy")
        concepts = json.loads((folder / CONCEPTS).read_text(encoding="utf-8"))
        self.facets = {facet.name: Facets(folder, facet.name, concepts[facet.name]) for facet in FACETS}

    def __len__(self) -> int:
        return len(self.years)

    def all(self) -> Documents:
        """Return every document."""
        return np.arange(len(self))

    def of_years(self, years: Years) -> Documents:
        """Return the documents of those years, ascending; documents without a year are of none."""
        mask = self.years != NO_YEAR
        if years.first is not None:
            mask &= self.years >= years.first
        if years.last is not None:
            mask &= self.years <= years.last
        return np.flatnonzero(mask)

    def allowed(self, filters: Filters) -> dict[str, Documents]:
        """Return the documents that each filter in force lets through: by facet name, and "year" for the years."""
        let_through = {
            name: joined([self.facets[name].holding(concept) for concept in concepts])
            for name, concepts in filters.concepts
            if concepts
        }
        if filters.years is not None:
            let_through["year"] = self.of_years(filters.years)
        return let_through

    def counts(self, matched: Documents, allowed: Mapping[str, Documents]) -> dict[str, dict[str, int]]:
        """Return how many matched documents hold each concept, a facet's own filter left out; zeros left out."""
        found = {}
        for name, facet in self.facets.items():
            others = [documents for other, documents in allowed.items() if other != name]
            whole = not others and len(matched) == len(self)
            found[name] = dict(self.totals[name]) if whole else facet.counts(narrowed(matched, others))
        return found

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """How many documents hold each concept, by facet."""
        return {name: facet.counts(self.all()) for name, facet in self.facets.items()}

    def best(self, documents: Documents, sort: str, scores: NDArray[np.float64], most: int) -> NDArray[np.intp]:
        """Return the places in ``documents`` of the first ``most`` in the order asked for, ties by id.

        ``scores`` are those of the documents, in the same order.
        """
        keys = self._keys(documents, sort, scores)
        places = np.arange(len(documents))
        if not most:
            return places[:0]
        if most < len(documents):
            # All that come as early as the last one that is wanted: ties are for the ids to part.
            places = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
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
    return np.flatnonzero(mask)


def standing(documents: Documents, others: Documents) -> NDArray[np.bool_]:
    """Return which of the documents stand among the others."""
    if not len(documents) or not len(others) or len(documents) * _FEW < len(others):
        return among(documents, others)
    mask = np.zeros(max(int(documents[-1]), int(others[-1])) + 1, dtype=np.bool_)
    mask[others] = True
    return mask[documents]
