"""Cooperative deadlines for searches.

Long loops call :func:`check` between steps of a few milliseconds. It raises SearchTooSlow once the time budget of the
current request is spent. A thread cannot be killed, so a search has to stop itself. The deadline is a context variable
of the thread, so it isn't passed through every function.
"""

from __future__ import annotations

from contextvars import ContextVar
from time import monotonic

from indexer.errors import SearchTooSlow

# (time of the monotonic clock, time budget in seconds)
_deadline: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


def begin(seconds: float) -> None:
    """Set the time budget of this thread from now on, until :func:`lift`. 0 means no limit."""
    _deadline.set((monotonic() + seconds, seconds) if seconds else None)


def lift() -> None:
    """Remove the deadline of this thread."""
    _deadline.set(None)


def check() -> None:
    """Raise SearchTooSlow if the deadline has passed. Takes 0.2 microseconds."""
    deadline = _deadline.get()
    if deadline is not None and monotonic() > deadline[0]:
        raise SearchTooSlow(f"the search took longer than {deadline[1]:g} s", "use fewer words or add a filter")
