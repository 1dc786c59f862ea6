"""How far a command is: a bar where there is a terminal, a line now and then where there is none.

What is told is what is done, not what has been read ahead; and when all is read, that the index is being written.
click's own bar does: it tells the time left by the pace so far. A prettier one (rich) would be one dependency more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

import click

from indexer.cli.terminal import is_quiet

_EVERY = 10.0  # seconds between lines in a log
_MEGABYTE = 1_000_000


class Progress:
    """Used in a ``with``, which lends what is to be called with (bytes done, bytes in all).

    ``then`` says what is done behind the last byte. With JSON, or where the command is to be quiet, nothing is shown.
    """

    def __init__(self, hidden: bool, then: str | None = None) -> None:
        self._hidden = hidden or is_quiet()
        self._shown: _Bar | _Log = _Bar(then) if sys.stderr.isatty() else _Log(then)

    def __enter__(self) -> Callable[[int, int], None]:
        return self._advance

    def __exit__(self, *failure: object) -> None:
        self._shown.end()

    def _advance(self, done: int, total: int) -> None:
        if total and not self._hidden:
            self._shown.advance(done, total)


class _Bar:
    """A bar that is drawn again and again, with the rate and the time left."""

    def __init__(self, then: str | None) -> None:
        self._then = then
        self._bar: Any = None
        self._ended = False
        self._started = monotonic()

    def advance(self, done: int, total: int) -> None:
        """Draw the bar."""
        if self._ended:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label="Reading", file=sys.stderr, item_show_func=self._rate, width=30
            )
        self._bar.update(done - self._bar.pos, done)
        if done >= total:
            self.end()
            if self._then:
                click.echo(f"{self._then} ...", err=True)

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None and not self._ended:
            self._ended = True
            self._bar.render_finish()

    def _rate(self, done: int | None) -> str | None:
        return _rate(done, monotonic() - self._started) if done else None


class _Log:
    """Lines of their own, so that a log stays readable; none where all is done within seconds."""

    def __init__(self, then: str | None) -> None:
        self._then = then
        self._started = self._told = monotonic()
        self._any = False

    def advance(self, done: int, total: int) -> None:
        """Print a line where it is time for one."""
        now = monotonic()
        if now - self._told >= _EVERY and done < total:
            seconds = now - self._started
            left = seconds * (total - done) / done
            click.echo(f"Reading: {done / total:.0%}, {_rate(done, seconds)}, {_time(left)} left", err=True)
            self._told, self._any = now, True
        elif done >= total and self._any and self._then:
            click.echo(f"{self._then} ...", err=True)

    def end(self) -> None:
        """Nothing is open."""


def _rate(done: int, seconds: float) -> str:
    return f"{done / _MEGABYTE / max(seconds, 0.001):.1f} MB/s"


def _time(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d} min"
