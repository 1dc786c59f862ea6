"""A rebuild or update, made aside and thrown away: what it would change is told, and nothing of the index touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from indexer.ingest import pipeline
from indexer.ingest.index_diff import IndexDiff, diff_indexes
from indexer.ingest.pipeline import Report
from indexer.ingest.source_reader import Progress
from indexer.summaries.readers import DEFAULT_READING, ReadingOptions
from indexer.vocabulary.model import Vocabulary

Make = Callable[..., Report]
""":func:`pipeline.rebuild` or :func:`pipeline.update`."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What was read (as a check reports it: no generation is there afterwards), and what would change."""

    report: Report
    comparison: IndexDiff


def dry_run(
    make: Make,
    engine: Engine,
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    queries: Sequence[str],
    progress: Progress | None = None,
    *,
    reading: ReadingOptions = DEFAULT_READING,
) -> DryRun:
    """Return what ``make`` (rebuild or update) would do to the engine's index, and to the hits of ``queries``.

    It is done in a temporary folder, which has gone when this ends, however it does. Raises what ``make`` raises.
    """
    with TemporaryDirectory(prefix="indexer-dry-run-") as folder:
        aside = _aside(engine, Path(folder) / "index", copied=make is pipeline.update)
        report = make(aside, vocabulary, sources, progress, reading=reading)
        return DryRun(replace(report, generation=None), diff_indexes(engine, aside, queries))


def _aside(engine: Engine, folder: Path, *, copied: bool) -> Engine:
    """Return an engine in a folder of its own: what is there is gone on from where it can be, else it is empty."""
    if copied:
        try:
            if (copy := engine.copied(folder)) is not None:
                return copy
        except (IndexMissing, IndexOutdated, IndexDamaged):
            pass
    return open_engine(str(folder))
