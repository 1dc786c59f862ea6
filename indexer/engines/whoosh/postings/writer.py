"""Words of summaries -> the tables that :mod:`postings` reads, made while summaries are added.

Two steps: :func:`read_tokens` reads the words of a few documents, in any process; a PostingsWriter collects them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings.parts import Part, kept_part, merged, sorted_part
from indexer.engines.whoosh.postings.reader import Postings, table_file
from indexer.engines.whoosh.storage.string_table import write_strings
from indexer.engines.whoosh.storage.tables import save, small
from indexer.text import analysis


class Tokens(NamedTuple):
    """The words of some documents, in order.

    ``words`` are the different ones as they are written, ``terms`` what each is indexed as. ``numbers`` say, place by
    place, which of them stands there: document after document, the second field behind the first. ``lengths`` are
    the words in the two fields, a row a document.
    """

    words: list[str]
    terms: list[str]
    numbers: NDArray[np.int32]
    lengths: NDArray[np.int32]

    def times(self) -> list[int]:
        """Return how often each of the words stands there."""
        times: list[int] = np.bincount(self.numbers, minlength=len(self.words)).tolist()
        return times


def read_tokens(texts: Iterable[tuple[str, str]]) -> Tokens:
    """Return the words of documents whose two fields hold these texts."""
    known: dict[str, int] = {}
    numbers: list[int] = []
    lengths = []
    for fields in texts:
        found = [analysis.words(text) for text in fields]
        numbers += [known.setdefault(word, len(known)) for words in found for word in words]
        lengths.append([len(words) for words in found])
    return Tokens(
        list(known),
        list(map(analysis.term, known)),
        np.array(numbers, dtype=np.int32),
        np.array(lengths, dtype=np.int32).reshape(-1, 2),
    )


class PostingsWriter:
    """Collects the words of two fields in document order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._numbers: dict[str, int] = {}
        self._by_word: dict[str, int] = {}
        self._times: Counter[str] = Counter()  # how often each word stands anywhere
        self._forms: Counter[tuple[str, int]] = Counter()  # and each form of a term, in the documents that were kept
        self._tokens: list[NDArray[np.integer]] = []
        self._lengths: list[NDArray[np.integer]] = []
        self._kept: Part | None = None  # postings of the documents that were kept

    def keep(self, postings: Postings, documents: NDArray[np.integer], removed: Tokens) -> None:
        """Begin with some documents of other postings, ascending; ``removed`` are the words of those left out.

        Called once and first. The tables will be those that adding the same documents from the start would make.
        """
        self._numbers = {term: number for number, term in enumerate(postings.terms)}
        keys = zip(postings.forms, postings.form_terms.tolist(), strict=True)
        self._forms = Counter(dict(zip(keys, postings.form_counts.tolist(), strict=True)))
        for word, term, times in zip(removed.words, removed.terms, removed.times(), strict=True):
            for form in analysis.spellings(word):
                self._forms[form, self._numbers[term]] -= times
        self._tokens.append(postings.tokens(documents))
        self._lengths.append(postings.lengths[:, documents].T)
        self._kept = kept_part(postings, documents)

    def add(self, tokens: Tokens) -> None:
        """Add the next documents."""
        for word, term, times in zip(tokens.words, tokens.terms, tokens.times(), strict=True):
            if word not in self._by_word:
                self._by_word[word] = self._numbers.setdefault(term, len(self._numbers))
            self._times[word] += times
        numbers = np.array([self._by_word[word] for word in tokens.words], dtype=np.int32)
        self._tokens.append(numbers[tokens.numbers])
        self._lengths.append(tokens.lengths)

    def save(self, folder: Path) -> None:
        """Write the postings into ``folder``. What was collected is gone then: it need not be held twice."""
        nothing = np.zeros(0, dtype=np.int32)
        tokens = np.concatenate([nothing, *self._tokens])
        self._tokens.clear()
        held = (np.bincount(tokens, minlength=len(self._numbers)) > 0).tolist()
        terms = sorted(term for term, number in self._numbers.items() if held[number])
        rank = np.zeros(len(self._numbers), dtype=np.int32)
        rank[[self._numbers[term] for term in terms]] = np.arange(len(terms))
        tokens = rank[tokens]
        self._save(folder, "tokens", tokens)
        lengths = np.concatenate([nothing.reshape(-1, 2), *self._lengths]).T
        held, documents, in_first, in_second, positions = self._postings(tokens, lengths, rank, len(terms))
        ends = np.cumsum(in_first + in_second.astype(np.int64))
        self._save(folder, "ends", np.cumsum(held))
        self._save(folder, "documents", documents)
        self._save(folder, "counts", np.array([in_first, in_second]))
        self._save(folder, "position_starts", small(np.concatenate(([0], ends))))
        self._save(folder, "positions", positions)
        self._save(folder, "lengths", lengths)
        self._save_lexicon(folder, terms, rank)

    def _postings(
        self, tokens: NDArray[np.int32], lengths: NDArray[np.integer], rank: NDArray[np.int32], terms: int
    ) -> Part:
        """Return the postings of all documents; sorts only what is new."""
        kept, self._kept = self._kept, None
        if kept is None:
            return sorted_part(tokens, lengths, terms)
        held = np.zeros(terms, dtype=np.int64)
        known = np.flatnonzero(kept.held)  # in the order of the terms, old and new
        held[rank[known]] = kept.held[known]
        documents = len(self._lengths[0])
        added = sorted_part(tokens[self._lengths[0].sum() :], lengths[:, documents:], terms)
        return merged(kept._replace(held=held), added._replace(documents=added.documents + np.int32(documents)))

    def _save_lexicon(self, folder: Path, terms: list[str], rank: NDArray[np.int32]) -> None:
        """Write the terms in their order, and the forms in which each is written, in that of the forms."""
        for word, number in self._by_word.items():
            for form in analysis.spellings(word):
                self._forms[form, number] += self._times[word]
        ranks = rank.tolist()
        forms = sorted((form, ranks[number], times) for (form, number), times in self._forms.items() if times)
        write_strings(folder, f"{self._name}_terms", terms)
        write_strings(folder, f"{self._name}_forms", (form for form, _, _ in forms))
        self._save(folder, "form_terms", np.array([number for _, number, _ in forms], dtype=np.int32))
        self._save(folder, "form_counts", np.array([times for _, _, times in forms], dtype=np.int64))

    def _save(self, folder: Path, table: str, array: NDArray[np.integer]) -> None:
        save(table_file(folder, self._name, f"{table}.npy"), array)
