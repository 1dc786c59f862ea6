"""Search for similar summaries, which share significant terms with a given summary.

The method is the same as in the OpenSearch query "more like this". It selects the terms of a text with the greatest
tf-idf weights, and searches for these terms. The weights of the selected terms add up to 1. The similarity of another
summary (0 to 1) is the sum of the weights of the selected terms that this summary contains.
"""

from collections.abc import Iterable, Sequence
from math import fsum

from indexer.engines.answers import Contribution, Hit, Neighbour
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.compiler import Clause
from indexer.engines.opensearch.documents import encode_term
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.mapping import WORDS
from indexer.engines.opensearch.search_body import parse_hits
from indexer.engines.surface_forms import can_be_significant, surface_form
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms

_MAX_TERMS = 25
_DOCUMENT_FREQUENCIES = range(2, 5_001)  # more frequent terms are not significant, and searches for them are slow
_MIN_SIMILARITY = 0.3
_MAX_SHARED_WORDS = 3


class SimilaritySearch:
    """Searches for similar summaries in one physical index."""

    def __init__(self, cluster: Cluster, index: str, lexicon: Lexicon) -> None:
        self._cluster = cluster
        self._index = index
        self._lexicon = lexicon

    def neighbours(self, summary: Summary, limit: int) -> tuple[Neighbour, ...]:
        """Return the summaries most similar to ``summary``, in descending order of similarity."""
        significant = self._significant_terms([summary], ())
        return tuple(
            Neighbour(other, similarity, _shared_words(significant, summary, other))
            for other, similarity in self._search(significant, [], [{"term": {"id": summary.id}}], limit)
        )

    def related(
        self,
        best: Sequence[Summary],
        query_terms: Iterable[str],
        required: list[Clause],
        excluded: list[Clause],
        limit: int,
    ) -> tuple[Hit, ...]:
        """Return the summaries most similar to the ``best`` hits. Terms in ``query_terms`` are not compared.

        Each result matches all clauses in ``required`` and no clause in ``excluded``. The most similar summary comes
        first.
        """
        significant = self._significant_terms(best, query_terms)
        return tuple(
            Hit(summary, similarity, (Contribution(None, "feedback", similarity),))
            for summary, similarity in self._search(significant, required, excluded, limit)
        )

    def _significant_terms(self, summaries: Sequence[Summary], excluded: Iterable[str]) -> list[tuple[str, float]]:
        """Return the most significant terms that are not in ``excluded``, with weights that add up to 1."""
        skipped = set(excluded)
        all_terms = (term for summary in summaries for term in _terms(summary))
        candidates = [term for term in all_terms if can_be_significant(term) and term not in skipped]
        if not candidates:
            return []
        routing = summaries[0].id
        weighted = self._lexicon.significant_terms(candidates, _MAX_TERMS, _DOCUMENT_FREQUENCIES, routing)
        total = fsum(weight for _, weight in weighted)
        return [(term, weight / total) for term, weight in weighted]

    def _search(
        self, significant: list[tuple[str, float]], required: list[Clause], excluded: list[Clause], limit: int
    ) -> list[tuple[Summary, float]]:
        """Return (summary, similarity) pairs, most similar first. Similarities below _MIN_SIMILARITY are left out."""
        if not significant or limit < 1:
            return []
        weights = [
            {"constant_score": {"filter": {"term": {WORDS: encode_term(term)}}, "boost": weight}}
            for term, weight in significant
        ]
        query = {"should": weights, "minimum_should_match": 1, "filter": required, "must_not": excluded}
        body = {
            "query": {"bool": query},
            "min_score": _MIN_SIMILARITY,
            "sort": [{"_score": "desc"}, {"id": "asc"}],
            "size": limit,
            "track_total_hits": False,
            "_source": ["summary"],
        }
        hits = parse_hits(self._cluster.search(self._index, body))
        return [(hit.summary, min(1.0, hit.score)) for hit in hits]


def _terms(summary: Summary) -> tuple[str, ...]:
    return terms(f"{summary.title} {summary.text}")


def _shared_words(significant: list[tuple[str, float]], summary: Summary, other: Summary) -> tuple[str, ...]:
    """Return the most significant shared words, each spelled as at its first occurrence in ``summary``."""
    shared = set(_terms(other))
    return tuple([surface_form(term, summary) for term, _ in significant if term in shared][:_MAX_SHARED_WORDS])
