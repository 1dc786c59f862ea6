"""Progress of a command. On a terminal, it is a progress bar. In a log, it is a line every ten seconds.

The progress of a rebuild is the size of the summaries that are indexed already. Summaries that are only read don't
count. The library click draws the bar and estimates the remaining time. The library rich is not used, because it would
be another dependency.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import click

from indexer.cli.terminal import is_quiet
from indexer.ingest.job import ProgressCallback

_LOG_INTERVAL = 10.0  # seconds
_MEGABYTE = 1_000_000


class ProgressDisplay:
    """A context manager that returns a progress callback. The callback is called with (bytes done, total bytes).

    ``next_step`` is the name of the next step. It is printed when all bytes are done. If ``hidden`` is True or
    ``--quiet`` is given, nothing is printed. A log contains no line if all bytes are done within ten seconds.
    """

    def __init__(self, hidden: bool, next_step: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._ended = hidden or is_quiet()
        self._next_step = next_step
        self._clock = clock
        self._started = self._last_line = clock()
        self._is_terminal = sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> ProgressCallback:
        return self._advance

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None and not self._ended:
            self._bar.render_finish()

    def _advance(self, done: int, total: int) -> None:
        if self._ended or not total:
            return
        if self._is_terminal:
            self._draw_bar(done, total)
        elif done < total:
            self._print_line(done, total)
        if done >= total:
            shown = self._bar is not None or self._last_line > self._started
            self.__exit__()
            self._ended = True
            if self._next_step and shown:
                click.echo(f"{self._next_step} ...", err=True)

    def _draw_bar(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label="Reading", file=sys.stderr, item_show_func=self._speed, width=30
            )
        self._bar.update(done - self._bar.pos, done)

    def _print_line(self, done: int, total: int) -> None:
        """Print a line if the previous line is at least ten seconds old. The first line follows after ten seconds."""
        now = self._clock()
        if now - self._last_line >= _LOG_INTERVAL:
            left = int((now - self._started) * (total - done) / done)
            line = f"Reading: {done / total:.0%}, {self._speed(done)}, {left // 60}:{left % 60:02d} min left"
            click.echo(line, err=True)
            self._last_line = now

    def _speed(self, done: int | None) -> str | None:
        return f"{done / _MEGABYTE / max(self._clock() - self._started, 0.001):.1f} MB/s" if done else None
