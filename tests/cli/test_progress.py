from __future__ import annotations

import sys
from io import StringIO

import pytest

from indexer.cli import progress
from indexer.cli.progress import Progress


class Screen(StringIO):
    """A terminal, or a log."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that it is, in seconds."""
    now = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def screen(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> Screen:
    screen = Screen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_a_bar_shows_what_is_done_the_rate_and_that_writing_follows(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    shown = screen(monkeypatch, terminal=True)
    with Progress(hidden=False, then="Writing the index") as told:
        told(0, 4_000_000)
        clock[0] += 2
        told(1_000_000, 4_000_000)
        told(4_000_000, 4_000_000)
        told(4_000_000, 4_000_000)
    drawn = shown.getvalue().replace("\x1b[K", "").replace("\r", "\n").splitlines()
    assert any("25%" in line and "0.5 MB/s" in line for line in drawn)
    assert any("100%" in line and "2.0 MB/s" in line for line in drawn)
    assert drawn[-1] == "Writing the index ..."
    assert drawn.count("Writing the index ...") == 1


def test_a_log_gets_a_line_now_and_then_with_the_time_left(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    shown = screen(monkeypatch, terminal=False)
    with Progress(hidden=False, then="Writing the index") as told:
        for done in range(1, 101):
            clock[0] += 1
            told(done * 1_000_000, 100_000_000)
    lines = shown.getvalue().splitlines()
    assert lines[0] == "Reading: 10%, 1.0 MB/s, 1:30 min left"
    assert lines[8] == "Reading: 90%, 1.0 MB/s, 0:10 min left"
    assert lines[9:] == ["Writing the index ..."]


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_shown_where_it_is_to_be_hidden_or_all_is_done_at_once_in_a_log(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    shown = screen(monkeypatch, terminal=terminal)
    with Progress(hidden=terminal, then="Writing the index") as told:
        told(5, 10)
        told(10, 10)
    assert shown.getvalue() == ""
