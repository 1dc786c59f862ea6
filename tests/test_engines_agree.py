"""Equality of both engines on the shipped corpus; a short form of ``python -m benchmarks.cluster.compare``."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.engines.protocols import Engine
from indexer.query.request import SearchRequest
from indexer.search.results import HighlightedHit, Passage

from .sessions import search

sys.path.append(str(Path(__file__).parents[1]))  # after the installed packages

from benchmarks.cluster.compare import all_summaries, differences
from benchmarks.cluster.random_searches import random_searches

_QUERIES = 60


def test_random_searches_have_equal_hits_and_counts(corpus_engine: Engine, corpus_cluster_engine: Engine) -> None:
    embedded, cluster = corpus_engine.snapshot(), corpus_cluster_engine.snapshot()
    searches = list(random_searches(list(all_summaries(embedded)), _QUERIES, seed=3))
    assert list(differences(embedded, cluster, searches)) == []
    assert sum(embedded.count(search.query, search.filters) > 0 for search in searches) > _QUERIES // 2


@pytest.mark.parametrize("text", ["lou gehrig", '"did not slow"', "stem cells knee pain", "regen*", "als -covid", ""])
def test_result_pages_are_equal(text: str, corpus_engine: Engine, corpus_cluster_engine: Engine) -> None:
    embedded, cluster = (
        search(engine, SearchRequest(text, size=100)) for engine in (corpus_engine, corpus_cluster_engine)
    )
    assert (embedded.total, embedded.facets, embedded.years) == (cluster.total, cluster.facets, cluster.years)
    assert (embedded.partial_total, embedded.interpretations, embedded.notices) == (
        cluster.partial_total,
        cluster.interpretations,
        cluster.notices,
    )
    assert _passages(embedded.hits) == _passages(cluster.hits)


def _passages(hits: Iterable[HighlightedHit]) -> dict[str, tuple[Passage, ...]]:
    return {hit.summary.id: hit.passages for hit in hits}
