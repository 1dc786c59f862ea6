"""Detection of pairs of texts that are nearly the same.

The method is that of A. Z. Broder, "On the resemblance and containment of documents" (1997). A shingle is a sequence of
three words. The similarity of two texts is the Jaccard coefficient of their sets of shingles. MinHash signatures in
bands select the pairs to compare (J. Leskovec, A. Rajaraman and J. D. Ullman, "Mining of Massive Datasets", chapter 3).
The similarity of each selected pair is computed exactly. The selection misses about 1.6% of the pairs whose similarity
is equal to the threshold, and very few pairs with a higher similarity.

The library datasketch is not used, because it stores signatures in Python dictionaries. These need ten times the memory
of arrays.
"""

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
_MAX_COMPARED = 20  # largest number of earlier texts with the same band that a text is compared with
_SEED = 1997

Hashes = NDArray[np.uint32]


class Pair(NamedTuple):
    """The numbers of two texts, and the similarity of the texts, from 0 to 1."""

    earlier: int
    later: int
    similarity: float


class NearDuplicates:
    """A collection of texts to compare. Texts are numbered from 0 in the order in which they are added.

    The collection needs 500 bytes of memory per text and 4 bytes per word.
    """

    def __init__(self) -> None:
        random = np.random.default_rng(_SEED)
        largest = np.iinfo(np.uint64).max
        self._factors = random.integers(1, largest, size=(_BANDS * _ROWS, 1), dtype=np.uint64) | np.uint64(1)
        self._mixers = random.integers(1, largest, size=(_SHINGLE, 1), dtype=np.uint64) | np.uint64(1)
        self._shingles: list[Hashes] = []
        self._signatures: list[Hashes] = []
        self._compared: list[int] = []  # numbers of the texts that are long enough

    def add(self, text: str) -> None:
        """Add a text. It gets the next number."""
        shingles = self._shingles_of(text)
        if shingles is not None:
            self._compared.append(len(self._shingles))
            self._signatures.append(_upper(shingles.astype(np.uint64) * self._factors).min(axis=1))
        self._shingles.append(np.zeros(0, dtype=np.uint32) if shingles is None else shingles)

    def pairs(self) -> list[Pair]:
        """Return for each near-duplicate text, in order, the pair with its most similar earlier text."""
        best: dict[int, Pair] = {}
        for earlier, later in self._candidates():
            similarity = _jaccard(self._shingles[earlier], self._shingles[later])
            if similarity >= THRESHOLD and (later not in best or similarity > best[later].similarity):
                best[later] = Pair(earlier, later, similarity)
        return [best[later] for later in sorted(best)]

    def _shingles_of(self, text: str) -> Hashes | None:
        """Return the sorted hashes of the distinct shingles, or None if the text is too short to be compared."""
        tokens = words(text.casefold())
        if len(tokens) < _MIN_WORDS:
            return None
        hashes = np.fromiter((crc32(token.encode(errors="replace")) for token in tokens), np.uint64, len(tokens))
        windows = np.lib.stride_tricks.sliding_window_view(hashes, _SHINGLE).T
        return np.unique(_upper((windows * self._mixers).sum(axis=0, dtype=np.uint64)))

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Yield (earlier, later) once for each pair of texts with an equal band, in ascending order."""
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
