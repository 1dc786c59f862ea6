"""BM25 scores of terms and concepts over title and text. docs/ranking.md explains the formula."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.document_sets import Documents, values_at
from indexer.engines.whoosh.postings.phrases import phrase_counts
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.arrays import save

Scores = NDArray[np.float64]

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 0.3

IMPACTS = "words_impacts.npy"

_BATCH = 1 << 20  # postings that are scored at once


class Bm25:
    """BM25 scores over the postings of title and text of one generation.

    A score is BM25 (Robertson and Zaragoza, 2009) over title and text as one field, plus TITLE_WEIGHT times BM25 over
    the title alone. The idf in both scores counts the documents that contain the term in either field.
    """

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        title, text = (np.asarray(row, dtype=np.float64) for row in postings.lengths)
        self._title_norms, self._norms = _norms(title), _norms(title + text)

    def idf(self, frequencies: NDArray[np.integer]) -> Scores:
        """Return the inverse document frequency (idf) of terms that have these document frequencies."""
        return np.asarray(np.log(1 + (len(self._postings) - frequencies + 0.5) / (frequencies + 0.5)))

    def term_scores(self, terms: Sequence[str], field: str | None, documents: Documents) -> tuple[Scores, Scores]:
        """Return two arrays with one score per document: the score for the title, and the score for the text.

        Several terms are scored as if they were one term. The BM25 score over both fields is split between title and
        text in proportion to the occurrences. If ``field`` is "title" or "text", occurrences in the other field are
        ignored.
        """
        holders, in_title, in_text = self._postings.of(*terms)
        zeros = np.zeros(len(documents))
        title = values_at(documents, in_title, holders) if field != "text" else zeros
        text = values_at(documents, in_text, holders) if field != "title" else zeros
        return self._scores(documents, self.idf(np.array(len(holders))), title, text)

    def impacts(self, postings: slice, idf: Scores) -> Scores:
        """Return the score of each posting in the slice. ``idf`` contains the idf of the term of each posting."""
        title, text = (np.asarray(row, dtype=np.float64) for row in self._postings.counts[:, postings])
        return np.add(*self._scores(self._postings.documents[postings], idf, title, text))

    def concept_scores(self, names: Sequence[Sequence[str]], documents: Documents) -> Scores:
        """Return the score of each document for a concept. ``documents`` must be all documents that have the concept.

        ``names`` are the names of the concept, as sequences of terms. All names are scored as if they were one term. A
        document without any of the names is scored as if one name occurred once in its text.
        """
        title: Scores = np.zeros(len(documents))
        text: Scores = np.zeros(len(documents))
        for name in names:
            in_title, in_text = phrase_counts(self._postings, name, documents)
            title += in_title
            text += in_text
        text[title + text == 0] = 1
        return np.add(*self._scores(documents, self.idf(np.array(len(documents))), title, text))

    def _scores(self, documents: Documents, idf: Scores, title: Scores, text: Scores) -> tuple[Scores, Scores]:
        """Return the scores for title and text. ``title`` and ``text`` are the occurrence counts in each document."""
        per_occurrence = idf * (K1 + 1) / (title + text + self._norms[documents])
        title_bonus = idf * TITLE_WEIGHT * _saturated(title, self._title_norms[documents])
        return per_occurrence * title + title_bonus, per_occurrence * text


def write_impacts(folder: Path, postings: Postings) -> None:
    """Write the score of each posting in single precision, to select candidates for exact scoring."""
    bm25 = Bm25(postings)
    frequencies = np.diff(postings.ends, prepend=0)
    idf = bm25.idf(frequencies)
    terms = np.repeat(np.arange(len(frequencies), dtype=np.int32), frequencies)
    impacts = np.empty(len(terms), dtype=np.float32)
    for start in range(0, len(terms), _BATCH):
        batch = slice(start, start + _BATCH)
        impacts[batch] = bm25.impacts(batch, idf[terms[batch]])
    save(folder / IMPACTS, impacts)


def _norms(lengths: Scores) -> Scores:
    mean = lengths.mean() if len(lengths) else 0
    return K1 * (1 - B + B * lengths / (mean or 1))


def _saturated(counts: Scores, norms: Scores) -> Scores:
    return counts * (K1 + 1) / (counts + norms)
