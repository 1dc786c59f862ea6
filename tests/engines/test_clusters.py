from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh.lsi import clusters
from indexer.engines.whoosh.lsi.clusters import Clusters, Vectors, write_clusters


def vectors(axes: list[int], dimensions: int = 40) -> Vectors:
    """Return a unit vector near each of the axes."""
    noise = np.random.default_rng(1).normal(0, 0.02, (len(axes), dimensions))
    noise[np.arange(len(axes)), axes] += 1
    return np.asarray(noise / np.linalg.norm(noise, axis=1, keepdims=True), dtype=np.float32)


def test_documents_similar_to_a_query_are_in_a_few_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "MIN_DOCUMENTS", 100)
    write_clusters(tmp_path, vectors([number % 40 for number in range(4000)]))  # 40 groups of 100
    nearest = Clusters(tmp_path).nearest(vectors([7]))
    assert set(range(7, 4000, 40)) <= set(nearest.tolist())
    assert len(nearest) < 2000
    assert list(nearest) == sorted(set(nearest.tolist()))


def test_every_document_is_in_one_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "MIN_DOCUMENTS", 100)
    monkeypatch.setattr(clusters, "PROBES", 10**6)
    write_clusters(tmp_path, vectors([number % 3 for number in range(500)]))
    assert Clusters(tmp_path).nearest(vectors([0])).tolist() == list(range(500))


def test_a_small_collection_has_no_clusters(tmp_path: Path) -> None:
    write_clusters(tmp_path, vectors([0, 1, 2]))
    assert not list(tmp_path.iterdir())
