"""Latent semantic vectors: documents and words that occur in like company lie close to each other.

After S. Deerwester, S. T. Dumais, G. W. Furnas, T. K. Landauer and R. Harshman, "Indexing by latent semantic
analysis" (1990): the singular value decomposition of the collection's own term-document matrix, log tf times idf,
each document of length one. Nothing is learnt from elsewhere. Of a large collection a part is decomposed, and the
others are folded in, so that a rebuild takes no longer than it must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns.reader import standing
from indexer.engines.whoosh.lsi.clusters import open_clusters
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.tables import mapped

_FEW = 2_000  # documents that are compared one by one

Aim = NDArray[np.float64] | None
"""A direction, of length one; None where nothing is known."""


class Latent:
    """The vectors of one generation; ``documents`` has a row a document, of length one."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self.documents = mapped(folder / "latent_documents.npy")
        self._terms = mapped(folder / "latent_terms.npy")
        self._rows = mapped(folder / "latent_rows.npy")
        self._postings = postings
        self._clusters = open_clusters(folder)

    def aims(self, terms: Mapping[str, int], best: NDArray[np.integer]) -> tuple[Aim, Aim]:
        """Return the directions of a query's terms and of the mean of the ``best`` documents; None: tells nothing."""
        return self.query(terms), _direction(self.documents[best].sum(axis=0, dtype=np.float64))

    def near(self, aims: Sequence[Aim], among: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the documents, ascending, ``among`` which those most like the aims are to be looked for.

        Of many it is those in the clusters nearest to the aims.
        """
        known = [aim for aim in aims if aim is not None]
        if self._clusters is None or not known or len(among) <= _FEW:
            return among
        near = self._clusters.near(np.array(known, dtype=np.float32))
        return near[standing(near, among)]

    def likenesses(self, aims: Sequence[Aim], documents: NDArray[np.integer]) -> list[NDArray[np.float64]]:
        """Return the likeness (cosine) of each of the ``documents`` to each aim, no less than 0.

        They are given in shares that add up to 1; an aim that is not known has none.
        """
        share = 1 / max(1, sum(aim is not None for aim in aims))
        vectors = self.documents[documents]
        return [
            np.zeros(len(documents)) if aim is None else share * np.maximum(vectors @ aim.astype(np.float32), 0)
            for aim in aims
        ]

    def weight(self, term: str, documents: Sequence[int]) -> float:
        """Return how much a term that all the documents hold is of what they speak of: the product of likenesses."""
        number = self._postings.number(term)
        if number is None or self._rows[number] < 0:
            return 0.0
        return float(np.prod(np.maximum(self.documents[list(documents)] @ self._terms[self._rows[number]], 0)))

    def query(self, terms: Mapping[str, int]) -> NDArray[np.float64] | None:
        """Return the vector, of length one, of a query's terms and how often each is asked for; None if unknown."""
        vector = np.zeros(self._terms.shape[1])
        for term, times in terms.items():
            number = self._postings.number(term)
            if number is not None and self._rows[number] >= 0:
                vector += (1 + np.log(times)) * self._terms[self._rows[number]]
        return _direction(vector)


def _direction(vector: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the vector at length one; None of one without a length."""
    length = np.linalg.norm(vector)
    return vector / length if length else None


def open_latent(folder: Path, postings: Postings) -> Latent | None:
    """Return the vectors in ``folder``, None where there are none: ranking then goes by the words alone."""
    try:
        return Latent(folder, postings)
    except FileNotFoundError:
        return None
