"""Scores of matching documents: exact scores, estimates for selecting candidates, and contributions to a score."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer import deadlines
from indexer.engines.answers import Contribution, Place
from indexer.engines.whoosh.bm25 import Scores
from indexer.engines.whoosh.document_sets import Documents, intersect, isin, smallest, values_at
from indexer.engines.whoosh.matching import Matcher
from indexer.engines.whoosh.tables import Tables
from indexer.query.ast import TEXT_FIELDS, And, HasConcept, Or, Query, Term, Word, term_groups

_TOLERANCE = 1e-5  # maximum error of a single-precision score, as a fraction of the best score


class Scorer:
    """Scorer of documents that match a query.

    The score of a term is its BM25 score. The score of a phrase or proximity query is the sum of the scores of its
    terms. The score of ``And`` is the sum over its parts. The score of ``Or`` is the sum over those parts that match
    the document. A scored concept has the score of a term that occurs at each occurrence of a name of the concept. All
    other query parts score 0, including words in citations.
    """

    def __init__(self, tables: Tables, matcher: Matcher) -> None:
        self._tables = tables
        self._matcher = matcher

    def scores(self, query: Query, documents: Documents) -> Scores:
        """Return the exact score of each document."""
        match query:
            case And(parts):
                return sum((self.scores(part, documents) for part in parts), np.zeros(len(documents)))
            case Or(parts):
                scores = np.zeros(len(documents))
                for part in parts:
                    matches = isin(documents, self._matcher.matching(part))
                    scores[matches] += self.scores(part, documents[matches])
                return scores
            case _:
                by_place = self._leaf_scores(query, documents)
                return sum((scores for _, scores in by_place), np.zeros(len(documents)))

    def candidates(self, query: Query, documents: Documents, limit: int) -> Documents:
        """Return a superset of the ``limit`` documents with the highest exact scores, in ascending order.

        The result includes all documents that may have the same score as the last of these documents.
        """
        if len(documents) <= limit:
            return documents
        estimates = self._estimates(query, documents)
        return documents[smallest(-estimates, limit, _TOLERANCE * float(estimates.max()))]

    def contributions(self, query: Query, documents: Documents) -> Iterator[tuple[int, Contribution]]:
        """Yield (document number, contribution) for each leaf of the query and each document with a nonzero score."""
        match query:
            case And(parts):
                for part in parts:
                    yield from self.contributions(part, documents)
            case Or(parts):
                for part in parts:
                    yield from self.contributions(part, documents[isin(documents, self._matcher.matching(part))])
            case _ if isinstance(query, Word | HasConcept):
                for place, scores in self._leaf_scores(query, documents):
                    for number, score in zip(documents.tolist(), scores.tolist(), strict=True):
                        if score:
                            yield number, Contribution(query, place, score)
            case _:
                return

    def _leaf_scores(self, query: Query, documents: Documents) -> list[tuple[Place, Scores]]:
        """Return the scores of the documents for one leaf of the query, as pairs of a place and an array."""
        deadlines.check()
        match query:
            case HasConcept(facet, concept, scored=True):
                holders = self._tables.columns.concepts.documents(facet, concept)
                return [("concept", values_at(documents, self._tables.concept_scores(facet, concept), holders))]
            case _ if isinstance(query, Word) and query.field in (None, *TEXT_FIELDS):
                groups = term_groups(query)
            case _:
                return []
        by_word = [self._tables.bm25.term_scores(variants, query.field, documents) for variants in groups]
        return [
            ("title", sum((title for title, _ in by_word), np.zeros(len(documents)))),
            ("text", sum((text for _, text in by_word), np.zeros(len(documents)))),
        ]

    def _estimates(self, query: Query, documents: Documents) -> NDArray[np.float32]:
        """Return the score of each document in single precision. A leaf scores all its matching documents at once."""
        leaves = list(self._leaf_estimates(query, None))
        if len(leaves) == 1 and len(leaves[0][0]) == len(documents):
            return leaves[0][1].astype(np.float32, copy=False)
        totals = np.zeros(len(self._tables.columns), dtype=np.float32)
        for matches, scores in leaves:
            totals[matches] += scores
        return totals[documents]

    def _leaf_estimates(
        self, query: Query, within: Documents | None
    ) -> Iterator[tuple[Documents, NDArray[np.floating]]]:
        """Yield for each leaf of the query its matching documents and their scores for this leaf.

        If ``within`` is not None, only the documents in it are yielded.
        """
        match query:
            case And(parts):
                for part in parts:
                    yield from self._leaf_estimates(part, within)
            case Or(parts):
                for part in parts:
                    # The leaves of a nested part add scores only to documents that match the whole part.
                    inner = within
                    if isinstance(part, And | Or):
                        matches = self._matcher.matching(part)
                        inner = matches if within is None else intersect(matches, [within])
                    yield from self._leaf_estimates(part, inner)
            case HasConcept(scored=False):
                return
            case _ if isinstance(query, Word | HasConcept):
                matches, scores = self._leaf_estimate(query)
                if within is not None:
                    kept = isin(matches, within)
                    matches, scores = matches[kept], scores[kept]
                yield matches, scores
            case _:
                return

    def _leaf_estimate(self, query: Query) -> tuple[Documents, NDArray[np.floating]]:
        """Return the matching documents and their scores. Scores of a term without a field have single precision."""
        deadlines.check()
        matches = self._matcher.matching(query)
        match query:
            case Term(text, None):
                return matches, self._tables.impacts[self._tables.words.slice_of(text)]
            case HasConcept(facet, concept):
                return matches, self._tables.concept_scores(facet, concept)
            case _:
                return matches, self.scores(query, matches)
