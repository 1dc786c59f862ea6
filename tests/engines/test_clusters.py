from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh.lsi import clusters
from indexer.engines.whoosh.lsi.clusters import Clusters, open_clusters, write_clusters


def vectors(around: list[int], dimensions: int = 40) -> clusters.Vectors:
    """Return vectors of length one, each near the axis of the number given."""
    noise = np.random.default_rng(1).normal(0, 0.02, (len(around), dimensions))
    noise[np.arange(len(around)), around] += 1
    return np.asarray(noise / np.linalg.norm(noise, axis=1, keepdims=True), dtype=np.float32)


def test_what_is_like_an_aim_is_among_few_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_FEWEST_DOCUMENTS", 100)
    around = [number % 40 for number in range(4000)]  # forty heaps of a hundred
    write_clusters(tmp_path, vectors(around))
    near = Clusters(tmp_path).near(vectors([7]))
    assert set(range(7, 4000, 40)) <= set(near.tolist())
    assert len(near) < 2000
    assert list(near) == sorted(set(near.tolist()))


def test_every_document_is_in_one_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_FEWEST_DOCUMENTS", 100)
    monkeypatch.setattr(clusters, "_PROBED", 10**6)
    write_clusters(tmp_path, vectors([number % 3 for number in range(500)]))
    assert Clusters(tmp_path).near(vectors([0])).tolist() == list(range(500))


def test_few_documents_are_not_clustered(tmp_path: Path) -> None:
    write_clusters(tmp_path, vectors([0, 1, 2]))
    assert open_clusters(tmp_path) is None
