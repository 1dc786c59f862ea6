"""What counting and sorting need of every summary, as arrays: facets, years, and ranks by id and by title.

Written beside the Whoosh segment, whose document numbers they are indexed by, and mapped into memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings import mapped
from indexer.language.analysis import fold
from indexer.language.vocabulary import Vocabulary
from indexer.queries.query import Filters, Years
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary

Mask = NDArray[np.bool_]

_NO_YEAR = 0
_CONCEPTS = "concepts.json"


class ColumnsWriter:
    """Collects the columns in document order."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._years: list[int] = []
        self._codes: dict[str, dict[str, int]] = {facet.name: {} for facet in FACETS}
        self._entries: dict[str, list[tuple[int, int]]] = {facet.name: [] for facet in FACETS}

    def add(self, summary: Summary) -> None:
        """Add the next document."""
        document = len(self._ids)
        self._ids.append(summary.id)
        self._titles.append(" ".join(fold(word) for word in summary.title.split()))
        self._years.append(summary.year or _NO_YEAR)
        for facet in FACETS:
            codes = self._codes[facet.name]
            for concept in self._vocabulary.closure(facet.name, summary.concepts(facet.field)):
                code = codes.setdefault(concept, len(codes))
                self._entries[facet.name].append((document, code))

    def save(self, folder: Path) -> None:
        """Write the columns into ``folder``."""
        np.save(folder / "years.npy", np.array(self._years, dtype=np.int16))
        np.save(folder / "id_ranks.npy", _ranks(self._ids))
        np.save(folder / "title_ranks.npy", _ranks(self._titles))
        for name, entries in self._entries.items():
            pairs = np.array(entries, dtype=np.int32).reshape(-1, 2)
            np.save(folder / f"{name}.npy", np.ascontiguousarray(pairs.T))
        concepts = {name: list(codes) for name, codes in self._codes.items()}
        (folder / _CONCEPTS).write_text(json.dumps(concepts), encoding="utf-8")


class Columns:
    """The columns of one generation: which summaries filters let through, and what they hold."""

    def __init__(self, folder: Path) -> None:
        self.years = mapped(folder / "years.npy")
        self.id_ranks = mapped(folder / "id_ranks.npy")
        self.title_ranks = mapped(folder / "title_ranks.npy")
        self._concepts: dict[str, list[str]] = json.loads((folder / _CONCEPTS).read_text(encoding="utf-8"))
        # Per facet two rows, a column for each concept of each document: document numbers, concept codes.
        self._pairs = {facet.name: mapped(folder / f"{facet.name}.npy") for facet in FACETS}

    def __len__(self) -> int:
        return len(self.years)

    def all(self) -> Mask:
        """Return a mask of every document."""
        return np.ones(len(self), dtype=np.bool_)

    def holding(self, facet: str, concepts: Iterable[str]) -> Mask:
        """Return a mask of the documents that hold one of the concepts; unknown ones are held by none."""
        mask = np.zeros(len(self), dtype=np.bool_)
        documents, codes = self._pairs[facet]
        known = self._concepts[facet]
        wanted = [known.index(concept) for concept in concepts if concept in known]
        mask[documents[np.isin(codes, wanted)]] = True
        return mask

    def of_years(self, years: Years) -> Mask:
        """Return a mask of the documents of those years; documents without a year are of none."""
        mask: Mask = self.years != _NO_YEAR
        if years.first is not None:
            mask &= self.years >= years.first
        if years.last is not None:
            mask &= self.years <= years.last
        return mask

    def allowed(self, filters: Filters) -> dict[str, Mask]:
        """Return a mask for each filter in force: by facet name, and "year" for the years."""
        masks = {name: self.holding(name, concepts) for name, concepts in filters.concepts if concepts}
        if filters.years is not None:
            masks["year"] = self.of_years(filters.years)
        return masks

    def counts(self, matched: Mask, allowed: Mapping[str, Mask]) -> dict[str, dict[str, int]]:
        """Return how many matched documents hold each concept, a facet's own filter left out; zeros left out."""
        found = {}
        for facet in FACETS:
            mask = _intersection(matched, [m for name, m in allowed.items() if name != facet.name])
            documents, codes = self._pairs[facet.name]
            names = self._concepts[facet.name]
            counts = np.bincount(codes[mask[documents]], minlength=len(names))
            found[facet.name] = {name: int(n) for name, n in zip(names, counts, strict=True) if n}
        return found

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """How many documents hold each concept, by facet."""
        return self.counts(self.all(), {})

    def narrowed(self, matched: Mask, allowed: Mapping[str, Mask]) -> Mask:
        """Return a mask of the matched documents that every filter lets through."""
        return _intersection(matched, list(allowed.values()))

    def ordered(self, documents: NDArray[np.intp], sort: str, scores: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the document numbers in the order asked for, ties by id."""
        years = self.years[documents]
        keys = {
            "relevance": -scores[documents],
            "newest": -years,  # no year is 0: last
            "oldest": np.where(years == _NO_YEAR, np.iinfo(np.int16).max, years),
            "title": self.title_ranks[documents],
        }
        return documents[np.lexsort((self.id_ranks[documents], keys[sort]))]


def _ranks(keys: list[str]) -> NDArray[np.int32]:
    """Return each key's place in sorted order, equal keys sharing one."""
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([places[key] for key in keys], dtype=np.int32)


def _intersection(mask: Mask, others: list[Mask]) -> Mask:
    for other in others:
        mask = mask & other
    return mask
