"""Clusters of document vectors. A search for similar documents reads only a few clusters.

The documents are stored by cluster in an inverted file, as in J. Sivic and A. Zisserman, "Video Google" (2003). The
clusters are computed by k-means. A search reads the PROBES clusters nearest to the query. Small collections have no
clusters.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.storage.arrays import mapped, save

Vectors = NDArray[np.float32]
"""Vectors, one per row. The vectors of documents and centres have unit length or are zero."""

CENTRES = "cluster_centres.npy"
MIN_DOCUMENTS = 10_000  # smaller collections have no clusters
PROBES = 8  # number of clusters that a search reads

_ENDS = "cluster_ends.npy"
_DOCUMENTS = "cluster_documents.npy"
_SAMPLES_PER_CLUSTER = 64
_ROUNDS = 8
_BATCH = 10_000  # documents that are assigned to clusters at once
_SEED = 0


def normalized(vectors: Vectors) -> Vectors:
    """Return the vectors scaled to unit length. Zero vectors remain zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), dtype=np.float32)


class Clusters:
    """The clusters of one generation."""

    def __init__(self, folder: Path) -> None:
        self._centres = mapped(folder / CENTRES)
        self._ends = mapped(folder / _ENDS)
        self._documents = mapped(folder / _DOCUMENTS)

    def nearest(self, queries: Vectors) -> Documents:
        """Return the documents of the PROBES clusters nearest to the queries, in ascending order.

        The nearest clusters have the largest sums of similarities between their centre and the queries. Negative
        similarities count as 0.
        """
        similarity = np.maximum(self._centres @ queries.T, 0).sum(axis=1)
        probed = np.argsort(-similarity, kind="stable")[:PROBES]
        starts = np.where(probed, self._ends[probed - 1], 0)
        clusters = [self._documents[start:end] for start, end in zip(starts, self._ends[probed], strict=True)]
        return np.sort(np.concatenate(clusters))


def write_clusters(folder: Path, vectors: Vectors) -> None:
    """Write clusters of the document ``vectors``. If there are fewer than MIN_DOCUMENTS vectors, write nothing."""
    documents = len(vectors)
    if documents < MIN_DOCUMENTS:
        return
    centres = _centres(vectors, int(np.sqrt(documents)))
    nearest = np.concatenate([_nearest(vectors[at : at + _BATCH], centres) for at in range(0, documents, _BATCH)])
    save(folder / CENTRES, centres)
    _save_documents(folder, nearest, len(centres))


def extend_clusters(folder: Path, previous: Path, kept: Documents, added: Vectors) -> None:
    """Write the clusters of an updated generation.

    ``previous`` is the folder of the previous generation. ``kept`` are the numbers of the kept documents in that
    generation. In the updated generation the kept documents come first, then the added documents. ``added`` are the
    vectors of the added documents. ``folder`` must already contain the cluster centres, which are not changed.
    """
    centres = mapped(folder / CENTRES)
    ends, documents = mapped(previous / _ENDS), mapped(previous / _DOCUMENTS)
    nearest = np.empty(len(documents), dtype=np.intp)
    nearest[documents] = np.repeat(np.arange(len(centres)), np.diff(ends, prepend=0))
    _save_documents(folder, np.concatenate((nearest[kept], _nearest(added, centres))), len(centres))


def _save_documents(folder: Path, nearest: NDArray[np.intp], clusters: int) -> None:
    """Write the documents of each cluster. ``nearest`` contains the cluster number of each document."""
    save(folder / _ENDS, np.cumsum(np.bincount(nearest, minlength=clusters)))
    save(folder / _DOCUMENTS, np.argsort(nearest, kind="stable").astype(np.int32))


def _centres(vectors: Vectors, count: int) -> Vectors:
    """Return the centres of ``count`` clusters, by spherical k-means over a sample of the documents."""
    step = max(1, len(vectors) // (count * _SAMPLES_PER_CLUSTER))
    sample = np.ascontiguousarray(vectors[::step])
    centres = sample[np.random.default_rng(_SEED).choice(len(sample), count, replace=False)]
    for _ in range(_ROUNDS):
        nearest = _nearest(sample, centres)
        order = np.argsort(nearest, kind="stable")
        nonempty, starts = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(sample[order], starts)
        centres = centres.copy()
        centres[nonempty] = normalized(sums)  # the centre of an empty cluster does not move
    return centres


def _nearest(vectors: Vectors, centres: Vectors) -> NDArray[np.intp]:
    nearest: NDArray[np.intp] = np.argmax(vectors @ centres.T, axis=1)
    return nearest
