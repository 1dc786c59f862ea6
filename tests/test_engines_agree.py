"""Equality of both engines on the shipped corpus; a short form of ``python -m benchmarks.cluster.compare``."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.query.request import SearchRequest
from indexer.search.results import HighlightedHit, Passage
from indexer.settings import ClusterSettings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary

from .opensearch import nodes
from .sessions import search

sys.path.append(str(Path(__file__).parents[1]))  # after the installed packages

from benchmarks.cluster.compare import all_summaries, differences
from benchmarks.cluster.random_searches import random_searches

_QUERIES = 60


@pytest.fixture(scope="module")
def cluster_engine(opensearch: str) -> Iterator[Engine]:
    """The shipped corpus, on a cluster."""
    settings = ClusterSettings(shards=2, replicas=0, timeout=60)
    engine = open_engine(f"opensearch+{opensearch}/shipped", EngineOptions(cluster=settings))
    rebuild(engine, IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
    yield engine
    nodes.ask(f"{opensearch}/shipped-*", method="DELETE")


def test_random_searches_have_equal_hits_and_counts(corpus_engine: Engine, cluster_engine: Engine) -> None:
    embedded, cluster = corpus_engine.snapshot(), cluster_engine.snapshot()
    searches = list(random_searches(list(all_summaries(embedded)), _QUERIES, seed=3))
    assert list(differences(embedded, cluster, searches)) == []
    assert sum(embedded.count(search.query, search.filters) > 0 for search in searches) > _QUERIES // 2


@pytest.mark.parametrize("text", ["lou gehrig", '"did not slow"', "stem cells knee pain", "regen*", "als -covid", ""])
def test_result_pages_are_equal(text: str, corpus_engine: Engine, cluster_engine: Engine) -> None:
    embedded, cluster = (search(engine, SearchRequest(text, size=100)) for engine in (corpus_engine, cluster_engine))
    assert (embedded.total, embedded.facets, embedded.years) == (cluster.total, cluster.facets, cluster.years)
    assert (embedded.partial_total, embedded.interpretations, embedded.notices) == (
        cluster.partial_total,
        cluster.interpretations,
        cluster.notices,
    )
    assert _passages(embedded.hits) == _passages(cluster.hits)


def _passages(hits: Iterable[HighlightedHit]) -> dict[str, tuple[Passage, ...]]:
    return {hit.summary.id: hit.passages for hit in hits}
