"""The latent vectors of a generation -> those of the next one, without decomposing anew.

The directions stay what they were learnt from. What is new is folded in, as most of a large collection is (see
:mod:`latent`): each document lies where its words lie; words that were not known then count nothing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluation import WORDS
from indexer.engines.whoosh.lsi.clusters import CENTRES, Vectors, extend_clusters, of_length_one
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.tables import mapped, save

_TERMS = "latent_terms.npy"

SHARED = frozenset((_TERMS, CENTRES))
"""The tables that stay as they are."""


def fold_latent(folder: Path, before: Path, words: Postings, kept: NDArray[np.integer]) -> bool:
    """Write the vectors into ``folder``, where SHARED are already; return whether there were any ``before``.

    The first documents of ``words`` are those that were ``kept``, by their numbers before; the others are new.
    """
    if not (folder / _TERMS).exists():
        return False
    numbers = mapped(before / "latent_rows.npy").tolist()
    by_term = dict(zip(Postings(before, WORDS).terms, numbers, strict=True))
    rows = np.array([by_term.get(term, -1) for term in words.terms], dtype=np.int32)
    added = _vectors(words, np.arange(len(kept), len(words)), rows, mapped(folder / _TERMS))
    save(folder / "latent_rows.npy", rows)
    save(folder / "latent_documents.npy", np.concatenate((mapped(before / "latent_documents.npy")[kept], added)))
    if (folder / CENTRES).exists():
        extend_clusters(folder, before, kept, added)
    return True


def _vectors(words: Postings, documents: NDArray[np.integer], rows: NDArray[np.int32], terms: Vectors) -> Vectors:
    """Return where the documents lie, a row each, of length one."""
    vectors = np.zeros((len(documents), terms.shape[1]), dtype=np.float32)
    if not len(documents):
        return vectors
    ends = np.cumsum(words.lengths[:, documents].sum(axis=0))
    for vector, tokens in zip(vectors, np.split(words.tokens(documents), ends[:-1]), strict=True):
        held, counts = np.unique(rows[tokens], return_counts=True)
        known = held >= 0
        # A term's vector is that of one occurrence; idf is in it.
        vector[:] = (1 + np.log(counts[known])).astype(np.float32) @ terms[held[known]]
    return of_length_one(vectors)
