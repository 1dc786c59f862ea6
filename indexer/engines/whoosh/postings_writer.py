"""Words of summaries -> the tables that :mod:`postings` reads, made while summaries are added."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings import GAP, LEXICON, table_file
from indexer.language import analysis


class PostingsWriter:
    """Collects the words of two fields in document order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._numbers: dict[str, int] = {}
        self._by_word: dict[str, int] = {}
        self._words: list[NDArray[np.int32]] = []
        self._lengths: list[tuple[int, int]] = []

    def add(self, first: str, second: str) -> None:
        """Add the next document."""
        numbers = [[self._number(text[start:end]) for start, end in analysis.spans(text)] for text in (first, second)]
        self._words.append(np.array(numbers[0] + numbers[1], dtype=np.int32))
        self._lengths.append((len(numbers[0]), len(numbers[1])))

    def save(self, folder: Path) -> None:
        """Write the postings into ``folder``."""
        lengths = np.array(self._lengths, dtype=np.int32).reshape(-1, 2).T
        sizes = lengths.sum(axis=0)
        numbers = np.concatenate([*self._words, np.zeros(0, dtype=np.int32)])
        documents = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        positions = np.arange(len(numbers)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        in_first = positions < lengths[0][documents]
        positions[~in_first] += GAP
        order = np.argsort(numbers, kind="stable")  # documents and positions stay ascending within a term
        numbers, documents = numbers[order], documents[order]
        first = np.flatnonzero(np.diff(numbers, prepend=-1) | np.diff(documents, prepend=-1))
        totals = np.diff(first, append=len(numbers))
        firsts = np.add.reduceat(in_first[order], first, dtype=np.int64) if len(first) else totals
        terms = len(self._numbers)
        self._save(folder, "ends", np.cumsum(np.bincount(numbers[first], minlength=terms)))
        self._save(folder, "documents", documents[first])
        self._save(folder, "counts", _small(np.array([firsts, totals - firsts])))
        self._save(folder, "position_ends", np.cumsum(np.bincount(numbers, minlength=terms)))
        self._save(folder, "positions", _small(positions[order]))
        self._save(folder, "lengths", lengths)
        forms = sorted({(form, number) for word, number in self._by_word.items() for form in analysis.spellings(word)})
        lexicon = {"terms": list(self._numbers), "forms": [f for f, _ in forms], "form_terms": [n for _, n in forms]}
        table_file(folder, self._name, LEXICON).write_text(json.dumps(lexicon, ensure_ascii=False), encoding="utf-8")

    def _number(self, word: str) -> int:
        number = self._by_word.get(word)
        if number is None:
            number = self._by_word[word] = self._numbers.setdefault(analysis.term(word), len(self._numbers))
        return number

    def _save(self, folder: Path, table: str, array: NDArray[np.integer]) -> None:
        np.save(table_file(folder, self._name, f"{table}.npy"), array)


def _small(array: NDArray[np.int64]) -> NDArray[np.integer]:
    """Return the numbers, none below 0, in as few bytes each as they need."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
