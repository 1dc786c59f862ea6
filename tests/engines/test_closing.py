import gc
from pathlib import Path

import pytest

from indexer.engines.protocols import EngineSearch
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.query.ast import Phrase
from indexer.query.request import Filters
from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current, fill


def test_a_generation_without_references_is_closed_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Otherwise its files stay open, and the generation cannot be removed, until a garbage collection."""
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("this system has no /proc")
    fill(tmp_path, vocabulary, "a", "b")

    def opened() -> int:
        return sum(str(tmp_path) in str(path.readlink()) for path in descriptors.iterdir() if path.exists())

    gc.collect()
    gc.disable()
    try:
        snapshot = WhooshSnapshot(current(tmp_path))
        assert snapshot.search(EngineSearch(Phrase(("titl",)), Filters(), "relevance", 0, 10)).total == 2
        assert opened() > 0
        del snapshot
        assert opened() == 0
    finally:
        gc.enable()
