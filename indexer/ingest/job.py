"""Parameters and report of a rebuild, an update, a check, a dry run and each update while watching."""

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
"""Called with (bytes done, total bytes). When both are equal, the index still has to be written."""


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class IngestJob:
    """The sources of summaries, the options for reading them, and the vocabulary to tag them with.

    ``sources`` are files and folders. ``processes`` is the number of processes that tag; None means one per core for a
    large collection, and this process alone for a small one. ``clock`` dates summaries that are new or have changed.
    """

    sources: Sequence[Path]
    vocabulary: Vocabulary
    reading: ReadingOptions = DEFAULT_READING
    progress: ProgressCallback | None = None
    processes: int | None = None
    clock: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class UpdateCounts:
    """Numbers of summaries that an update added, indexed again, removed and left unchanged."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a rebuild, an update or a check.

    ``read`` counts valid and rejected summaries, ``indexed`` only valid ones, even if they were only checked.
    ``passed_over`` lists skipped files, such as a README. ``seconds`` is wall time. ``generation`` is None after a dry
    run or a check. ``changes`` is set by an update. If an update rebuilt the index, ``rebuild_reason`` is set instead.
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
        """The number of rejected summaries. A file with problems counts as one rejected summary."""
        return self.read - self.indexed
