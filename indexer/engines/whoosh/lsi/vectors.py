"""LSI vectors of terms and documents.

Terms that occur in similar documents have similar vectors. Documents that contain similar terms have similar vectors.
The vectors are computed by singular value decomposition of the term-document matrix of the collection. The entries of
the matrix are log tf times idf, and each document column is scaled to unit length. Only the documents of the collection
are used. For a large collection, only a sample of the documents is decomposed. The vectors of the other documents are
computed from the term vectors.

See S. Deerwester, S. T. Dumais, G. W. Furnas, T. K. Landauer and R. Harshman, "Indexing by latent semantic analysis"
(1990).
"""

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

MAX_EXHAUSTIVE = 2_000  # up to this number of documents, all documents are compared with a query

QueryVector = NDArray[np.float64] | None
"""A unit vector. It is None if the terms or documents of the query have no vector."""


class LsiVectors:
    """The vectors of one generation. ``documents`` has one row per document. A row has unit length or is zero."""

    def __init__(self, folder: Path, postings: Postings) -> None:
        self.documents = mapped(folder / DOCUMENT_VECTORS)
        self._terms = mapped(folder / TERM_VECTORS)
        self._rows = mapped(folder / TERM_ROWS)  # row of each term in _terms, or -1
        self._postings = postings
        self._clusters = Clusters(folder) if (folder / CENTRES).exists() else None

    def term_query(self, terms: Mapping[str, int]) -> QueryVector:
        """Return the query vector for terms. ``terms`` maps each term to its number of occurrences in the query."""
        vector = np.zeros(self._terms.shape[1])
        for term, count in terms.items():
            number = self._postings.number(term)
            if number is not None and self._rows[number] >= 0:
                vector += (1 + np.log(count)) * self._terms[self._rows[number]]
        return _unit(vector)

    def document_query(self, documents: Documents) -> QueryVector:
        """Return the query vector for documents. It is the mean of their vectors, scaled to unit length."""
        return _unit(self.documents[documents].sum(axis=0, dtype=np.float64))

    def candidates(self, queries: Sequence[QueryVector], documents: Documents) -> Documents:
        """Return the documents to compare with the queries.

        These are the members of ``documents`` in the nearest clusters. If there are few documents, no clusters or no
        query vectors, all of ``documents`` are returned.
        """
        known = [query for query in queries if query is not None]
        if self._clusters is None or not known or len(documents) <= MAX_EXHAUSTIVE:
            return documents
        nearest = self._clusters.nearest(np.array(known, dtype=np.float32))
        return nearest[isin(nearest, documents)]

    def similarities(self, queries: Sequence[QueryVector], documents: Documents) -> list[NDArray[np.float64]]:
        """Return for each query the cosine similarity of each document, divided by the number of queries.

        Negative similarities become 0. A query that is None is not counted, and its similarities are 0.
        """
        share = 1 / max(1, sum(query is not None for query in queries))
        vectors = self.documents[documents]
        return [
            np.zeros(len(documents)) if query is None else share * np.maximum(vectors @ query.astype(np.float32), 0)
            for query in queries
        ]

    def significance(self, term: str, documents: Sequence[int]) -> float:
        """Return the significance of a term for all of ``documents`` together.

        For each document, compute the dot product of the vectors of the term and the document. A negative product
        counts as 0. The significance is the product of these numbers. It is 0 for a term without a vector.
        """
        number = self._postings.number(term)
        if number is None or self._rows[number] < 0:
            return 0.0
        return float(np.prod(np.maximum(self.documents[list(documents)] @ self._terms[self._rows[number]], 0)))


def _unit(vector: NDArray[np.float64]) -> QueryVector:
    """Return the vector scaled to unit length, or None for a zero vector."""
    length = np.linalg.norm(vector)
    return vector / length if length else None
