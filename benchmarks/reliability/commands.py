"""The project's own commands as processes, and what they leave behind."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.reliability.states import State, answer, words_of
from indexer.engines import open_engine
from indexer.errors import IndexMissing

_INDEXER = Path(sys.executable).with_name("indexer")
_OURS = {"summary-search.json", "CURRENT", "LOCK", "generations"}
_GENERATION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_PATIENCE = 20  # seconds


class Failure(AssertionError):
    """What was promised was not kept."""


def check(kept: bool, said: str) -> None:
    """Raise Failure unless a promise was kept."""
    if not kept:
        raise Failure(said)


def start(command: str, state: State, root: Path, **options: Any) -> subprocess.Popen[str]:
    """Start ``indexer rebuild`` or ``update`` of a state, the first process of a group of its own."""
    arguments = [_INDEXER, command, state.sources, "--index", root, "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(arguments, text=True, start_new_session=True, **pipes, **options)  # noqa: S603


def run(command: str, state: State, root: Path, **options: Any) -> tuple[int, str]:
    """Run a command to its end; return its exit code and what it said on standard error."""
    process = start(command, state, root, **options)
    _, said = process.communicate()
    check("Traceback" not in said, f"{command} showed a stack trace:\n{said}")
    return process.returncode, said


def generations(root: Path) -> set[str]:
    """Return the names of the generations that are there, whole or not."""
    folder = root / "generations"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def held(root: Path, states: tuple[State, ...]) -> str:
    """Return the name of the state that the index holds whole, "none" where there is no index yet."""
    try:
        found = answer(open_engine(str(root)), words_of(states[0]))
    except IndexMissing:
        return "none"
    return next((state.name for state in states if state.answer == found), "a mix")


def check_tidy(root: Path, most: int = 2) -> None:
    """Raise Failure where something was left that no index holds: half generations, half written files."""
    names, made = {path.name for path in root.iterdir()}, generations(root)
    check(names <= _OURS, f"left behind: {sorted(names - _OURS)}")
    check(all(map(_GENERATION.fullmatch, made)) and len(made) <= most, f"left behind: {sorted(made)}")
    for name in made:
        check((root / "generations" / name / "manifest.json").exists(), f"left behind, half done: {name}")


def check_ended(group: int) -> None:
    """Raise Failure where a process of a group does not end by itself."""
    until = time.monotonic() + _PATIENCE
    while left := _members(group):
        check(time.monotonic() < until, f"still running: {left}")
        time.sleep(0.02)


def _members(group: int) -> list[int]:
    """Return the processes of a group that run; those that have ended and wait to be asked about do not."""
    asked = ["ps", "-eo", "pid=,pgid=,stat="]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout  # noqa: S603
    rows = (line.split() for line in listed.splitlines())
    return [int(pid) for pid, of, state in rows if int(of) == group and not state.startswith("Z")]


def wait_for(event: Callable[[], bool], process: subprocess.Popen[str], seconds: float) -> None:
    """Wait until an event, the end of the process or so many seconds, whichever comes first."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until and not event():
        time.sleep(0.001)
