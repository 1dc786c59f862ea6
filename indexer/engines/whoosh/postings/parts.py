"""Postings of terms in memory: sorted out of the words of documents, taken over from tables, or merged of both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings.reader import GAP, Postings
from indexer.engines.whoosh.storage.tables import small

_SORTED_AT_ONCE = 1 << 21  # tokens; sorting all would take many times the room of the tables
_TERMS_AT_ONCE = 1 << 16  # numbers of 16 bits are sorted in a fraction of the time


class Part(NamedTuple):
    """The postings of some terms, one term after another: how many each has, their documents, how often in each field,
    and where.
    """

    held: NDArray[np.int64]
    documents: NDArray[np.integer]
    in_first: NDArray[np.integer]
    in_second: NDArray[np.integer]
    positions: NDArray[np.integer]


def sorted_part(tokens: NDArray[np.int32], lengths: NDArray[np.integer], terms: int) -> Part:
    """Return the postings of all terms in documents: ``tokens`` are the numbers of the terms that stand there.

    ``lengths`` are the words in the two fields: two rows, a column a document.
    """
    return Part(*map(np.concatenate, zip(*_sorted(tokens, lengths, terms), strict=True)))


def kept_part(postings: Postings, documents: NDArray[np.integer]) -> Part:
    """Return the postings in some documents, ascending, which are numbered anew."""
    kept = np.zeros(len(postings), dtype=np.bool_)
    kept[documents] = True
    standing = kept[postings.documents]
    numbers = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    return Part(
        np.diff(np.append(0, np.cumsum(standing))[postings.ends], prepend=0),
        numbers[postings.documents[standing]],
        postings.counts[0][standing],
        postings.counts[1][standing],
        postings.positions[np.repeat(standing, postings.counts.sum(axis=0, dtype=np.int64))],
    )


def merged(part: Part, other: Part) -> Part:
    """Return the postings of both, for the same terms; the documents of the other come behind those of the first."""
    at = np.repeat(np.cumsum(part.held), other.held)
    ends = np.append(0, np.cumsum(_times(part)))[at]
    places = np.repeat(ends, _times(other))
    return Part(
        part.held + other.held,
        np.insert(part.documents, at, other.documents),
        _inserted(part.in_first, at, other.in_first),
        _inserted(part.in_second, at, other.in_second),
        _inserted(part.positions, places, other.positions),
    )


def _times(part: Part) -> NDArray[np.integer]:
    return part.in_first + part.in_second.astype(np.int64)


def _inserted(array: NDArray[np.integer], at: NDArray[np.int64], values: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the array with the values put before the places ``at``, in as few bytes each as they need."""
    return small(np.insert(array.astype(np.result_type(array, values), copy=False), at, values))


def _sorted(tokens: NDArray[np.int32], lengths: NDArray[np.integer], terms: int) -> Iterator[Part]:
    """Yield the postings of all terms, so many at a time that sorting them takes little room."""
    sizes = lengths.sum(axis=0)
    starts = np.cumsum(sizes) - sizes
    document_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    for low, high in _ranges(np.cumsum(np.bincount(tokens, minlength=terms))):
        places = np.flatnonzero((tokens >= low) & (tokens < high))
        by_term = np.argsort((tokens[places] - low).astype(np.uint16), kind="stable")  # places ascend within a term
        places = places[by_term]
        numbers, documents = tokens[places], document_of[places]
        positions = places - starts[documents]
        in_first = positions < lengths[0][documents]
        first = np.flatnonzero(np.diff(numbers, prepend=-1) | np.diff(documents, prepend=-1))
        totals = np.diff(first, append=len(numbers))
        firsts = np.add.reduceat(in_first, first, dtype=np.int64) if len(first) else totals
        yield Part(
            np.bincount(numbers[first] - low, minlength=high - low),
            documents[first],
            small(firsts),
            small(totals - firsts),
            small(np.where(in_first, positions, positions + GAP)),
        )


def _ranges(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms that together cover all; ``ends`` counts the tokens up to and with each term.

    None holds more tokens than are sorted at once, unless a single term does. Without terms there is one empty range.
    """
    low = 0
    while True:
        before = ends[low - 1] if low else 0
        full = int(np.searchsorted(ends, before + _SORTED_AT_ONCE, side="right"))
        high = min(max(full, low + 1), low + _TERMS_AT_ONCE, len(ends))
        yield low, high
        low = high
        if low >= len(ends):
            return
