"""Texts -> pairs that are nearly the same.

After A. Z. Broder, "On the resemblance and containment of documents" (1997): a text is the set of its runs of three
words, and two texts are as alike as these sets are, by Jaccard: what both hold in shares of what either holds. Which
pairs are worth comparing is told by MinHash signatures in bands (J. Leskovec, A. Rajaraman and J. D. Ullman, "Mining
of Massive Datasets", chapter 3); what is told of a pair is then exact. One of a hundred pairs that are just alike
enough may be missed, and of those more alike hardly any.

A library for this (datasketch) keeps signatures in dictionaries of Python: ten times the memory of these arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis import words

ALIKE = 0.6
_RUN = 3  # words
_FEWEST_WORDS = 10
_BANDS, _ROWS = 30, 4
_NEAREST = 20  # of many in one band, each is compared with so many before it
_SEED = 1997

Hashes = NDArray[np.uint32]


class Pair(NamedTuple):
    """Two texts by their numbers, and how alike they are, from 0 to 1."""

    earlier: int
    later: int
    likeness: float


class NearDuplicates:
    """Texts, numbered from 0 in the order of adding. Holds about 4 bytes a word, and half a kilobyte, of each."""

    def __init__(self) -> None:
        chosen = np.random.default_rng(_SEED)
        largest = np.iinfo(np.uint64).max
        self._factors = chosen.integers(1, largest, size=(_BANDS * _ROWS, 1), dtype=np.uint64) | np.uint64(1)
        self._mixers = chosen.integers(1, largest, size=(_RUN, 1), dtype=np.uint64) | np.uint64(1)
        self._runs: list[Hashes] = []
        self._signatures: list[Hashes] = []
        self._compared: list[int] = []  # the numbers of the texts that are long enough

    def add(self, text: str) -> None:
        """Add the next text."""
        runs = self._runs_of(text)
        if runs is not None:
            self._compared.append(len(self._runs))
            self._signatures.append(_upper(runs.astype(np.uint64) * self._factors).min(axis=1))
        self._runs.append(np.zeros(0, dtype=np.uint32) if runs is None else runs)

    def pairs(self) -> list[Pair]:
        """Return each text that is nearly an earlier one, with the one that is most alike; by the later one."""
        best: dict[int, Pair] = {}
        for earlier, later in self._candidates():
            likeness = _jaccard(self._runs[earlier], self._runs[later])
            if likeness >= ALIKE and (later not in best or likeness > best[later].likeness):
                best[later] = Pair(earlier, later, likeness)
        return [best[later] for later in sorted(best)]

    def _runs_of(self, text: str) -> Hashes | None:
        """Return hashes of the different runs of words, ascending; None of a text too short to compare."""
        found = words(text.casefold())
        if len(found) < _FEWEST_WORDS:
            return None
        hashes = np.fromiter((crc32(word.encode(errors="replace")) for word in found), np.uint64, len(found))
        windows = np.lib.stride_tricks.sliding_window_view(hashes, _RUN).T
        return np.unique(_upper((windows * self._mixers).sum(axis=0, dtype=np.uint64)))

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs that agree in some band, each once, ascending."""
        if len(self._compared) < 2:
            return
        signatures, numbers = np.array(self._signatures), np.array(self._compared, dtype=np.uint64)
        count = np.uint64(len(self._runs))
        found = np.zeros(0, dtype=np.uint64)
        for band in np.split(signatures, _BANDS, axis=1):
            keys = (band.astype(np.uint64) * self._factors[:_ROWS, 0]).sum(axis=1, dtype=np.uint64)
            order = np.argsort(keys, kind="stable")
            keys = keys[order]
            for distance in range(1, min(_NEAREST, len(keys) - 1) + 1):
                same = np.flatnonzero(keys[distance:] == keys[:-distance])
                if not len(same):
                    break
                earlier, later = numbers[order[same]], numbers[order[same + distance]]
                found = np.union1d(found, earlier * count + later)
        for code in found.tolist():
            yield divmod(code, int(count))


def _upper(hashes: NDArray[np.uint64]) -> Hashes:
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _jaccard(one: Hashes, other: Hashes) -> float:
    if 2 * min(len(one), len(other)) < max(len(one), len(other)):
        return 0.0  # less than ALIKE, whatever they hold
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)
