"""An index of words that finds the words within two edits of a typed word: the symmetric deletes of SymSpell.

Two words within two edits have equal keys after at most two letters are deleted from the first letters of each. All
keys are in one sorted array. The objects of symspellpy need ten times the memory, and slow the garbage collector.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

MOST_EDITS = 2

_LETTERS = 7  # letters are deleted from this prefix; a key has one byte for each letter
_KEPT = [
    [at for at in range(_LETTERS) if at not in deleted]
    for edits in range(MOST_EDITS + 1)
    for deleted in combinations(range(_LETTERS), edits)
]


class SimilarWords:
    """The index of ``words``, which contain ASCII characters only."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        keys = _keys(words)
        order = np.argsort(keys, axis=None)
        self._keys = keys.ravel()[order]
        self._numbers = (order % max(1, len(words))).astype(np.uint32)

    def within(self, typed: str, edits: int) -> list[tuple[str, int]]:
        """Return the other words within ``edits`` edits of ``typed``, at most MOST_EDITS, each with its distance.

        An edit is a missing, additional or wrong letter, or two swapped neighbours. ``typed`` must be ASCII.
        """
        keys = np.unique(_keys([typed]))
        starts, ends = (np.searchsorted(self._keys, keys, side) for side in ("left", "right"))
        numbers = {n for start, end in zip(starts, ends, strict=True) for n in self._numbers[start:end].tolist()}
        words = (self._words[number] for number in sorted(numbers))
        distances = ((word, OSA.distance(typed, word, score_cutoff=edits)) for word in words)
        return [(word, distance) for word, distance in distances if 0 < distance <= edits]


def _keys(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the keys of all words, with one row for each choice of deleted letters and one column for each word."""
    prefixes = np.array([word[:_LETTERS].encode() for word in words], dtype=f"S{_LETTERS}")
    letters = prefixes.view(np.uint8).reshape(len(words), _LETTERS).astype(np.uint64)
    return np.array([letters[:, kept] @ _PLACES[: len(kept)] for kept in _KEPT], dtype=np.uint64)


_PLACES = np.uint64(256) ** np.arange(_LETTERS, dtype=np.uint64)
