"""Postings -> the latent vectors that :mod:`latent` reads.

The decomposition is a randomised one, after N. Halko, P. G. Martinsson and J. A. Tropp, "Finding structure with
randomness" (2011): a few times a random set of directions is drawn towards those that matter, and what is decomposed
exactly is then no larger than that set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from indexer.engines.whoosh.lsi.clusters import Vectors, of_length_one, write_clusters
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.tables import save

_DIMENSIONS = 200
_DOCUMENTS_A_DIMENSION = 8
_FEWEST_DIMENSIONS = 8  # of fewer documents there is nothing to learn
_FEWEST_DOCUMENTS_A_TERM = 2
_DECOMPOSED = 10_000
_DIRECTIONS_MORE = 60  # than are kept: what is found of the last ones is not exact
_ROUNDS = 6
_SEED = 0


def write_latent(folder: Path, postings: Postings) -> None:
    """Write the vectors of a generation into its folder; of a small collection none."""
    # Several threads wait for each other: they are no faster here, and ten times slower where others use the cores.
    with threadpool_limits(1, user_api="blas"):
        _write(folder, postings)


def _write(folder: Path, postings: Postings) -> None:
    frequencies = np.diff(postings.ends, prepend=0)
    kept = frequencies >= _FEWEST_DOCUMENTS_A_TERM
    dimensions = min(_DIMENSIONS, len(postings) // _DOCUMENTS_A_DIMENSION, int(kept.sum()) - 1)
    if dimensions < _FEWEST_DIMENSIONS:
        return
    idf = np.log(len(postings) / frequencies).astype(np.float32)
    matrix = _matrix(postings, idf, frequencies)[kept]
    _shorten(matrix)
    step = -(-len(postings) // _DECOMPOSED)
    terms = _main_directions(matrix[:, ::step], dimensions)
    vectors = of_length_one(matrix.T @ terms)
    save(folder / "latent_documents.npy", vectors)
    save(folder / "latent_terms.npy", terms * idf[kept, None])
    save(folder / "latent_rows.npy", np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32))
    write_clusters(folder, vectors)


def _matrix(postings: Postings, idf: NDArray[np.float32], frequencies: NDArray[np.integer]) -> Any:
    """Return the sparse matrix of log tf times idf: a row a term, a column a document."""
    # Imported here: only a rebuild needs it, and it takes a moment to load.
    from scipy.sparse import csr_matrix

    weights = postings.counts[0].astype(np.float32)
    weights += postings.counts[1]
    np.log(weights, out=weights)
    weights += 1
    weights *= np.repeat(idf, frequencies)
    return csr_matrix((weights, postings.documents, np.append(0, postings.ends)), shape=(len(idf), len(postings)))


def _shorten(matrix: Any) -> None:
    """Give each column of a sparse matrix the length one; those without a length stay so."""
    lengths = np.sqrt(np.bincount(matrix.indices, weights=matrix.data**2, minlength=matrix.shape[1]))
    matrix.data /= np.where(lengths, lengths, 1).astype(np.float32)[matrix.indices]


def _main_directions(matrix: Any, dimensions: int) -> Vectors:
    """Return the first left singular vectors of a sparse matrix, a column each; fewer where it has no more."""
    size = min(dimensions + _DIRECTIONS_MORE, *matrix.shape)
    basis = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], size), dtype=np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    images = matrix @ basis
    squares, axes = np.linalg.eigh((images.T @ images).astype(np.float64))
    first = np.argsort(-squares)[:dimensions]
    first = first[squares[first] > squares.max() * np.finfo(np.float32).eps]
    directions: Vectors = images @ (axes[:, first] / np.sqrt(squares[first])).astype(np.float32)
    return directions
