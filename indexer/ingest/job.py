"""Parameters and report of a job: a rebuild, an update, a check, a dry run, or an update by ``watch``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.engines.protocols import Generation
from indexer.errors import Problem
from indexer.summaries.readers import DEFAULT_READING, ReadingOptions
from indexer.vocabulary.model import Vocabulary

ProgressCallback = Callable[[int, int], None]
"""A function that is called with (bytes done, total bytes) while files are read. The index is written after that."""


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class IngestJob:
    """The parameters of a job.

    ``sources`` are files and folders of summaries, and ``reading`` contains the options for reading them.
    ``vocabulary`` is used for tagging. ``processes`` is the number of tagging processes. If it is None, a large
    collection is tagged by one process per core, and a small collection by the current process. ``clock`` returns the
    time that is stored in new and changed summaries.
    """

    sources: Sequence[Path]
    vocabulary: Vocabulary
    reading: ReadingOptions = DEFAULT_READING
    progress: ProgressCallback | None = None
    processes: int | None = None
    clock: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class UpdateCounts:
    """The numbers of summaries that an update added, changed, removed and left unchanged."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a rebuild, an update or a check.

    ``read`` is the number of valid and rejected summaries. ``indexed`` is the number of valid summaries. After a check,
    they are not in an index. ``passed_over`` lists skipped files, such as a README. ``seconds`` is the elapsed time.
    ``generation`` is None after a dry run or a check. An update sets ``changes``. If it rebuilt the complete index, it
    sets ``rebuild_reason`` instead.
    """

    read: int
    indexed: int
    problems: tuple[Problem, ...]
    passed_over: tuple[Path, ...]
    seconds: float
    generation: Generation | None = None
    changes: UpdateCounts | None = None
    rebuild_reason: str | None = None

    @property
    def rejected(self) -> int:
        """The number of rejected summaries. A file with invalid content counts as one rejected summary."""
        return self.read - self.indexed
