"""Which words stand where, as arrays: what is found, ranked and decomposed is reckoned from them.

Whoosh holds the same; but reading its postings one by one in Python takes a hundred times as long as reading an
array. Written beside the Whoosh segment, mapped into memory. One set of tables holds two fields: title and text, or
author and journal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer import deadlines
from indexer.engines.whoosh.storage.string_table import Strings
from indexer.engines.whoosh.storage.tables import mapped
from indexer.text import analysis

# Between the positions of the two fields: more than the longest query can reach over, so that no phrase crosses.
GAP = 1000
_FEW = 16  # fewer than one document in so many: sorting them is less than going through all
_KEPT_NUMBERS = 4096
_AT_ONCE = 2048  # documents whose places are compared at once: of frequent words there are hundreds in each
_NOWHERE = np.iinfo(np.int64).max


class TermPostings(NamedTuple):
    """The documents that hold a term in either field, ascending, and how often each has it in the two."""

    documents: NDArray[np.integer]
    in_first: NDArray[np.integer]
    in_second: NDArray[np.integer]


class Postings:
    """The postings of one generation.

    ``terms`` are ascending; ``number`` gives the place of one in them, None where no document holds it. ``lengths``
    are the words in the two fields: two rows, a column a document. ``forms`` are how terms are written, ascending, each
    with the number of its term and how often it stands anywhere.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.terms = Strings(folder, f"{name}_terms")
        self.forms = Strings(folder, f"{name}_forms")
        self.form_terms, self.form_counts = (
            mapped(table_file(folder, name, f"form_{table}.npy")) for table in ("terms", "counts")
        )
        # Bound to the terms, not to this object: a cycle would keep the tables open until the collector comes by.
        self.number = lru_cache(_KEPT_NUMBERS)(partial(_place, self.terms))
        tables = ("ends", "documents", "counts", "position_starts", "positions", "lengths")
        self.ends, self.documents, self.counts, self._position_starts, self.positions, self.lengths = (
            mapped(table_file(folder, name, f"{table}.npy")) for table in tables
        )
        self._tokens = mapped(table_file(folder, name, "tokens.npy"))  # the terms of all words, document by document
        self._token_starts = np.append(0, np.cumsum(self.lengths.sum(axis=0, dtype=np.int64)))
        # A place is a document's number times this, plus a position in it.
        self._stride = (int(self.lengths.sum(axis=0).max()) if len(self) else 0) + 2 * GAP

    def __len__(self) -> int:
        return int(self.lengths.shape[1])

    def range_of(self, term: str) -> slice:
        """Return where the postings of a term stand in ``documents``; nowhere where no document holds it."""
        number = self.number(term)
        return slice(0, 0) if number is None else slice(*self._ends(self.ends, number))

    def of(self, *terms: str) -> TermPostings:
        """Return the postings of a term, or of several as if they were one; empty ones where no document holds any."""
        found = [self._of(number) for term in terms if (number := self.number(term)) is not None]
        if len(found) == 1:
            return found[0]
        if not found:
            nothing = np.zeros(0, dtype=np.int32)
            return TermPostings(nothing, nothing, nothing)
        documents = np.concatenate([of.documents for of in found])
        counts = [np.concatenate(each) for each in zip(*((of.in_first, of.in_second) for of in found), strict=True)]
        if len(documents) * _FEW < len(self):
            held, places = np.unique(documents, return_inverse=True)
            return TermPostings(held, *(np.bincount(places, weights=each).astype(np.int64) for each in counts))
        first, second = (np.bincount(documents, weights=each, minlength=len(self)) for each in counts)
        held = np.flatnonzero(first + second)
        return TermPostings(held, first[held].astype(np.int64), second[held].astype(np.int64))

    def holding_phrase(self, terms: Sequence[str], of_first: bool | None) -> NDArray[np.integer]:
        """Return the documents that hold the terms one right after another in one field, ascending."""
        documents, in_first = self._phrases(terms)
        if of_first is not None:
            documents = documents[in_first == of_first]
        return documents[np.flatnonzero(np.diff(documents, prepend=-1))]

    def occurrences(
        self, terms: Sequence[str], documents: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how often each of ``documents``, ascending, holds the terms in a row, in each field."""
        found, in_first = self._phrases(terms)
        kept = among(found, documents)
        at, in_first = np.searchsorted(documents, found[kept]), in_first[kept]
        counts = [np.bincount(at[held], minlength=len(documents)) for held in (in_first, ~in_first)]
        return counts[0], counts[1]

    def holding_near(self, terms: Sequence[str], distance: int, of_first: bool | None) -> NDArray[np.int64]:
        """Return the documents that hold the terms, in any order, in one field, with at most ``distance`` others
        between the first and the last; ascending. A term that is given twice must stand there twice.
        """
        common = self._holding_all(terms)
        runs = [common[at : at + _AT_ONCE] for at in range(0, len(common), _AT_ONCE)]
        found = [self._holding_near(terms, distance, of_first, documents) for documents in runs]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def beginning(self, prefix: str) -> list[str]:
        """Return the terms of which a written form begins with ``prefix``; the most frequent first, then by name."""
        numbers: set[int] = set()
        for start in analysis.spellings(prefix):
            at = bisect_left(self.forms, start)
            while at < len(self.forms) and self.forms[at].startswith(start):
                numbers.add(int(self.form_terms[at]))
                at += 1
        held = {number: int(np.subtract(*self._ends(self.ends, number)[::-1])) for number in numbers}
        return [self.terms[n] for n in sorted(numbers, key=lambda number: (-held[number], self.terms[number]))]

    def tokens(self, documents: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the numbers of the terms of all words of the documents, which are ascending: one after another."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[documents] = True
        return self._tokens[np.repeat(mask, np.diff(self._token_starts))]

    def _of(self, number: int) -> TermPostings:
        start, end = self._ends(self.ends, number)
        return TermPostings(self.documents[start:end], self.counts[0, start:end], self.counts[1, start:end])

    def _phrases(self, terms: Sequence[str]) -> tuple[NDArray[np.integer], NDArray[np.bool_]]:
        """Return where the terms stand one right after another: the documents, ascending, and whether in the first
        field; a document as often as the terms stand in it.

        Where the rarest term stands, it is looked which words stand around it.
        """
        numbers = [self.number(term) for term in terms]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.bool_)
        order = sorted(range(len(known)), key=lambda place: self._times(known[place]))
        documents, starts, in_first = self._standing(known[order[0]], order[0], len(known))
        for place in order[1:]:
            follows = self._tokens[starts + place] == known[place]
            documents, starts, in_first = documents[follows], starts[follows], in_first[follows]
        return documents, in_first

    def _standing(
        self, number: int, place: int, length: int
    ) -> tuple[NDArray[np.integer], NDArray[np.int64], NDArray[np.bool_]]:
        """Return where runs of ``length`` tokens with a term at their ``place`` stand whole in one field: documents,
        places of their first tokens among all tokens, whether in the first field.
        """
        start, end = self._ends(self.ends, number)
        sizes = np.diff(self._position_starts[start : end + 1])
        documents = np.repeat(self.documents[start:end], sizes)
        positions = self.positions[int(self._position_starts[start]) : int(self._position_starts[end])]
        first, second = self.lengths[0][documents], self.lengths[1][documents]
        in_first = positions < first
        within = np.where(in_first, positions, positions - np.int64(GAP) - first) - place  # one field's tokens
        whole = (within >= 0) & (within + length <= np.where(in_first, first, second))
        documents, in_first = documents[whole], in_first[whole]
        starts = self._token_starts[documents] + within[whole] + np.where(in_first, 0, first[whole])
        return documents, starts, in_first

    def _holding_near(
        self, terms: Sequence[str], distance: int, of_first: bool | None, common: NDArray[np.integer]
    ) -> NDArray[np.int64]:
        """Return what :meth:`holding_near` does of the documents ``common``, which hold all the terms."""
        deadlines.check()
        places = {term: self._places(term, common, of_first) for term in terms}
        starts = np.unique(np.concatenate(list(places.values())))
        ends = np.zeros_like(starts)
        for term, times in Counter(terms).items():
            following = np.append(places[term], np.full(times, _NOWHERE))
            ends = np.maximum(ends, following[np.searchsorted(places[term], starts) + times - 1])
        return self._documents_of(starts[ends - starts < len(terms) + distance])

    def _times(self, number: int) -> int:
        """Return how often a term stands anywhere."""
        start, end = self._ends(self.ends, number)
        return int(self._position_starts[end]) - int(self._position_starts[start])

    def _documents_of(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the documents that hold the places, which are ascending, each once."""
        documents = places // self._stride
        return documents[np.flatnonzero(np.diff(documents, prepend=-1))]

    def _holding_all(self, terms: Sequence[str]) -> NDArray[np.integer]:
        """Return the documents that hold all the terms in either field, ascending."""
        documents, *others = sorted((self.of(term).documents for term in set(terms)), key=len)
        for held in others:
            documents = documents[among(documents, held)]
        return documents

    def _places(self, term: str, documents: NDArray[np.integer], of_first: bool | None) -> NDArray[np.int64]:
        """Return where a term stands in the documents, which hold it, in one field (None: in either), ascending."""
        number = self.number(term)
        if number is None or not len(documents):
            return np.zeros(0, dtype=np.int64)
        start, end = self._ends(self.ends, number)
        held = self.documents[start:end]
        if len(documents) == len(held):
            first, last = int(self._position_starts[start]), int(self._position_starts[end])
            sizes = np.diff(self._position_starts[start : end + 1])
            positions = self.positions[first:last]
        else:
            # The positions of those documents alone: a phrase of a rare and a frequent word is a rare thing.
            at = start + np.searchsorted(held, documents)
            starts = self._position_starts[at].astype(np.int64)
            sizes = self._position_starts[at + 1] - starts
            positions = self.positions[np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())]
        of = np.repeat(documents.astype(np.int64), sizes)
        places: NDArray[np.int64] = of * self._stride + positions
        return places if of_first is None else places[(positions < self.lengths[0][of]) == of_first]

    @staticmethod
    def _ends(ends: NDArray[np.int64], number: int) -> tuple[int, int]:
        return (int(ends[number - 1]) if number else 0), int(ends[number])


def _place(strings: Strings, string: str) -> int | None:
    """Return the place of a string among others in order; None where it is not there."""
    place = bisect_left(strings, string)
    return place if place < len(strings) and strings[place] == string else None


def among(wanted: NDArray[np.integer], known: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Return which of ``wanted`` stand in ``known``, which are ascending."""
    if not len(known):
        return np.zeros(len(wanted), dtype=np.bool_)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted
    return found


def table_file(folder: Path, name: str, table: str) -> Path:
    """Return the path of a table in the folder of a generation."""
    return folder / f"{name}_{table}"
