"""Documents in clusters of like meaning, so that what is like something is looked for among few of them.

An inverted file after J. Sivic and A. Zisserman, "Video Google" (2003): the clusters are those of k-means, and of what
is asked for only the nearest ones are searched. In a small collection there are none, and every document is looked at.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.storage.tables import mapped, save

Vectors = NDArray[np.float32]
"""A row a document or a direction, of length one."""

CENTRES = "cluster_centres.npy"

_FEWEST_DOCUMENTS = 10_000
_PROBED = 8
_LEARNT_FROM = 64  # documents a cluster
_ROUNDS = 8
_CHUNK = 10_000  # documents
_SEED = 0


def of_length_one(vectors: Vectors) -> Vectors:
    """Return the directions of the vectors; one without a length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), dtype=np.float32)


class Clusters:
    """The clusters of one generation."""

    def __init__(self, folder: Path) -> None:
        self._centres = mapped(folder / CENTRES)
        self._ends = mapped(folder / "cluster_ends.npy")
        self._documents = mapped(folder / "cluster_documents.npy")

    def near(self, aims: Vectors) -> NDArray[np.integer]:
        """Return the documents, ascending, of the clusters that are most like all ``aims`` together; not empty."""
        likeness = np.maximum(self._centres @ aims.T, 0).sum(axis=1)
        probed = np.argsort(-likeness, kind="stable")[:_PROBED]
        starts = np.where(probed, self._ends[probed - 1], 0)
        found = [self._documents[start:end] for start, end in zip(starts, self._ends[probed], strict=True)]
        return np.sort(np.concatenate(found))


def open_clusters(folder: Path) -> Clusters | None:
    """Return the clusters in ``folder``, None where there are none."""
    try:
        return Clusters(folder)
    except FileNotFoundError:
        return None


def write_clusters(folder: Path, vectors: Vectors) -> None:
    """Write the clusters of the documents' ``vectors``; of few documents none."""
    documents = len(vectors)
    if documents < _FEWEST_DOCUMENTS:
        return
    centres = _centres(vectors, int(np.sqrt(documents)))
    nearest = np.concatenate([_nearest(vectors[at : at + _CHUNK], centres) for at in range(0, documents, _CHUNK)])
    save(folder / CENTRES, centres)
    _save_documents(folder, nearest, len(centres))


def extend_clusters(folder: Path, before: Path, kept: NDArray[np.integer], added: Vectors) -> None:
    """Write the documents of each cluster: those ``kept``, by their numbers ``before``, and behind them those added.

    The centres, which are in the folder already, stay where they are.
    """
    centres = mapped(folder / CENTRES)
    ends, documents = mapped(before / "cluster_ends.npy"), mapped(before / "cluster_documents.npy")
    nearest = np.empty(len(documents), dtype=np.intp)
    nearest[documents] = np.repeat(np.arange(len(centres)), np.diff(ends, prepend=0))
    _save_documents(folder, np.concatenate((nearest[kept], _nearest(added, centres))), len(centres))


def _save_documents(folder: Path, nearest: NDArray[np.intp], clusters: int) -> None:
    """Write which documents each cluster has, given which cluster is nearest to each document."""
    save(folder / "cluster_ends.npy", np.cumsum(np.bincount(nearest, minlength=clusters)))
    save(folder / "cluster_documents.npy", np.argsort(nearest, kind="stable").astype(np.int32))


def _centres(vectors: Vectors, number: int) -> Vectors:
    """Return the directions in which the clusters lie, by spherical k-means over a part of the documents."""
    step = max(1, len(vectors) // (number * _LEARNT_FROM))
    sample = np.ascontiguousarray(vectors[::step])
    centres = sample[np.random.default_rng(_SEED).choice(len(sample), number, replace=False)]
    for _ in range(_ROUNDS):
        nearest = _nearest(sample, centres)
        order = np.argsort(nearest, kind="stable")
        held, starts = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(sample[order], starts)
        centres = centres.copy()
        centres[held] = of_length_one(sums)  # one that nobody is near stays where it is
    return centres


def _nearest(vectors: Vectors, centres: Vectors) -> NDArray[np.intp]:
    nearest: NDArray[np.intp] = np.argmax(vectors @ centres.T, axis=1)
    return nearest
