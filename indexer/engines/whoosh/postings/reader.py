"""Reader of postings, which are memory-mapped arrays of the documents, counts and positions of terms.

Whoosh stores the same postings, but reading them one by one in Python takes a hundred times as long. Each set of tables
contains two fields: title and text, author and journal, or identity and source. The module :mod:`.phrases` compares
positions.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines import surface_forms
from indexer.engines.whoosh import document_sets
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS, Documents
from indexer.engines.whoosh.storage.arrays import StringTable, mapped
from indexer.text import analysis

WORDS = "words"  # name of the tables of title and text
CITATIONS = "citations"  # name of the tables of author and journal
REFERENCES = "references"  # name of the tables of identity and source
FIELD_GAP = 1000
"""Number of unused positions between the two fields.

This number exceeds the length of every phrase match and proximity match, so that no match spans both fields.
"""

_CACHED_NUMBERS = 4096


class TermPostings(NamedTuple):
    """The documents that contain a term, in ascending order, and the occurrence counts of the term in each field."""

    documents: NDArray[np.integer]
    in_first: NDArray[np.integer]
    in_second: NDArray[np.integer]


_NO_POSTINGS = TermPostings(NO_DOCUMENTS, NO_DOCUMENTS, NO_DOCUMENTS)


class Postings:
    """The postings of one generation.

    ``terms`` are all terms in ascending order. The number of a term is its index in ``terms``. ``number(term)`` returns
    this number, or None for an unknown term. ``lengths`` contains the number of tokens, with one row for each of the
    two fields and one column per document. ``max_length`` is the number of tokens of the longest document.

    ``forms`` are the written forms of all terms in ascending order. ``form_terms`` contains the term number of each
    form. ``form_counts`` contains the number of occurrences of each form. ``tokens`` are the term numbers of all
    tokens. The tokens of a document start at ``token_starts[document]``. The positions of posting ``i`` are
    ``positions[position_starts[i] : position_starts[i + 1]]``.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.terms = StringTable(folder, f"{name}_terms")
        self.forms = StringTable(folder, f"{name}_forms")
        # A cached method would create a reference cycle. The cycle would keep the files open until garbage collection.
        self.number = lru_cache(_CACHED_NUMBERS)(partial(_index_of, self.terms))
        tables = ("ends", "documents", "counts", "position_starts", "positions", "lengths", "tokens")
        self.ends, self.documents, self.counts, self.position_starts, self.positions, self.lengths, self.tokens = (
            mapped(table_path(folder, name, table)) for table in tables
        )
        self.form_terms, self.form_counts = (
            mapped(table_path(folder, name, table)) for table in ("form_terms", "form_counts")
        )
        self.token_starts = np.append(0, np.cumsum(self.lengths.sum(axis=0, dtype=np.int64)))
        self.max_length = int(np.diff(self.token_starts).max(initial=0))

    def __len__(self) -> int:
        """Return the number of documents."""
        return int(self.lengths.shape[1])

    def bounds(self, number: int) -> tuple[int, int]:
        """Return the start and the end of the postings of a term, as indexes in ``documents``."""
        return (int(self.ends[number - 1]) if number else 0), int(self.ends[number])

    def slice_of(self, term: str) -> slice:
        """Return the slice of ``documents`` with the postings of a term. The slice is empty for an unknown term."""
        number = self.number(term)
        return slice(0, 0) if number is None else slice(*self.bounds(number))

    def of(self, *terms: str) -> TermPostings:
        """Return the postings of the terms, merged as if they were one term. Unknown terms have no postings."""
        lists = [self._of(number) for term in terms if (number := self.number(term)) is not None]
        if len(lists) == 1:
            return lists[0]
        if not lists:
            return _NO_POSTINGS
        documents, *counts = map(np.concatenate, zip(*lists, strict=True))
        if len(documents) * document_sets.SPARSE < len(self):
            distinct, at = np.unique(documents, return_inverse=True)
            return TermPostings(distinct, *(np.bincount(at, weights=field).astype(np.int64) for field in counts))
        first, second = (np.bincount(documents, weights=field, minlength=len(self)) for field in counts)
        distinct = np.flatnonzero(first + second)
        return TermPostings(distinct, first[distinct].astype(np.int64), second[distinct].astype(np.int64))

    def containing_all(self, terms: Sequence[str]) -> Documents:
        """Return the documents that contain all the terms, in ascending order. A term can occur in either field."""
        documents, *others = sorted((self.of(term).documents for term in set(terms)), key=len)
        for other in others:
            documents = documents[document_sets.isin_by_search(documents, other)]
        return documents

    def occurrences(self, number: int) -> int:
        """Return the number of occurrences of a term in all documents."""
        start, end = self.bounds(number)
        return int(self.position_starts[end]) - int(self.position_starts[start])

    def with_prefix(self, prefix: str) -> dict[str, int]:
        """Return the document frequency of each term that has a written form with this prefix."""
        numbers: set[int] = set()
        for start in analysis.spellings(prefix):
            at = bisect_left(self.forms, start)
            while at < len(self.forms) and self.forms[at].startswith(start):
                numbers.add(int(self.form_terms[at]))
                at += 1
        return {self.terms[number]: int(np.subtract(*self.bounds(number)[::-1])) for number in numbers}

    def word_frequencies(self, most: int) -> dict[str, int]:
        """Return the document frequency of the term of each form that :func:`is_plain_word` accepts.

        The result contains the ``most`` most frequent forms, in descending order of frequency, then in ascending order.
        """
        ends = self.ends.astype(np.int64)
        frequencies = np.diff(ends, prepend=0)[self.form_terms].tolist()
        words = [pair for pair in zip(self.forms, frequencies, strict=True) if surface_forms.is_plain_word(pair[0])]
        return dict(sorted(words, key=lambda pair: (-pair[1], pair[0]))[:most])

    def tokens_of(self, documents: Documents) -> NDArray[np.integer]:
        """Return the term numbers of all tokens of ``documents``, which must be ascending, as one array."""
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[documents] = True
        return self.tokens[np.repeat(mask, np.diff(self.token_starts))]

    def _of(self, number: int) -> TermPostings:
        start, end = self.bounds(number)
        return TermPostings(self.documents[start:end], self.counts[0, start:end], self.counts[1, start:end])


def _index_of(strings: StringTable, string: str) -> int | None:
    """Return the index of ``string`` in ``strings``, or None. ``strings`` must be in ascending order."""
    at = bisect_left(strings, string)
    return at if at < len(strings) and strings[at] == string else None


def table_path(folder: Path, name: str, table: str) -> Path:
    """Return the path of the array ``table`` of the postings ``name`` in the folder of a generation."""
    return folder / f"{name}_{table}.npy"
