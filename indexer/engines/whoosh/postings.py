"""Which words stand where how often, as arrays: what ranking and the latent vectors are reckoned from.

Whoosh holds the same, and phrases are found by its positions; but reading its postings one by one in Python takes
a hundred times as long as reading an array. Written beside the Whoosh segment, mapped into memory.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import terms

_TERMS = "terms.json"
_MOST = np.iinfo(np.uint16).max


class TermPostings(NamedTuple):
    """The documents that hold a term in title or text, ascending, and how often each has it in either."""

    documents: NDArray[np.int32]
    in_title: NDArray[np.uint16]
    in_text: NDArray[np.uint16]


class PostingsWriter:
    """Collects the postings in document order."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.uint16]] = []
        self._lengths: list[tuple[int, int]] = []

    def add(self, title: str, text: str) -> None:
        """Add the next document."""
        in_title, in_text = Counter(terms(title)), Counter(terms(text))
        numbers, known = list[int](), self._numbers
        for term in in_title | in_text:
            numbers.append(known.setdefault(term, len(known)))
        counts = [[min(found[term], _MOST) for term in in_title | in_text] for found in (in_title, in_text)]
        self._terms.append(np.array(numbers, dtype=np.int32))
        self._counts.append(np.array(counts, dtype=np.uint16).reshape(2, -1))
        self._lengths.append((in_title.total(), in_text.total()))

    def save(self, folder: Path) -> None:
        """Write the postings into ``folder``."""
        sizes = [len(numbers) for numbers in self._terms]
        documents = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        numbers = np.concatenate([*self._terms, np.zeros(0, dtype=np.int32)])
        counts = np.concatenate([*self._counts, np.zeros((2, 0), dtype=np.uint16)], axis=1)
        order = np.argsort(numbers, kind="stable")  # documents stay ascending within a term
        ends = np.cumsum(np.bincount(numbers, minlength=len(self._numbers)))
        np.save(folder / "posting_ends.npy", ends.astype(np.int64))
        np.save(folder / "posting_documents.npy", documents[order])
        np.save(folder / "posting_counts.npy", counts[:, order])
        np.save(folder / "lengths.npy", np.array(self._lengths, dtype=np.int32).reshape(-1, 2).T)
        (folder / _TERMS).write_text(json.dumps(list(self._numbers), ensure_ascii=False), encoding="utf-8")


class Postings:
    """The postings of one generation. ``lengths`` are the words in title and text: two rows, a column a document."""

    def __init__(self, folder: Path) -> None:
        self.terms: list[str] = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
        self._numbers = {term: number for number, term in enumerate(self.terms)}
        self.ends = np.load(folder / "posting_ends.npy", mmap_mode="r")
        self.documents = np.load(folder / "posting_documents.npy", mmap_mode="r")
        self.counts = np.load(folder / "posting_counts.npy", mmap_mode="r")
        self.lengths = np.load(folder / "lengths.npy", mmap_mode="r")

    def __len__(self) -> int:
        return int(self.lengths.shape[1])

    def number(self, term: str) -> int | None:
        """Return the number of a term, its place in ``terms``; None where no document holds it."""
        return self._numbers.get(term)

    def of(self, term: str) -> TermPostings:
        """Return the postings of a term, empty ones where no document holds it."""
        number = self.number(term)
        start, end = (0, 0) if number is None else (self.ends[number - 1] if number else 0, self.ends[number])
        return TermPostings(self.documents[start:end], self.counts[0, start:end], self.counts[1, start:end])
