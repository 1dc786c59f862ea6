"""How well a document fits the words of a query. What the parts are and where they come from: docs/ranking.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns.reader import Documents
from indexer.engines.whoosh.lsi.vectors import Latent
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.storage.tables import save_parts

Scores = NDArray[np.float64]

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 0.3
HEAD = 200  # so many of the best are looked at more closely, however large the collection
LATENT_WEIGHT = 0.5
FEEDBACK_WEIGHT = 0.3
FEEDBACK_FROM = 5

IMPACTS = "words_impacts.npy"

_CHUNK = 1 << 20  # postings
_FEW = 16  # looked up one by one, where they are fewer than one in so many


class Bm25:
    """Scores of single words over the postings of title and text of one generation."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        title, text = (np.asarray(row, dtype=np.float64) for row in postings.lengths)
        self._title, self._whole = _norms(title), _norms(title + text)

    def idf(self, holding: NDArray[np.integer]) -> Scores:
        """Return the weight of what ``holding`` documents hold: the fewer, the more it tells."""
        return np.asarray(np.log(1 + (len(self._postings) - holding + 0.5) / (holding + 0.5)))

    def word(self, terms: Sequence[str], field: str | None, documents: Documents) -> tuple[Scores, Scores]:
        """Return what one of ``terms`` standing in title and in text gives to the scores of ``documents``.

        BM25 (Robertson and Zaragoza, 2009) over title and text as one, and TITLE_WEIGHT of it over the title
        alone; the weight of a word is that of the documents that hold it in either. Several terms count as one
        word. The score over both is shared between title and text as the word's occurrences are. ``field`` is the
        one that counts alone.
        """
        held, in_title, in_text = self._postings.of(*terms)
        nothing = np.zeros(len(documents))
        title = aligned(in_title, held, documents) if field != "text" else nothing
        text = aligned(in_text, held, documents) if field != "title" else nothing
        return self._scores(documents, self.idf(np.array(len(held))), title, text)

    def impacts(self, some: slice, idf: Scores) -> Scores:
        """Return what a word gives to the score of a document, both fields counting, for ``some`` of the postings.

        ``idf`` are the weights of their words.
        """
        title, text = (np.asarray(row, dtype=np.float64) for row in self._postings.counts[:, some])
        return np.add(*self._scores(self._postings.documents[some], idf, title, text))

    def concept(self, names: Sequence[Sequence[str]], documents: Documents) -> Scores:
        """Return the scores of the ``documents`` that hold a concept, as of a word that stands where its names stand.

        ``names`` are runs of terms; a document with none of them counts as if it had one in the text.
        """
        title: Scores = np.zeros(len(documents))
        text: Scores = np.zeros(len(documents))
        for name in names:
            in_title, in_text = self._postings.occurrences(name, documents)
            title += in_title
            text += in_text
        text[title + text == 0] = 1
        return np.add(*self._scores(documents, self.idf(np.array(len(documents))), title, text))

    def _scores(self, documents: Documents, idf: Scores, title: Scores, text: Scores) -> tuple[Scores, Scores]:
        """Return what occurrences in title and in text give to the score of each document."""
        each = idf * (K1 + 1) / (title + text + self._whole[documents])
        extra = idf * TITLE_WEIGHT * _saturated(title, self._title[documents])
        return each * title + extra, each * text


def write_impacts(folder: Path, postings: Postings) -> None:
    """Write what each word gives to the score of each document that holds it; see :meth:`Bm25.impacts`.

    They are in single precision, and tell which documents may be the best; those are then scored exactly.
    """
    bm25 = Bm25(postings)
    held = np.diff(postings.ends, prepend=0)
    idf = np.repeat(bm25.idf(held), held)
    parts = (slice(start, start + _CHUNK) for start in range(0, len(idf), _CHUNK))
    save_parts(folder / IMPACTS, np.float32, len(idf), (bm25.impacts(part, idf[part]) for part in parts))


def aligned(values: NDArray[Any], held: Documents, documents: Documents) -> Scores:
    """Return the values of ``documents``, given those of the documents ``held``; 0 where there is none."""
    if len(held) == len(documents) and np.array_equal(held, documents):
        return values.astype(np.float64)
    if not len(held) or not len(documents):
        return np.zeros(len(documents))
    if len(documents) * _FEW < len(held):
        at = np.minimum(np.searchsorted(held, documents), len(held) - 1)
        return np.where(held[at] == documents, values[at], 0).astype(np.float64)
    dense = np.zeros(max(int(held[-1]), int(documents[-1])) + 1)
    dense[held] = values
    return dense[documents]


def rescore(head: Documents, scores: Scores, terms: Mapping[str, int], latent: Latent) -> tuple[Scores, Scores] | None:
    """Return what their meaning adds to the ``scores`` of the documents ``head``; None where it tells nothing.

    The first is LATENT_WEIGHT of each one's likeness to the query (Deerwester et al., 1990), the second
    FEEDBACK_WEIGHT of its likeness to the mean of the FEEDBACK_FROM best so far (Rocchio, 1971), both in shares of
    the best score.
    """
    asked = latent.query(terms)
    if asked is None or not len(head):
        return None
    unit = scores.max()
    vectors = latent.documents[head].astype(np.float64)
    meaning = unit * LATENT_WEIGHT * np.maximum(vectors @ asked, 0)
    best = vectors[np.argsort(-(scores + meaning), kind="stable")[:FEEDBACK_FROM]].mean(axis=0)
    length = np.linalg.norm(best) or 1.0
    return meaning, unit * FEEDBACK_WEIGHT * np.maximum(vectors @ (best / length), 0)


def _norms(lengths: Scores) -> Scores:
    mean = lengths.mean() if len(lengths) else 0
    return K1 * (1 - B + B * lengths / (mean or 1))


def _saturated(counts: Scores, norms: Scores) -> Scores:
    return counts * (K1 + 1) / (counts + norms)
