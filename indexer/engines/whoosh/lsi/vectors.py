"""LSI vectors: terms and documents that occur in similar contexts have similar vectors.

The vectors come from a singular value decomposition of the term-document matrix of the collection. Its entries are log
tf times idf, and the column of each document is scaled to unit length. Nothing but the documents of the collection is
used. In a large collection only a sample of the documents is decomposed, and the others are folded in.

See S. Deerwester, S. T. Dumais, G. W. Furnas, T. K. Landauer and R. Harshman, "Indexing by latent semantic analysis"
(1990).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.document_sets import Documents, isin
from indexer.engines.whoosh.lsi.clusters import CENTRES, Clusters
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.arrays import mapped

DOCUMENT_VECTORS = "latent_documents.npy"
TERM_VECTORS = "latent_terms.npy"
TERM_ROWS = "latent_rows.npy"

MAX_EXHAUSTIVE = 2_000  # documents; up to this number all are compared with a query

QueryVector = NDArray[np.float64] | None
"""A unit vector; None for a query without a known term or document."""


class LsiVectors:
    """The vectors of one generation. ``documents`` has one row per document, of unit length."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self.documents = mapped(folder / DOCUMENT_VECTORS)
        self._terms = mapped(folder / TERM_VECTORS)
        self._rows = mapped(folder / TERM_ROWS)  # the row in _terms of each term, or -1
        self._postings = postings
        self._clusters = Clusters(folder) if (folder / CENTRES).exists() else None

    def term_query(self, terms: Mapping[str, int]) -> QueryVector:
        """Return the query vector of terms. ``terms`` maps each term to its number of occurrences in the query."""
        vector = np.zeros(self._terms.shape[1])
        for term, count in terms.items():
            number = self._postings.number(term)
            if number is not None and self._rows[number] >= 0:
                vector += (1 + np.log(count)) * self._terms[self._rows[number]]
        return _unit(vector)

    def document_query(self, documents: Documents) -> QueryVector:
        """Return the query vector of documents, which is the direction of their mean."""
        return _unit(self.documents[documents].sum(axis=0, dtype=np.float64))

    def candidates(self, queries: Sequence[QueryVector], documents: Documents) -> Documents:
        """Return the documents to compare with the queries: those in the nearest clusters, or all if there are few."""
        known = [query for query in queries if query is not None]
        if self._clusters is None or not known or len(documents) <= MAX_EXHAUSTIVE:
            return documents
        nearest = self._clusters.nearest(np.array(known, dtype=np.float32))
        return nearest[isin(nearest, documents)]

    def similarities(self, queries: Sequence[QueryVector], documents: Documents) -> list[NDArray[np.float64]]:
        """Return for each query the cosine similarities of the documents, divided by the number of queries.

        Negative similarities become 0. Queries that are None are not counted, and all their similarities are 0.
        """
        share = 1 / max(1, sum(query is not None for query in queries))
        vectors = self.documents[documents]
        return [
            np.zeros(len(documents)) if query is None else share * np.maximum(vectors @ query.astype(np.float32), 0)
            for query in queries
        ]

    def significance(self, term: str, documents: Sequence[int]) -> float:
        """Return the product, over the documents, of the dot product of the term's vector and the document's vector.

        A negative dot product counts as 0. A term without a vector gives 0.
        """
        number = self._postings.number(term)
        if number is None or self._rows[number] < 0:
            return 0.0
        return float(np.prod(np.maximum(self.documents[list(documents)] @ self._terms[self._rows[number]], 0)))


def _unit(vector: NDArray[np.float64]) -> QueryVector:
    """Return the vector at unit length, or None for a zero vector."""
    length = np.linalg.norm(vector)
    return vector / length if length else None
