"""Writer of LSI vectors.

The decomposition is randomized, as in N. Halko, P. G. Martinsson and J. A. Tropp, "Finding structure with randomness"
(2011). Power iterations turn a random basis towards the main singular vectors. Then only a small matrix, the projection
on this basis, is decomposed exactly. The random seed is fixed.

An update folds in the added documents. It keeps the term vectors of the last rebuild, and computes the vector of each
added document from the vectors of its terms. Terms that are new since the rebuild are ignored.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.lsi.clusters import CENTRES, Vectors, extend_clusters, normalized, write_clusters
from indexer.engines.whoosh.lsi.vectors import DOCUMENT_VECTORS, TERM_ROWS, TERM_VECTORS
from indexer.engines.whoosh.postings.reader import WORDS, Postings
from indexer.engines.whoosh.storage.arrays import mapped, save

_MAX_DIMENSIONS = 200
_MIN_DIMENSIONS = 8  # with fewer dimensions, no vectors are written
_DOCUMENTS_PER_DIMENSION = 8
_MIN_FREQUENCY = 2  # documents; terms that occur in fewer documents get no vector
_MAX_DECOMPOSED = 10_000  # documents; the vectors of the others are computed from the term vectors
_OVERSAMPLING = 60  # extra dimensions; they are computed and dropped, because the last dimensions are inexact
_ROUNDS = 6
_SEED = 0

SHARED = frozenset((TERM_VECTORS, CENTRES))
"""Names of the files that an updated generation shares with the previous generation."""


def write_vectors(folder: Path, postings: Postings) -> None:
    """Write the vectors and clusters of a generation into ``folder``. For a small collection, write nothing."""
    # Several BLAS threads are not faster here. They are ten times slower if other processes use the cores.
    with threadpool_limits(1, user_api="blas"):
        _write(folder, postings)


def fold_in(folder: Path, previous: Path, words: Postings, kept: Documents) -> bool:
    """Write the vectors of an updated generation into ``folder``, which must already contain the SHARED files.

    ``previous`` is the folder of the previous generation. ``kept`` are the numbers of the kept documents in that
    generation. In the updated generation the kept documents come first, then the added documents. ``words`` are the
    postings of the updated generation. Return True if vectors are written. Return False if the previous generation has
    no vectors.
    """
    if not (folder / TERM_VECTORS).exists():
        return False
    previous_rows = mapped(previous / TERM_ROWS).tolist()
    row_of = dict(zip(Postings(previous, WORDS).terms, previous_rows, strict=True))
    rows = np.array([row_of.get(term, -1) for term in words.terms], dtype=np.int32)
    added = _folded(words, np.arange(len(kept), len(words)), rows, mapped(folder / TERM_VECTORS))
    save(folder / TERM_ROWS, rows)
    save(folder / DOCUMENT_VECTORS, np.concatenate((mapped(previous / DOCUMENT_VECTORS)[kept], added)))
    if (folder / CENTRES).exists():
        extend_clusters(folder, previous, kept, added)
    return True


def _write(folder: Path, postings: Postings) -> None:
    frequencies = np.diff(postings.ends, prepend=0)
    kept = frequencies >= _MIN_FREQUENCY
    dimensions = min(_MAX_DIMENSIONS, len(postings) // _DOCUMENTS_PER_DIMENSION, int(kept.sum()) - 1)
    if dimensions < _MIN_DIMENSIONS:
        return
    idf = np.log(len(postings) / frequencies).astype(np.float32)
    matrix = _term_document_matrix(postings, idf, frequencies)[kept]
    _normalize_columns(matrix)
    step = -(-len(postings) // _MAX_DECOMPOSED)
    term_vectors = _singular_vectors(matrix[:, ::step], dimensions)
    document_vectors = normalized(matrix.T @ term_vectors)
    save(folder / DOCUMENT_VECTORS, document_vectors)
    save(folder / TERM_VECTORS, term_vectors * idf[kept, None])
    save(folder / TERM_ROWS, np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32))
    write_clusters(folder, document_vectors)


def _term_document_matrix(postings: Postings, idf: NDArray[np.float32], frequencies: NDArray[np.integer]) -> Any:
    """Return the sparse matrix of log tf times idf: one row per term, one column per document."""
    from scipy.sparse import csr_matrix  # imported here, because the import is slow and only a rebuild needs it

    weights = postings.counts[0].astype(np.float32)
    weights += postings.counts[1]
    np.log(weights, out=weights)
    weights += 1
    weights *= np.repeat(idf, frequencies)
    return csr_matrix((weights, postings.documents, np.append(0, postings.ends)), shape=(len(idf), len(postings)))


def _normalize_columns(matrix: Any) -> None:
    """Scale each column of a sparse matrix to unit length, in place. Zero columns are not changed."""
    lengths = np.sqrt(np.bincount(matrix.indices, weights=matrix.data**2, minlength=matrix.shape[1]))
    matrix.data /= np.where(lengths, lengths, 1).astype(np.float32)[matrix.indices]


def _singular_vectors(matrix: Any, dimensions: int) -> Vectors:
    """Return at most ``dimensions`` left singular vectors as columns, by descending singular value."""
    size = min(dimensions + _OVERSAMPLING, *matrix.shape)
    basis = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], size), dtype=np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    images = matrix @ basis
    squares, axes = np.linalg.eigh((images.T @ images).astype(np.float64))
    first = np.argsort(-squares)[:dimensions]
    first = first[squares[first] > squares.max() * np.finfo(np.float32).eps]
    vectors: Vectors = images @ (axes[:, first] / np.sqrt(squares[first])).astype(np.float32)
    return vectors


def _folded(words: Postings, documents: Documents, rows: NDArray[np.int32], term_vectors: Vectors) -> Vectors:
    """Return the unit vectors of the documents. ``rows`` contains for each term its row in ``term_vectors``, or -1."""
    vectors = np.zeros((len(documents), term_vectors.shape[1]), dtype=np.float32)
    if not len(documents):
        return vectors
    ends = np.cumsum(words.lengths[:, documents].sum(axis=0))
    for vector, tokens in zip(vectors, np.split(words.tokens_of(documents), ends[:-1]), strict=True):
        distinct, counts = np.unique(rows[tokens], return_counts=True)
        known = distinct >= 0
        # The term vectors already include the factor idf.
        vector[:] = (1 + np.log(counts[known])).astype(np.float32) @ term_vectors[distinct[known]]
    return normalized(vectors)
