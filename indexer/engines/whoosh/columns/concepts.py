"""Tables of the concepts of each document and of the documents of each concept, for all facets together."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.answers import ConceptCounts
from indexer.engines.whoosh import document_sets
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS, Documents
from indexer.engines.whoosh.storage.arrays import mapped
from indexer.summaries.facets import FACETS

CONCEPTS = "concepts.json"


class ConceptTable:
    """The concepts of each document, including their ancestors, and the documents of each concept.

    Each concept has a number. ``names`` are pairs of facet name and concept id, in the order of these numbers. All
    facets share one sequence of numbers, so that one pass counts all facets. A facet without concepts has empty counts.
    """

    def __init__(self, folder: Path) -> None:
        self.names: list[tuple[str, str]] = [(f, c) for f, c in json.loads((folder / CONCEPTS).read_text("utf-8"))]
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._facets = dict.fromkeys([*(facet.name for facet in FACETS), *(facet for facet, _ in self.names)])
        self._ends = mapped(folder / "concept_ends.npy")
        self._concepts = mapped(folder / "concept_codes.npy")
        self._holder_ends = mapped(folder / "holder_ends.npy")
        self._holders = mapped(folder / "holders.npy")
        self._holder_starts = np.append(0, self._holder_ends[:-1])

    def documents(self, facet: str, concept: str) -> Documents:
        """Return the documents that have the concept. An unknown concept has no documents."""
        number = self._numbers.get((facet, concept))
        if number is None:
            return NO_DOCUMENTS
        return self._holders[int(self._holder_starts[number]) : int(self._holder_ends[number])]

    def counts(self, documents: Documents) -> ConceptCounts:
        """Return the number of ``documents`` that have each concept, by facet. Counts of 0 are left out."""
        if not len(self._holders) or not len(documents):
            return self._by_name(NO_DOCUMENTS)
        if len(documents) * document_sets.SPARSE < len(self._ends):
            return self._by_name(np.bincount(self.of(documents)[1]))
        mask = np.zeros(len(self._ends), dtype=np.uint8)
        mask[documents] = 1
        return self._by_name(np.add.reduceat(mask.take(self._holders), self._holder_starts, dtype=np.int32))

    def of(self, documents: Documents) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return the number of concepts of each document, and the concept numbers in the order of the documents."""
        ends = self._ends[documents]
        sizes = ends - np.where(documents, self._ends[documents - 1], 0)
        at = np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
        return sizes, self._concepts[at]

    def of_facet(self, documents: Documents, facet: str) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return two arrays with one entry for each pair of a document and one of its concepts in ``facet``.

        The first array contains the index of the document in ``documents``, in ascending order. The second array
        contains the concept number.
        """
        sizes, numbers = self.of(documents)
        kept = np.flatnonzero(np.array([name == facet for name, _ in self.names], dtype=np.bool_)[numbers])
        return np.repeat(np.arange(len(documents)), sizes)[kept], numbers[kept]

    def _by_name(self, counts: NDArray[np.integer]) -> ConceptCounts:
        named: dict[str, dict[str, int]] = {facet: {} for facet in self._facets}
        nonzero = counts.nonzero()[0]
        for number, count in zip(nonzero.tolist(), counts[nonzero].tolist(), strict=True):
            facet, concept = self.names[number]
            named[facet][concept] = count
        return named
