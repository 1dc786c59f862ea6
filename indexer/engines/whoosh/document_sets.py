"""Operations on sets of documents (ascending arrays of document numbers), and on arrays of values per document."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.integer]
"""Document numbers in ascending order, without duplicates."""

NO_DOCUMENTS = np.zeros(0, dtype=np.int32)

SPARSE = 16
"""If a set is more than SPARSE times smaller than the other set, or than the whole index, no mask is used."""

_BLOCK = 64  # number of keys in a block; the minimum of a block is fast to compute


def intersect(documents: Documents, others: Iterable[Documents]) -> Documents:
    """Return those of ``documents`` that are in all ``others``."""
    for other in others:
        documents = documents[isin(documents, other)]
    return documents


def union(sets: Sequence[Documents]) -> Documents:
    """Return the documents that are in at least one of the sets. ``sets`` must not be empty."""
    if len(sets) == 1:
        return sets[0]
    concatenated = np.concatenate(sets)
    mask = np.zeros(int(concatenated.max(initial=0)) + 1, dtype=np.bool_)
    mask[concatenated] = True
    return np.flatnonzero(mask).astype(np.int32)


def isin(documents: Documents, others: Documents) -> NDArray[np.bool_]:
    """Return for each of ``documents`` whether it is in ``others``. Both arrays must be ascending."""
    if not len(documents) or not len(others) or len(documents) * SPARSE < len(others):
        return isin_by_search(documents, others)
    mask = np.zeros(max(int(documents[-1]), int(others[-1])) + 1, dtype=np.bool_)
    mask[others] = True
    return mask[documents]


def isin_by_search(documents: NDArray[np.integer], others: Documents) -> NDArray[np.bool_]:
    """Return for each document whether the ascending ``others`` contain it. ``documents`` can be in any order."""
    if not len(others):
        return np.zeros(len(documents), dtype=np.bool_)
    at = np.minimum(np.searchsorted(others, documents), len(others) - 1)
    matches: NDArray[np.bool_] = others[at] == documents
    return matches


def values_at(documents: Documents, values: NDArray[Any], owners: Documents) -> NDArray[np.float64]:
    """Return the value of each document. ``values`` belong to ``owners``; all other documents have the value 0."""
    if len(owners) == len(documents) and np.array_equal(owners, documents):
        return values.astype(np.float64)
    if not len(owners) or not len(documents):
        return np.zeros(len(documents))
    if len(documents) * SPARSE < len(owners):
        at = np.minimum(np.searchsorted(owners, documents), len(owners) - 1)
        return np.where(owners[at] == documents, values[at], 0).astype(np.float64)
    dense = np.zeros(max(int(owners[-1]), int(documents[-1])) + 1)
    dense[owners] = values
    return dense[documents]


def smallest(keys: NDArray[Any], count: int, slack: float = 0) -> NDArray[np.intp]:
    """Return the indexes of the ``count`` smallest keys, in ascending order of the indexes.

    Also included are all other keys that exceed the largest of these keys by at most ``slack``. If ``slack`` is 0,
    these other keys are ties, which the caller can sort.
    """
    if not count:
        return np.zeros(0, dtype=np.intp)
    if count >= len(keys):
        return np.arange(len(keys))
    if len(keys) >= 2 * count * _BLOCK:
        # The count-th smallest block minimum is an upper bound of the count-th smallest key. It is fast to compute.
        minima = keys[: len(keys) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).min(axis=1)
        candidates = np.flatnonzero(keys <= np.partition(minima, count - 1)[count - 1] + slack)
    else:
        candidates = np.arange(len(keys))
    near = keys[candidates]
    kept: NDArray[np.intp] = candidates[near <= np.partition(near, count - 1)[count - 1] + slack]
    return kept
