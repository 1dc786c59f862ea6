"""Helpers for tests of the embedded index."""

from __future__ import annotations

from pathlib import Path

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary


def fill(root: Path, vocabulary: Vocabulary, *ids: str, year: int | None = None) -> Engine:
    engine = open_engine(str(root))
    with engine.writer(vocabulary) as writer:
        for summary_id in ids:
            writer.add(Summary(summary_id, "title", ("text",), year=year))
        writer.commit("test", "digest")
    return engine


def ids(engine: Engine) -> list[str]:
    found = engine.snapshot().search(All(), Filters(), "title", 0, 100)
    return [hit.summary.id for hit in found.hits]


def generations(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "generations").iterdir())


def current(root: Path) -> Path:
    return root / "generations" / (root / "CURRENT").read_text()
