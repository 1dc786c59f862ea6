"""Dry run of a rebuild or update. It writes a temporary index and compares this index with the current index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from indexer.ingest.index_diff import IndexDiff, diff_indexes
from indexer.ingest.job import IngestJob, Report
from indexer.ingest.update import update

Ingest = Callable[[Engine, IngestJob], Report]
"""The type of ``rebuild`` and ``update``."""

OTHER_ENGINE = (
    "rankings of the pinned queries are not compared: the dry run uses an embedded index, which ranks hits differently "
    "from the cluster"
)


@dataclass(frozen=True, slots=True)
class DryRun:
    """The result of a dry run.

    The generation of ``report`` is None. ``diff`` contains the changes to the index. ``note`` is the reason if rankings
    are not compared, else None.
    """

    report: Report
    diff: IndexDiff
    note: str | None = None


def dry_run(ingest: Ingest, engine: Engine, job: IngestJob, queries: Sequence[str]) -> DryRun:
    """Run ``ingest`` on a temporary index. Return its report, and the changes to index and rankings of ``queries``.

    The current index in ``engine`` stays the same. The temporary index is embedded, and is always removed. If the
    current index is on a cluster, rankings are not comparable and are left out. Raises the errors of ``ingest``.
    """
    with TemporaryDirectory(prefix="indexer-dry-run-") as folder:
        temporary = _temporary_engine(engine, Path(folder) / "index", copy=ingest is update)
        report = replace(ingest(temporary, job), generation=None)
        if type(temporary) is not type(engine):
            return DryRun(report, diff_indexes(engine, temporary, ()), OTHER_ENGINE if queries else None)
        return DryRun(report, diff_indexes(engine, temporary, queries))


def _temporary_engine(engine: Engine, folder: Path, *, copy: bool) -> Engine:
    """Return an engine with a copy of the current index. If ``copy`` is False or copying fails, the engine is empty."""
    if copy:
        try:
            if (copied := engine.copied(folder)) is not None:
                return copied
        except (IndexMissing, IndexOutdated, IndexDamaged):
            pass
    return open_engine(str(folder))
