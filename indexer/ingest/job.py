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
"""Called with (bytes done, total bytes). Writing the index still follows when both are equal."""


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class IngestJob:
    """The summaries to read, the way to read them, and the vocabulary to tag them with.

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

    ``read`` counts valid and rejected summaries; ``passed_over`` lists files that are no summaries by their name;
    ``seconds`` is wall time. ``generation`` is None after a check, ``changes`` after anything but an update.
    ``rebuild_reason`` explains why an update rebuilt the index; otherwise it is None.
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
        """The number of rejected summaries, or of files with something unreadable."""
        return self.read - self.indexed
