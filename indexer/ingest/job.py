"""The parameters that rebuild, update, check, dry run and watch share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

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
