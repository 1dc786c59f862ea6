"""Both engines answer alike over the shipped corpus: the short form of ``python -m benchmarks.cluster.compare``."""

from __future__ import annotations

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

sys.path.append(str(Path(__file__).parents[1]))  # behind what is installed

from benchmarks.cluster.asking import asked

from benchmarks.cluster.compare import differences, summaries

_QUERIES = 60


@pytest.fixture(scope="module")
def cluster_engine(opensearch: str) -> Iterator[Engine]:
    """The shipped corpus, on a cluster."""
    settings = ClusterSettings(shards=2, replicas=0, timeout=60)
    engine = open_engine(f"opensearch+{opensearch}/shipped", EngineOptions(cluster=settings))
    rebuild(engine, IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
    yield engine
    nodes.ask(f"{opensearch}/shipped-*", method="DELETE")


def test_random_searches_find_the_same_and_count_the_same(corpus_engine: Engine, cluster_engine: Engine) -> None:
    here, there = corpus_engine.snapshot(), cluster_engine.snapshot()
    searches = list(asked(list(summaries(here)), _QUERIES, seed=3))
    assert list(differences(here, there, searches)) == []
    assert sum(here.count(search.query, search.filters) > 0 for search in searches) > _QUERIES // 2


@pytest.mark.parametrize("text", ["lou gehrig", '"did not slow"', "stem cells knee pain", "regen*", "als -covid", ""])
def test_a_page_shows_the_same(text: str, corpus_engine: Engine, cluster_engine: Engine) -> None:
    here, there = (search(engine, SearchRequest(text, size=100)) for engine in (corpus_engine, cluster_engine))
    assert (here.total, here.facets, here.years) == (there.total, there.facets, there.years)
    assert (here.partial_total, here.interpretations, here.notices) == (
        there.partial_total,
        there.interpretations,
        there.notices,
    )
    assert _passages(here.hits) == _passages(there.hits)


def _passages(hits: Iterable[HighlightedHit]) -> dict[str, tuple[Passage, ...]]:
    return {hit.summary.id: hit.passages for hit in hits}
