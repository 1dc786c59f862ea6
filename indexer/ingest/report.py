"""The report of a rebuild, an update or a check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.engines.protocols import Generation
from indexer.errors import Problem


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
