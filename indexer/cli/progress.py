"""Progress of a command: a bar on a terminal, and occasional lines in a log.

Progress counts indexed bytes, not bytes that were read ahead. The bar is that of click, which estimates the remaining
time from the speed so far; rich would be another dependency.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

import click

from indexer.cli.terminal import is_quiet
from indexer.ingest.job import ProgressCallback

_LOG_INTERVAL = 10.0  # seconds
_MEGABYTE = 1_000_000

_Clock = Callable[[], float]


class ProgressDisplay:
    """A context manager that returns a callback for (bytes done, total bytes).

    ``next_step`` names the step after the last byte. Nothing is shown if ``hidden`` or with ``--quiet``.
    """

    def __init__(self, hidden: bool, next_step: str | None = None, clock: _Clock = monotonic) -> None:
        self._hidden = hidden or is_quiet()
        self._display: _Bar | _Log = (_Bar if sys.stderr.isatty() else _Log)(next_step, clock)

    def __enter__(self) -> ProgressCallback:
        return self._advance

    def __exit__(self, *failure: object) -> None:
        self._display.end()

    def _advance(self, done: int, total: int) -> None:
        if total and not self._hidden:
            self._display.advance(done, total)


class _Bar:
    """A bar with the speed and the remaining time."""

    def __init__(self, next_step: str | None, clock: _Clock) -> None:
        self._next_step = next_step
        self._clock = clock
        self._bar: Any = None
        self._ended = False
        self._started = clock()

    def advance(self, done: int, total: int) -> None:
        """Draw the bar."""
        if self._ended:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label="Reading", file=sys.stderr, item_show_func=self._speed, width=30
            )
        self._bar.update(done - self._bar.pos, done)
        if done >= total:
            self.end()
            if self._next_step:
                click.echo(f"{self._next_step} ...", err=True)

    def end(self) -> None:
        """End the line of the bar."""
        if self._bar is not None and not self._ended:
            self._ended = True
            self._bar.render_finish()

    def _speed(self, done: int | None) -> str | None:
        return _speed(done, self._clock() - self._started) if done else None


class _Log:
    """A line every ten seconds; none if everything is done before."""

    def __init__(self, next_step: str | None, clock: _Clock) -> None:
        self._next_step = next_step
        self._clock = clock
        self._started = self._last = clock()
        self._any = False

    def advance(self, done: int, total: int) -> None:
        """Print a line if the last one is old enough."""
        now = self._clock()
        if now - self._last >= _LOG_INTERVAL and done < total:
            seconds = now - self._started
            left = int(seconds * (total - done) / done)
            speed = _speed(done, seconds)
            click.echo(f"Reading: {done / total:.0%}, {speed}, {left // 60}:{left % 60:02d} min left", err=True)
            self._last, self._any = now, True
        elif done >= total and self._any and self._next_step:
            click.echo(f"{self._next_step} ...", err=True)

    def end(self) -> None:
        """Do nothing: there is no open line."""


def _speed(done: int, seconds: float) -> str:
    return f"{done / _MEGABYTE / max(seconds, 0.001):.1f} MB/s"
