"""Similarity search over LSI vectors: summaries related to a query, and neighbours of a summary."""

from collections.abc import Sequence

import numpy as np

from indexer.engines.answers import Hit, Neighbour
from indexer.engines.surface_forms import can_be_significant, surface_form
from indexer.engines.whoosh.document_sets import intersect, isin
from indexer.engines.whoosh.lsi.vectors import LsiVectors
from indexer.engines.whoosh.matching import Matcher
from indexer.engines.whoosh.ranking import FEEDBACK_DOCUMENTS, similarity_contributions
from indexer.engines.whoosh.scoring import Scorer
from indexer.engines.whoosh.stored_summaries import StoredSummaries
from indexer.engines.whoosh.tables import Tables
from indexer.query.ast import All, Query
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.text.analysis import tokens

_MIN_SIMILARITY = 0.3
_SHARED_TERMS = 3


class SimilaritySearch:
    """Similarity search in one generation."""

    def __init__(
        self, vectors: LsiVectors, tables: Tables, matcher: Matcher, scorer: Scorer, stored: StoredSummaries
    ) -> None:
        self._vectors = vectors
        self._tables = tables
        self._matcher = matcher
        self._scorer = scorer
        self._stored = stored

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match the query, but are similar to it and its best hits; see the protocol."""
        columns = self._tables.columns
        allowed = list(columns.filtered(filters).values())
        if not isinstance(within, All):
            allowed.append(self._matcher.matching(within))
        matching = self._matcher.matching(query)
        hits = intersect(matching, allowed)
        best = hits[columns.best(hits, "relevance", self._scorer.scores(query, hits), FEEDBACK_DOCUMENTS)]
        vectors = self._vectors.term_query(self._tables.query_terms(query)), self._vectors.document_query(best)
        candidates = self._vectors.candidates(vectors, min(allowed, key=len, default=columns.all()))
        documents = intersect(candidates, allowed)
        documents = documents[~isin(documents, matching)]
        meaning, feedback = self._vectors.similarities(vectors, documents)
        similarity = meaning + feedback
        chosen = columns.best(documents, "relevance", similarity, limit)
        chosen = chosen[similarity[chosen] >= _MIN_SIMILARITY]
        return tuple(
            Hit(summary, float(similarity[at]), similarity_contributions(float(meaning[at]), float(feedback[at])))
            for at, summary in zip(chosen, self._stored.read(documents[chosen]), strict=True)
        )

    def neighbours(self, number: int, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most similar to the summary of document ``number``, most similar first.

        Each result includes the most significant terms that both summaries contain.
        """
        columns = self._tables.columns
        vectors = (self._vectors.document_query(np.array([number])),)
        documents = self._vectors.candidates(vectors, columns.all())
        (similarity,) = self._vectors.similarities(vectors, documents)
        chosen = columns.best(documents, "relevance", similarity, limit + 1)
        chosen = chosen[(documents[chosen] != number) & (similarity[chosen] >= _MIN_SIMILARITY)][:limit]
        best = documents[chosen].tolist()
        summary, *others = self._stored.read([number, *best])
        return tuple(
            Neighbour(other, float(similarity[at]), self._shared_terms((number, other_number), (summary, other)))
            for at, other_number, other in zip(chosen, best, others, strict=True)
        )

    def _shared_terms(self, documents: tuple[int, int], summaries: tuple[Summary, Summary]) -> tuple[str, ...]:
        """Return the most significant terms that both summaries contain, as spelled in the first summary."""
        terms = [{token.text for token in tokens(f"{summary.title} {summary.text}")} for summary in summaries]
        weights = {
            term: self._vectors.significance(term, documents)
            for term in terms[0] & terms[1]
            if can_be_significant(term)
        }
        best = sorted(weights, key=lambda term: (-weights[term], term))[:_SHARED_TERMS]
        return tuple(surface_form(term, summaries[0]) for term in best)
