"""Which summaries are like others: those that hold the words which tell most of them.

After OpenSearch's own "more like this": the words of a text with the greatest tf times idf are looked for elsewhere. A
summary's likeness is the share of their weight that it holds, 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from indexer.engines.answers import Contribution, Hit, Neighbour
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.compiler import Clause
from indexer.engines.opensearch.documents import encoded
from indexer.engines.opensearch.lexicon import Lexicon, Telling
from indexer.engines.opensearch.mapping import WORDS
from indexer.engines.opensearch.search_body import read_hits
from indexer.engines.surface_forms import can_tell, written
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms

_TELLING = 25
_HELD_BY = range(2, 5_001)  # summaries: words that more hold tell little, and take long to look for
_LEAST_LIKENESS = 0.3
_SHARED_WORDS = 3


class Likeness:
    """What is like what in one physical index."""

    def __init__(self, cluster: Cluster, index: str, lexicon: Lexicon) -> None:
        self._cluster = cluster
        self._index = index
        self._lexicon = lexicon

    def neighbours(self, summary: Summary, limit: int) -> tuple[Neighbour, ...]:
        """Return the summaries most like one, most alike first."""
        telling = self._telling([summary], ())
        others = self._holding(telling, [], [{"term": {"id": summary.id}}], limit)
        return tuple(
            Neighbour(hit.summary, min(1.0, hit.score), _shared(telling, summary, hit.summary)) for hit in others
        )

    def like(
        self, best: Sequence[Summary], asked: Iterable[str], within: list[Clause], without: list[Clause], limit: int
    ) -> tuple[Hit, ...]:
        """Return what is like the ``best`` in other words than those ``asked`` for, most alike first."""
        hits = self._holding(self._telling(best, asked), within, without, limit)
        likenesses = [min(1.0, hit.score) for hit in hits]
        return tuple(
            Hit(hit.summary, similarity, (Contribution(None, "feedback", similarity),))
            for hit, similarity in zip(hits, likenesses, strict=True)
        )

    def _telling(self, summaries: Sequence[Summary], asked: Iterable[str]) -> list[Telling]:
        """Return the terms, but those asked for, that tell most of the summaries; their weights add up to 1."""
        left_out = set(asked)
        held = [term for of in summaries for term in _terms(of) if can_tell(term) and term not in left_out]
        if not held:
            return []
        telling = self._lexicon.telling(held, _TELLING, _HELD_BY, summaries[0].id)
        whole = fsum(weight for _, weight in telling)
        return [Telling(term, weight / whole) for term, weight in telling]

    def _holding(
        self, telling: list[Telling], within: list[Clause], without: list[Clause], limit: int
    ) -> tuple[Hit, ...]:
        """Return the summaries that hold most of the weight of the terms, and enough of it."""
        if not telling or limit < 1:
            return ()
        words = [({"term": {WORDS: encoded(term)}}, weight) for term, weight in telling]
        shares = [{"constant_score": {"filter": word, "boost": weight}} for word, weight in words]
        found = {"should": shares, "minimum_should_match": 1, "filter": within, "must_not": without}
        body = {
            "query": {"bool": found},
            "min_score": _LEAST_LIKENESS,
            "sort": [{"_score": "desc"}, {"id": "asc"}],
            "size": limit,
            "track_total_hits": False,
            "_source": ["summary"],
        }
        return read_hits(self._cluster.search(self._index, body))


def _terms(summary: Summary) -> tuple[str, ...]:
    return terms(f"{summary.title} {summary.text}")


def _shared(telling: list[Telling], summary: Summary, other: Summary) -> tuple[str, ...]:
    """Return the words, as the first of two summaries writes them, that tell most of what both speak of."""
    held = set(_terms(other))
    return tuple([written(term, summary) for term, _ in telling if term in held][:_SHARED_WORDS])
