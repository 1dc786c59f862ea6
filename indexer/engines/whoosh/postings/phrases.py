"""Search for phrases and for terms near each other, by comparison of tokens and positions."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer import deadlines
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS, Documents, isin_by_search
from indexer.engines.whoosh.postings.reader import FIELD_GAP, Postings

BATCH = 2048  # documents whose positions are compared between two checks of the deadline

_BEYOND = np.iinfo(np.int64).max

_Runs = tuple[NDArray[np.integer], NDArray[np.int64], NDArray[np.bool_]]


def phrase_documents(postings: Postings, terms: Sequence[str], in_first: bool | None) -> Documents:
    """Return the documents that contain the terms one directly after the other in one field, in ascending order.

    If ``in_first`` is True, only the first field is searched. If it is False, only the second field is searched. If it
    is None, both fields are searched.
    """
    documents, matches_in_first = _phrase_occurrences(postings, terms)
    if in_first is not None:
        documents = documents[matches_in_first == in_first]
    return _distinct(documents)


def phrase_counts(
    postings: Postings, terms: Sequence[str], documents: Documents
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return two arrays: the number of occurrences of the phrase in the first and second field of each document."""
    owners, in_first = _phrase_occurrences(postings, terms)
    kept = isin_by_search(owners, documents)
    at, in_first = np.searchsorted(documents, owners[kept]), in_first[kept]
    counts = [np.bincount(at[field], minlength=len(documents)) for field in (in_first, ~in_first)]
    return counts[0], counts[1]


def nearby_documents(
    postings: Postings, terms: Sequence[str], distance: int, in_first: bool | None, batch: int = BATCH
) -> Documents:
    """Return the documents that contain the terms near each other in one field, in ascending order.

    The terms can occur in any order. At most ``distance`` other tokens are between the first and the last of the terms.
    A term that is given twice must occur twice. ``in_first`` selects the field as in :func:`phrase_documents`. The
    deadline is checked every ``batch`` documents, because a frequent term can have hundreds of positions in a document.
    """
    common = postings.containing_all(terms)
    batches = [common[at : at + batch] for at in range(0, len(common), batch)]
    matches = [_nearby(postings, terms, distance, in_first, documents) for documents in batches]
    return np.concatenate(matches) if matches else NO_DOCUMENTS


def _phrase_occurrences(postings: Postings, terms: Sequence[str]) -> tuple[NDArray[np.integer], NDArray[np.bool_]]:
    """Return two arrays with one entry per occurrence of the phrase.

    The first array contains the document, in ascending order. The second array is True for occurrences in the first
    field. The function compares the tokens around each occurrence of the rarest term with the other terms.
    """
    numbers = [postings.number(term) for term in terms]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return NO_DOCUMENTS, np.zeros(0, dtype=np.bool_)
    order = sorted(range(len(known)), key=lambda at: postings.occurrences(known[at]))
    documents, starts, in_first = _possible_runs(postings, known[order[0]], order[0], len(known))
    for at in order[1:]:
        follows = postings.tokens[starts + at] == known[at]
        documents, starts, in_first = documents[follows], starts[follows], in_first[follows]
    return documents, in_first


def _possible_runs(postings: Postings, number: int, at: int, length: int) -> _Runs:
    """Return the runs of ``length`` consecutive tokens in one field that have the term ``number`` at index ``at``.

    The three arrays have one entry per run. They contain the document, the index of the first token in
    ``postings.tokens``, and whether the run is in the first field.
    """
    start, end = postings.bounds(number)
    sizes = np.diff(postings.position_starts[start : end + 1])
    documents = np.repeat(postings.documents[start:end], sizes)
    positions = postings.positions[int(postings.position_starts[start]) : int(postings.position_starts[end])]
    first, second = postings.lengths[0][documents], postings.lengths[1][documents]
    in_first = positions < first
    offsets = np.where(in_first, positions, positions - np.int64(FIELD_GAP) - first) - at  # of the run
    whole = (offsets >= 0) & (offsets + length <= np.where(in_first, first, second))
    documents, in_first = documents[whole], in_first[whole]
    starts = postings.token_starts[documents] + offsets[whole] + np.where(in_first, 0, first[whole])
    return documents, starts, in_first


def _nearby(
    postings: Postings, terms: Sequence[str], distance: int, in_first: bool | None, documents: Documents
) -> Documents:
    """Return those of ``documents`` with the terms near each other. All ``documents`` must contain all terms."""
    deadlines.check()
    stride = postings.max_length + 2 * FIELD_GAP  # greater than every position
    places = {term: _places(postings, term, documents, in_first, stride) for term in terms}
    starts = np.unique(np.concatenate(list(places.values())))
    ends = np.zeros_like(starts)
    for term, times in Counter(terms).items():
        following = np.append(places[term], np.full(times, _BEYOND))
        ends = np.maximum(ends, following[np.searchsorted(places[term], starts) + times - 1])
    return _distinct(starts[ends - starts < len(terms) + distance] // stride)


def _places(
    postings: Postings, term: str, documents: Documents, in_first: bool | None, stride: int
) -> NDArray[np.int64]:
    """Return the places of a term in ``documents``, in ascending order. All ``documents`` must contain the term.

    A place is document * ``stride`` + position.
    """
    number = postings.number(term)
    if number is None or not len(documents):
        return np.zeros(0, dtype=np.int64)
    start, end = postings.bounds(number)
    holders = postings.documents[start:end]
    if len(documents) == len(holders):
        first, last = int(postings.position_starts[start]), int(postings.position_starts[end])
        sizes = np.diff(postings.position_starts[start : end + 1])
        positions = postings.positions[first:last]
    else:
        # Read only the positions in ``documents``. There are few of them if another term is rare.
        at = start + np.searchsorted(holders, documents)
        starts = postings.position_starts[at].astype(np.int64)
        sizes = postings.position_starts[at + 1] - starts
        positions = postings.positions[np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())]
    owners = np.repeat(documents.astype(np.int64), sizes)
    places: NDArray[np.int64] = owners * stride + positions
    return places if in_first is None else places[(positions < postings.lengths[0][owners]) == in_first]


def _distinct(documents: NDArray[np.integer]) -> Documents:
    """Return the ascending ``documents`` without duplicates."""
    return documents[np.flatnonzero(np.diff(documents, prepend=-1))]
