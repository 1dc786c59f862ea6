"""Detection of pairs of texts that are nearly the same.

After A. Z. Broder, "On the resemblance and containment of documents" (1997): a text is the set of its shingles (runs of
three words), and the similarity of two texts is the Jaccard coefficient of their sets. MinHash signatures in bands
select the pairs to compare (J. Leskovec, A. Rajaraman and J. D. Ullman, "Mining of Massive Datasets", chapter 3). Their
similarity is computed exactly. About 1.6% of the pairs at the threshold are missed, and hardly any above it.

The library datasketch is not used: it keeps signatures in Python dictionaries, with ten times the memory of the arrays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis import words

THRESHOLD = 0.6
"""The lowest similarity of near-duplicates."""

_SHINGLE = 3  # words
_MIN_WORDS = 10
_BANDS, _ROWS = 30, 4
_MAX_COMPARED = 20  # earlier texts with the same band that each text is paired with
_SEED = 1997

Hashes = NDArray[np.uint32]


class Pair(NamedTuple):
    """The numbers of two texts, and their similarity from 0 to 1."""

    earlier: int
    later: int
    similarity: float


class NearDuplicates:
    """Texts to compare, numbered from 0 in the order of adding. They take 500 bytes per text and 4 bytes per word."""

    def __init__(self) -> None:
        random = np.random.default_rng(_SEED)
        largest = np.iinfo(np.uint64).max
        self._factors = random.integers(1, largest, size=(_BANDS * _ROWS, 1), dtype=np.uint64) | np.uint64(1)
        self._mixers = random.integers(1, largest, size=(_SHINGLE, 1), dtype=np.uint64) | np.uint64(1)
        self._shingles: list[Hashes] = []
        self._signatures: list[Hashes] = []
        self._compared: list[int] = []  # numbers of the texts that are long enough

    def add(self, text: str) -> None:
        """Add the next text."""
        shingles = self._shingles_of(text)
        if shingles is not None:
            self._compared.append(len(self._shingles))
            self._signatures.append(_upper(shingles.astype(np.uint64) * self._factors).min(axis=1))
        self._shingles.append(np.zeros(0, dtype=np.uint32) if shingles is None else shingles)

    def pairs(self) -> list[Pair]:
        """Return each text that nearly repeats earlier ones, paired with the most similar of them, in text order."""
        best: dict[int, Pair] = {}
        for earlier, later in self._candidates():
            similarity = _jaccard(self._shingles[earlier], self._shingles[later])
            if similarity >= THRESHOLD and (later not in best or similarity > best[later].similarity):
                best[later] = Pair(earlier, later, similarity)
        return [best[later] for later in sorted(best)]

    def _shingles_of(self, text: str) -> Hashes | None:
        """Return the sorted hashes of the distinct shingles, or None for a text that is too short to compare."""
        tokens = words(text.casefold())
        if len(tokens) < _MIN_WORDS:
            return None
        hashes = np.fromiter((crc32(token.encode(errors="replace")) for token in tokens), np.uint64, len(tokens))
        windows = np.lib.stride_tricks.sliding_window_view(hashes, _SHINGLE).T
        return np.unique(_upper((windows * self._mixers).sum(axis=0, dtype=np.uint64)))

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Yield (earlier, later) numbers of texts with an equal band, in ascending order and without repetitions."""
        if len(self._compared) < 2:
            return
        signatures, numbers = np.array(self._signatures), np.array(self._compared, dtype=np.uint64)
        count = np.uint64(len(self._shingles))
        codes = np.zeros(0, dtype=np.uint64)
        for band in np.split(signatures, _BANDS, axis=1):
            keys = (band.astype(np.uint64) * self._factors[:_ROWS, 0]).sum(axis=1, dtype=np.uint64)
            order = np.argsort(keys, kind="stable")
            keys = keys[order]
            for distance in range(1, min(_MAX_COMPARED, len(keys) - 1) + 1):
                same = np.flatnonzero(keys[distance:] == keys[:-distance])
                if not len(same):
                    break
                earlier, later = numbers[order[same]], numbers[order[same + distance]]
                codes = np.union1d(codes, earlier * count + later)
        for code in codes.tolist():
            yield divmod(code, int(count))


def _upper(hashes: NDArray[np.uint64]) -> Hashes:
    return (hashes >> np.uint64(32)).astype(np.uint32)


def _jaccard(first: Hashes, second: Hashes) -> float:
    if 2 * min(len(first), len(second)) < max(len(first), len(second)):
        return 0.0  # the sizes differ too much to reach THRESHOLD
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / (len(first) + len(second) - both)
