"""Ranking of matching documents.

The documents are scored by their words and concepts. Then scores for LSI similarity are added to the best documents.
docs/ranking.md explains the parts of a score and their weights.
"""

from collections.abc import Mapping

import numpy as np

from indexer.engines.answers import Contribution
from indexer.engines.whoosh.bm25 import Scores
from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.lsi.vectors import LsiVectors
from indexer.engines.whoosh.scoring import Scorer
from indexer.engines.whoosh.tables import Tables
from indexer.query.ast import Query
from indexer.query.request import Sort

RESCORED = 200  # number of best documents to which similarity scores are added
LATENT_WEIGHT = 0.5
FEEDBACK_WEIGHT = 0.3
FEEDBACK_DOCUMENTS = 5

Contributions = dict[int, list[Contribution]]
"""Contributions by document number. The mapping must be a ``defaultdict(list)``."""

_NO_SCORES: Scores = np.zeros(0)


class Ranker:
    """Ranker of the documents of one generation. If ``vectors`` is None, LSI similarity is not used."""

    def __init__(self, tables: Tables, scorer: Scorer, vectors: LsiVectors | None) -> None:
        self._tables = tables
        self._scorer = scorer
        self._vectors = vectors

    def top(
        self, query: Query, documents: Documents, sort: Sort, limit: int, contributions: Contributions | None
    ) -> tuple[Documents, Scores]:
        """Return the first ``limit`` documents in sort order, and their scores.

        Only the sort order "relevance" uses LSI similarity. The contributions of the similarity are added to
        ``contributions`` unless it is None.
        """
        columns = self._tables.columns
        if sort != "relevance":
            chosen = documents[columns.best(documents, sort, _NO_SCORES, limit)]
            order = np.argsort(chosen)
            scores: Scores = np.zeros(len(chosen))
            scores[order] = self._scorer.scores(query, chosen[order])
            return chosen, scores
        depth = max(limit, RESCORED)
        candidates = self._scorer.candidates(query, documents, depth)
        scores = self._scorer.scores(query, candidates)
        best = columns.best(candidates, sort, scores, depth)
        documents, scores = candidates[best], scores[best]
        head = min(RESCORED, len(documents))
        if self._vectors is not None:
            terms = self._tables.query_terms(query)
            added = similarity_scores(documents[:head], scores[:head], terms, self._vectors)
            if added is not None:
                scores[:head] += added[0] + added[1]
                if contributions is not None:
                    values = (array.tolist() for array in (documents[:head], *added))
                    for number, meaning, feedback in zip(*values, strict=True):
                        contributions[number] += similarity_contributions(meaning, feedback)
        reordered = columns.best(documents[:head], sort, scores[:head], head)
        order = np.concatenate((reordered, np.arange(head, len(documents))))[:limit]
        return documents[order], scores[order]


def similarity_scores(
    documents: Documents, scores: Scores, terms: Mapping[str, int], vectors: LsiVectors
) -> tuple[Scores, Scores] | None:
    """Return two arrays to add to the ``scores`` of the documents. Both are multiplied by the highest score.

    The first array is LATENT_WEIGHT times the similarity to the query (Deerwester et al., 1990). The second array is
    FEEDBACK_WEIGHT times the similarity to the mean of the FEEDBACK_DOCUMENTS best documents (Rocchio, 1971). The best
    documents have the highest sums of ``scores`` and the first array. Negative similarities count as 0. Return None if
    no term of the query has a vector, or if there are no documents.
    """
    query = vectors.term_query(terms)
    if query is None or not len(documents):
        return None
    unit = scores.max()
    rows = vectors.documents[documents].astype(np.float64)
    meaning = unit * LATENT_WEIGHT * np.maximum(rows @ query, 0)
    best = rows[np.argsort(-(scores + meaning), kind="stable")[:FEEDBACK_DOCUMENTS]].mean(axis=0)
    length = np.linalg.norm(best) or 1.0
    return meaning, unit * FEEDBACK_WEIGHT * np.maximum(rows @ (best / length), 0)


def similarity_contributions(meaning: float, feedback: float) -> tuple[Contribution, ...]:
    """Return the contributions of the similarity to the query (meaning) and to the best hits (feedback)."""
    return Contribution(None, "meaning", meaning), Contribution(None, "feedback", feedback)
