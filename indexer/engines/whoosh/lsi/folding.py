"""Folding-in: LSI vectors of an updated generation, without a new decomposition.

The term vectors stay those of the last rebuild. The vector of an added document is computed from its terms. Terms that
are new since the rebuild are ignored.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.lsi.clusters import CENTRES, Vectors, extend_clusters, normalized
from indexer.engines.whoosh.lsi.vectors import DOCUMENT_VECTORS, TERM_ROWS, TERM_VECTORS
from indexer.engines.whoosh.postings.reader import WORDS, Postings
from indexer.engines.whoosh.storage.arrays import mapped, save

SHARED = frozenset((TERM_VECTORS, CENTRES))
"""Names of the files that an updated generation shares with the previous one."""


def fold_in(folder: Path, previous: Path, words: Postings, kept: Documents) -> bool:
    """Write the vectors of an updated generation into ``folder``, which has the SHARED files already.

    The first documents of ``words`` are those ``kept`` of the ``previous`` generation, by their numbers there. The
    others were added. Return False if the previous generation has no vectors.
    """
    if not (folder / TERM_VECTORS).exists():
        return False
    previous_rows = mapped(previous / TERM_ROWS).tolist()
    row_of = dict(zip(Postings(previous, WORDS).terms, previous_rows, strict=True))
    rows = np.array([row_of.get(term, -1) for term in words.terms], dtype=np.int32)
    added = _vectors(words, np.arange(len(kept), len(words)), rows, mapped(folder / TERM_VECTORS))
    save(folder / TERM_ROWS, rows)
    save(folder / DOCUMENT_VECTORS, np.concatenate((mapped(previous / DOCUMENT_VECTORS)[kept], added)))
    if (folder / CENTRES).exists():
        extend_clusters(folder, previous, kept, added)
    return True


def _vectors(words: Postings, documents: Documents, rows: NDArray[np.int32], term_vectors: Vectors) -> Vectors:
    """Return the unit vectors of the documents. ``rows`` are the rows of all terms in ``term_vectors``, or -1."""
    vectors = np.zeros((len(documents), term_vectors.shape[1]), dtype=np.float32)
    if not len(documents):
        return vectors
    ends = np.cumsum(words.lengths[:, documents].sum(axis=0))
    for vector, tokens in zip(vectors, np.split(words.tokens_of(documents), ends[:-1]), strict=True):
        distinct, counts = np.unique(rows[tokens], return_counts=True)
        known = distinct >= 0
        # Term vectors include idf.
        vector[:] = (1 + np.log(counts[known])).astype(np.float32) @ term_vectors[distinct[known]]
    return normalized(vectors)
