"""Until when a search may take: what takes long looks at the clock now and then, and gives up when it is too late.

Cooperative, so that nothing has to be killed: a thread cannot be. One step over the tables takes milliseconds, and
between any two of them :func:`check` is called. The deadline is that of the thread (a context variable), so that what
reckons need not be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from indexer.errors import SearchTooSlow

_Deadline = tuple[float, float] | None  # when it is too late, by the monotonic clock, and how many seconds were given

_deadline: ContextVar[_Deadline] = ContextVar("deadline", default=None)


def begin(seconds: float) -> None:
    """Give what this thread reckons from now on so many seconds, until :func:`lift`; 0 is no bound."""
    _deadline.set((monotonic() + seconds, seconds) if seconds else None)


def lift() -> None:
    """Let what this thread reckons take as long as it takes."""
    _deadline.set(None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give what is reckoned in the block so many seconds."""
    before = _deadline.get()
    begin(seconds)
    try:
        yield
    finally:
        _deadline.set(before)


def check() -> None:
    """Raise SearchTooSlow when the deadline has passed. Costs a fifth of a microsecond."""
    deadline = _deadline.get()
    if deadline is not None and monotonic() > deadline[0]:
        raise SearchTooSlow(f"the search took longer than {deadline[1]:g} s", "ask for less at once")
