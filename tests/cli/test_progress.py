import sys
from io import StringIO

import pytest

from indexer.cli.progress import ProgressDisplay


class Screen(StringIO):
    """A terminal, or a log."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


class Clock:
    """A clock that a test sets, in seconds."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def screen(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> Screen:
    screen = Screen(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    return screen


def test_a_bar_shows_progress_speed_and_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, clock = screen(monkeypatch, terminal=True), Clock()
    with ProgressDisplay(False, "Writing the index", clock) as advance:
        advance(0, 4_000_000)
        clock.now += 2
        advance(1_000_000, 4_000_000)
        advance(4_000_000, 4_000_000)
        advance(4_000_000, 4_000_000)
    drawn = shown.getvalue().replace("\x1b[K", "").replace("\r", "\n").splitlines()
    assert any("25%" in line and "0.5 MB/s" in line for line in drawn)
    assert any("100%" in line and "2.0 MB/s" in line for line in drawn)
    assert drawn[-1] == "Writing the index ..."
    assert drawn.count("Writing the index ...") == 1


def test_a_log_has_occasional_lines_with_the_remaining_time(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, clock = screen(monkeypatch, terminal=False), Clock()
    with ProgressDisplay(False, "Writing the index", clock) as advance:
        for done in range(1, 101):
            clock.now += 1
            advance(done * 1_000_000, 100_000_000)
    lines = shown.getvalue().splitlines()
    assert lines[0] == "Reading: 10%, 1.0 MB/s, 1:30 min left"
    assert lines[8] == "Reading: 90%, 1.0 MB/s, 0:10 min left"
    assert lines[9:] == ["Writing the index ..."]


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_is_shown_if_hidden_or_for_a_short_command_in_a_log(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = screen(monkeypatch, terminal=terminal)
    with ProgressDisplay(terminal, "Writing the index") as advance:
        advance(5, 10)
        advance(10, 10)
    assert shown.getvalue() == ""
