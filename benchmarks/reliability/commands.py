"""The commands of the project as processes, and checks of the files and processes that they leave behind."""

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
_MAX_WAIT = 20  # seconds until all processes of a command must have ended


class Failure(AssertionError):
    """A broken promise."""


def check(kept: bool, message: str) -> None:
    """Raise Failure with ``message`` unless a promise was kept."""
    if not kept:
        raise Failure(message)


def start(command: str, state: State, root: Path, **options: Any) -> subprocess.Popen[str]:
    """Start ``indexer rebuild`` or ``indexer update`` for the files of a state, in a new process group."""
    arguments = [_INDEXER, command, state.sources, "--index", root, "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(arguments, text=True, start_new_session=True, **pipes, **options)  # noqa: S603


def run(command: str, state: State, root: Path, **options: Any) -> tuple[int, str]:
    """Run a command. Return its exit code and its standard error. Raises Failure if this contains a stack trace."""
    process = start(command, state, root, **options)
    _, errors = process.communicate()
    check("Traceback" not in errors, f"{command} showed a stack trace:\n{errors}")
    return process.returncode, errors


def generations(root: Path) -> set[str]:
    """Return the names of the generations in the index, complete or not."""
    folder = root / "generations"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def held(root: Path, states: tuple[State, ...]) -> str:
    """Return the name of the state that the index contains, or "none" without an index, or else "a mix"."""
    try:
        content = answer(open_engine(str(root)), words_of(states[0]))
    except IndexMissing:
        return "none"
    return next((state.name for state in states if state.answer == content), "a mix")


def check_tidy(root: Path, max_generations: int = 2) -> None:
    """Raise Failure if the index folder contains incomplete or too many generations, or temporary files."""
    names, made = {path.name for path in root.iterdir()}, generations(root)
    check(names <= _OURS, f"left behind: {sorted(names - _OURS)}")
    check(all(map(_GENERATION.fullmatch, made)) and len(made) <= max_generations, f"left behind: {sorted(made)}")
    for name in made:
        check((root / "generations" / name / "manifest.json").exists(), f"left behind, incomplete: {name}")


def check_ended(group: int) -> None:
    """Wait for the end of all processes of a group. Raise Failure if one is still running after _MAX_WAIT seconds."""
    until = time.monotonic() + _MAX_WAIT
    while left := _members(group):
        check(time.monotonic() < until, f"still running: {left}")
        time.sleep(0.02)


def _members(group: int) -> list[int]:
    """Return the ids of the running processes of a group, without zombies."""
    command = ["ps", "-eo", "pid=,pgid=,stat="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    rows = (line.split() for line in listed.splitlines())
    return [int(pid) for pid, of, state in rows if int(of) == group and not state.startswith("Z")]


def wait_for(event: Callable[[], bool], process: subprocess.Popen[str], seconds: float) -> None:
    """Wait until ``event`` returns True, the process ends, or ``seconds`` have passed."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until and not event():
        time.sleep(0.001)
