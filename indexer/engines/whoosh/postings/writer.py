"""Writer of postings, and the tokenized texts that the writer collects. Worker processes can tokenize texts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.postings.posting_lists import PostingLists, build_lists, merge_lists, select_documents
from indexer.engines.whoosh.postings.reader import Postings, table_path
from indexer.engines.whoosh.storage.arrays import save, smallest_dtype, write_strings
from indexer.text import analysis


class TokenizedTexts(NamedTuple):
    """The tokens of a batch of documents.

    ``words`` are the distinct words as written, and ``terms`` contains the term of each word. ``numbers`` contains the
    index in ``words`` of each token. Tokens are in document order, and the first field comes before the second field.
    ``lengths`` contains the number of tokens, with one row per document and one column for each of the two fields.
    """

    words: list[str]
    terms: list[str]
    numbers: NDArray[np.int32]
    lengths: NDArray[np.int32]

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Yield (word, term, number of occurrences) for each distinct word."""
        return zip(self.words, self.terms, np.bincount(self.numbers, minlength=len(self.words)).tolist(), strict=True)


def tokenize(texts: Iterable[tuple[str, str]]) -> TokenizedTexts:
    """Return the tokens of documents. ``texts`` contains the texts of the two fields of each document."""
    known: dict[str, int] = {}
    numbers: list[int] = []
    lengths = []
    for fields in texts:
        tokenized = [analysis.words(text) for text in fields]
        numbers += [known.setdefault(word, len(known)) for words in tokenized for word in words]
        lengths.append([len(words) for words in tokenized])
    return TokenizedTexts(
        list(known),
        list(map(analysis.term, known)),
        np.array(numbers, dtype=np.int32),
        np.array(lengths, dtype=np.int32).reshape(-1, 2),
    )


class PostingsWriter:
    """Collector of the tokens of two fields, in document order.

    ``name`` is the name of the tables. At most ``max_sorted_tokens`` tokens and ``max_sorted_terms`` terms are sorted
    at once. A sort of all tokens would need many times the memory of the tables. ``max_sorted_terms`` must be at most
    65536, because 16-bit numbers are sorted fast.
    """

    def __init__(self, name: str, *, max_sorted_tokens: int = 1 << 21, max_sorted_terms: int = 1 << 16) -> None:
        self._name = name
        self._limits = {"max_tokens": max_sorted_tokens, "max_terms": max_sorted_terms}
        self._term_numbers: dict[str, int] = {}
        self._number_of_word: dict[str, int] = {}
        self._word_counts: Counter[str] = Counter()
        self._form_counts: Counter[tuple[str, int]] = Counter()  # by form and term number
        self._tokens: list[NDArray[np.integer]] = []
        self._lengths: list[NDArray[np.integer]] = []
        self._kept: PostingLists | None = None  # posting lists of the documents that keep() copied

    def keep(self, postings: Postings, documents: Documents, removed: TokenizedTexts) -> None:
        """Copy ``documents`` from ``postings``. Call this at most once, and before ``add``.

        ``removed`` are the tokenized texts of all other documents in ``postings``.
        """
        self._term_numbers = {term: number for number, term in enumerate(postings.terms)}
        keys = zip(postings.forms, postings.form_terms.tolist(), strict=True)
        self._form_counts = Counter(dict(zip(keys, postings.form_counts.tolist(), strict=True)))
        for word, term, count in removed.counted():
            for form in analysis.spellings(word):
                self._form_counts[form, self._term_numbers[term]] -= count
        self._tokens.append(postings.tokens_of(documents))
        self._lengths.append(postings.lengths[:, documents].T)
        self._kept = select_documents(postings, documents)

    def add(self, texts: TokenizedTexts) -> None:
        """Add the next documents."""
        for word, term, count in texts.counted():
            if word not in self._number_of_word:
                self._number_of_word[word] = self._term_numbers.setdefault(term, len(self._term_numbers))
            self._word_counts[word] += count
        numbers = np.array([self._number_of_word[word] for word in texts.words], dtype=np.int32)
        self._tokens.append(numbers[texts.numbers])
        self._lengths.append(texts.lengths)

    def save(self, folder: Path) -> None:
        """Write the postings into ``folder`` without unused terms, and release the memory of the tokens."""
        nothing = np.zeros(0, dtype=np.int32)
        tokens = np.concatenate([nothing, *self._tokens])
        self._tokens.clear()
        occurs = (np.bincount(tokens, minlength=len(self._term_numbers)) > 0).tolist()
        terms = sorted(term for term, number in self._term_numbers.items() if occurs[number])
        rank = np.zeros(len(self._term_numbers), dtype=np.int32)
        rank[[self._term_numbers[term] for term in terms]] = np.arange(len(terms))
        tokens = rank[tokens]
        self._save(folder, "tokens", tokens)
        lengths = np.concatenate([nothing.reshape(-1, 2), *self._lengths]).T
        frequencies, documents, in_first, in_second, positions = self._posting_lists(tokens, lengths, rank, len(terms))
        position_ends = np.cumsum(in_first + in_second.astype(np.int64))
        self._save(folder, "ends", np.cumsum(frequencies))
        self._save(folder, "documents", documents)
        self._save(folder, "counts", np.array([in_first, in_second]))
        self._save(folder, "position_starts", smallest_dtype(np.concatenate(([0], position_ends))))
        self._save(folder, "positions", positions)
        self._save(folder, "lengths", lengths)
        self._save_lexicon(folder, terms, rank)

    def _posting_lists(
        self, tokens: NDArray[np.int32], lengths: NDArray[np.integer], rank: NDArray[np.int32], terms: int
    ) -> PostingLists:
        """Return the posting lists of all documents. Only the tokens of added documents are sorted."""
        kept, self._kept = self._kept, None
        if kept is None:
            return build_lists(tokens, lengths, terms, **self._limits)
        frequencies = np.zeros(terms, dtype=np.int64)
        nonempty = np.flatnonzero(kept.frequencies)  # the new numbers keep the order of the terms
        frequencies[rank[nonempty]] = kept.frequencies[nonempty]
        documents = len(self._lengths[0])
        added = build_lists(tokens[self._lengths[0].sum() :], lengths[:, documents:], terms, **self._limits)
        return merge_lists(
            kept._replace(frequencies=frequencies), added._replace(documents=added.documents + np.int32(documents))
        )

    def _save_lexicon(self, folder: Path, terms: list[str], rank: NDArray[np.int32]) -> None:
        """Write the terms and the forms in ascending order, and the term number and count of each form."""
        for word, number in self._number_of_word.items():
            for form in analysis.spellings(word):
                self._form_counts[form, number] += self._word_counts[word]
        ranks = rank.tolist()
        forms = sorted((form, ranks[number], count) for (form, number), count in self._form_counts.items() if count)
        write_strings(folder, f"{self._name}_terms", terms)
        write_strings(folder, f"{self._name}_forms", (form for form, _, _ in forms))
        self._save(folder, "form_terms", np.array([number for _, number, _ in forms], dtype=np.int32))
        self._save(folder, "form_counts", np.array([count for _, _, count in forms], dtype=np.int64))

    def _save(self, folder: Path, table: str, array: NDArray[np.integer]) -> None:
        save(table_path(folder, self._name, table), array)
