"""How well a document fits the words of a query. What the parts are and where they come from: docs/ranking.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.latent import Latent
from indexer.engines.whoosh.postings import Postings

Scores = NDArray[np.float64]

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 0.3
HEAD = 200  # so many of the best are looked at more closely, however large the collection
LATENT_WEIGHT = 0.5
FEEDBACK_WEIGHT = 0.3
FEEDBACK_FROM = 5


class WordScores(NamedTuple):
    """The documents that hold a word, ascending, and what its places in title and in text give to each score."""

    documents: NDArray[np.integer]
    title: Scores
    text: Scores


class Bm25:
    """Scores of single words over the postings of title and text of one generation."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        title, text = (np.asarray(row, dtype=np.float64) for row in postings.lengths)
        self._title, self._whole = _norms(title), _norms(title + text)

    def idf(self, holding: int) -> float:
        """Return the weight of what ``holding`` documents hold: the fewer, the more it tells."""
        return float(np.log(1 + (len(self._postings) - holding + 0.5) / (holding + 0.5)))

    def word(self, terms: Sequence[str], field: str | None) -> WordScores:
        """Return the documents that hold one of ``terms`` in ``field`` (None: title or text), and their scores.

        BM25 (Robertson and Zaragoza, 2009) over title and text as one, and TITLE_WEIGHT of it over the title
        alone; the weight of a word is that of the documents that hold it in either. Several terms count as one
        word. The score over both is shared between title and text as the word's occurrences are.
        """
        documents, in_title, in_text = self._postings.of(*terms)
        holding = len(documents)
        if field is not None:
            held = (in_title if field == "title" else in_text) > 0
            documents, in_title, in_text = documents[held], in_title[held], in_text[held]
        title = in_title.astype(np.float64) if field != "text" else np.zeros(len(documents))
        text = in_text.astype(np.float64) if field != "title" else np.zeros(len(documents))
        return WordScores(documents, *self._scores(documents, holding, title, text))

    def concept(self, names: Sequence[Sequence[str]], documents: NDArray[np.integer]) -> Scores:
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
        return np.add(*self._scores(documents, len(documents), title, text))

    def _scores(
        self, documents: NDArray[np.integer], holding: int, title: Scores, text: Scores
    ) -> tuple[Scores, Scores]:
        """Return what occurrences in title and in text give to the score of each document."""
        idf = self.idf(holding)
        each = idf * (K1 + 1) / (title + text + self._whole[documents])
        extra = idf * TITLE_WEIGHT * _saturated(title, self._title[documents])
        return each * title + extra, each * text


def rescore(
    head: NDArray[np.intp], scores: Scores, terms: Mapping[str, int], latent: Latent
) -> tuple[Scores, Scores] | None:
    """Return what their meaning adds to the scores of the documents ``head``, best first; None where it tells nothing.

    The first is LATENT_WEIGHT of each one's likeness to the query (Deerwester et al., 1990), the second
    FEEDBACK_WEIGHT of its likeness to the mean of the FEEDBACK_FROM best so far (Rocchio, 1971), both in shares of
    the best score.
    """
    asked = latent.query(terms)
    if asked is None or not len(head):
        return None
    unit = scores[head].max()
    vectors = latent.documents[head].astype(np.float64)
    meaning = unit * LATENT_WEIGHT * np.maximum(vectors @ asked, 0)
    best = vectors[np.argsort(-(scores[head] + meaning), kind="stable")[:FEEDBACK_FROM]].mean(axis=0)
    length = np.linalg.norm(best) or 1.0
    return meaning, unit * FEEDBACK_WEIGHT * np.maximum(vectors @ (best / length), 0)


def _norms(lengths: Scores) -> Scores:
    mean = lengths.mean() if len(lengths) else 0
    return K1 * (1 - B + B * lengths / (mean or 1))


def _saturated(counts: Scores, norms: Scores) -> Scores:
    return counts * (K1 + 1) / (counts + norms)
