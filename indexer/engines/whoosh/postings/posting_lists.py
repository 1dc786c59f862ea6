"""Posting lists in memory. They are built from tokens or copied from a generation, and can be merged."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings.reader import FIELD_GAP, Postings
from indexer.engines.whoosh.storage.arrays import smallest_dtype


class PostingLists(NamedTuple):
    """The postings of a range of consecutive term numbers.

    ``frequencies`` are the document frequencies of the terms. ``documents``, ``in_first`` and ``in_second`` have one
    entry per posting. They contain the document and the number of occurrences in the first and in the second field.
    ``positions`` has one entry per occurrence. All arrays are ordered by term, then document, then position.
    """

    frequencies: NDArray[np.int64]
    documents: NDArray[np.integer]
    in_first: NDArray[np.integer]
    in_second: NDArray[np.integer]
    positions: NDArray[np.integer]


def build_lists(
    tokens: NDArray[np.int32], lengths: NDArray[np.integer], terms: int, *, max_tokens: int, max_terms: int
) -> PostingLists:
    """Return the posting lists of all terms of the documents.

    ``tokens`` are the term numbers of all tokens, in the order of the documents. ``terms`` is the number of terms.
    ``lengths`` contains the number of tokens, with one row for each of the two fields and one column per document. The
    terms are split into ranges of at most ``max_terms`` terms and ``max_tokens`` tokens. Each range is sorted
    separately. A term with more than ``max_tokens`` tokens has a separate range.
    """
    ranges = _term_ranges(np.cumsum(np.bincount(tokens, minlength=terms)), max_tokens, max_terms)
    return PostingLists(*map(np.concatenate, zip(*_sorted(tokens, lengths, ranges), strict=True)))


def select_documents(postings: Postings, documents: NDArray[np.integer]) -> PostingLists:
    """Return the posting lists of ``documents``, which must be ascending. The result numbers the documents from 0.

    All terms of ``postings`` are included, even if a term has no postings in these documents.
    """
    selected = np.zeros(len(postings), dtype=np.bool_)
    selected[documents] = True
    kept = selected[postings.documents]
    numbers = np.cumsum(selected, dtype=np.int32) - np.int32(1)
    return PostingLists(
        np.diff(np.append(0, np.cumsum(kept))[postings.ends], prepend=0),
        numbers[postings.documents[kept]],
        postings.counts[0][kept],
        postings.counts[1][kept],
        postings.positions[np.repeat(kept, postings.counts.sum(axis=0, dtype=np.int64))],
    )


def merge_lists(lists: PostingLists, others: PostingLists) -> PostingLists:
    """Merge posting lists of the same terms. All documents of ``others`` must have higher numbers."""
    at = np.repeat(np.cumsum(lists.frequencies), others.frequencies)
    ends = np.append(0, np.cumsum(_occurrences(lists)))[at]
    positions_at = np.repeat(ends, _occurrences(others))
    return PostingLists(
        lists.frequencies + others.frequencies,
        np.insert(lists.documents, at, others.documents),
        _insert(lists.in_first, at, others.in_first),
        _insert(lists.in_second, at, others.in_second),
        _insert(lists.positions, positions_at, others.positions),
    )


def _occurrences(lists: PostingLists) -> NDArray[np.integer]:
    return lists.in_first + lists.in_second.astype(np.int64)


def _insert(array: NDArray[np.integer], at: NDArray[np.int64], values: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the array with the values inserted before the indexes ``at``, in the smallest unsigned type."""
    return smallest_dtype(np.insert(array.astype(np.result_type(array, values), copy=False), at, values))


def _sorted(
    tokens: NDArray[np.int32], lengths: NDArray[np.integer], ranges: Iterator[tuple[int, int]]
) -> Iterator[PostingLists]:
    sizes = lengths.sum(axis=0)
    starts = np.cumsum(sizes) - sizes
    document_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    for low, high in ranges:
        at = np.flatnonzero((tokens >= low) & (tokens < high))
        by_term = np.argsort((tokens[at] - low).astype(np.uint16), kind="stable")  # order within terms is kept
        at = at[by_term]
        numbers, documents = tokens[at], document_of[at]
        positions = at - starts[documents]
        in_first = positions < lengths[0][documents]
        # ``first`` contains the index of the first token of each posting.
        first = np.flatnonzero(np.diff(numbers, prepend=-1) | np.diff(documents, prepend=-1))
        totals = np.diff(first, append=len(numbers))
        firsts = np.add.reduceat(in_first, first, dtype=np.int64) if len(first) else totals
        yield PostingLists(
            np.bincount(numbers[first] - low, minlength=high - low),
            documents[first],
            smallest_dtype(firsts),
            smallest_dtype(totals - firsts),
            smallest_dtype(np.where(in_first, positions, positions + FIELD_GAP)),
        )


def _term_ranges(ends: NDArray[np.int64], max_tokens: int, max_terms: int) -> Iterator[tuple[int, int]]:
    """Yield consecutive ranges that together contain all term numbers. ``ends`` are the cumulative token counts.

    A range has at most ``max_terms`` terms and ``max_tokens`` tokens. A term with more tokens has a separate range. If
    there are no terms, one empty range is yielded.
    """
    low = 0
    while True:
        before = ends[low - 1] if low else 0
        full = int(np.searchsorted(ends, before + max_tokens, side="right"))
        high = min(max(full, low + 1), low + max_terms, len(ends))
        yield low, high
        low = high
        if low >= len(ends):
            return
