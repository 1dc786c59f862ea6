"""Rebuilds and updates that are killed with SIGKILL. The moments are spread over the whole duration of the command.

In each run, a command changes the index from one state to the other and is killed. The index must then contain exactly
one of the two states. The next command runs undisturbed. It must change the index to the other state and remove all
leftovers.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.reliability.commands import check, check_ended, check_tidy, generations, held, run, start, wait_for
from benchmarks.reliability.states import State, make_states
from indexer.engines import open_engine

COMMANDS = ("rebuild", "update")
_FROM_NOTHING = 0.1  # share of runs that start without an index
_AT_THE_END = 0.5  # share of runs that are killed at the end, because syncing and swapping take little of the time
_JUST_AFTER = 0.04  # maximum seconds between an event at the end and the kill
_LONGEST = 120  # maximum seconds to wait for such an event


def kills(folder: Path, runs: int, summaries: int, seed: int, first: int) -> dict[str, int]:
    """Kill a command in each run. Return the number of runs by phase, by command and by the state served afterwards.

    Raises Failure if a promise is broken.
    """
    states = make_states(folder, summaries, seed)
    root = folder / "index"
    typical = {command: _time(command, states, root) for command in COMMANDS}
    run("rebuild", states[first % 2], root)
    counted: Counter[str] = Counter()
    for number in range(first, first + runs):
        try:
            events = _Run(root, states, number, seed).killed(typical)
            print(f"run {number}: {'; '.join(events)}", file=sys.stderr)  # noqa: T201
            counted.update(events)
        except AssertionError as failure:
            failure.add_note(f"repeat it with: --seed {seed} --first {number} --runs 1 --summaries {summaries}")
            raise
    return dict(sorted(counted.items()))


def _time(command: str, states: tuple[State, State], root: Path) -> float:
    """Run a command without disturbance, and return its duration in seconds."""
    run("rebuild", states[0], root)
    began = time.monotonic()
    code, errors = run(command, states[1], root)
    check(code == 0, errors)
    return time.monotonic() - began


class _Run:
    """One killed command."""

    def __init__(self, root: Path, states: tuple[State, State], number: int, seed: int) -> None:
        self._root = root
        self._states = states
        self._before, self._after = states if number % 2 == 0 else reversed(states)
        self._random = random.Random(f"{seed} {number}")  # noqa: S311

    def killed(self, typical: dict[str, float]) -> list[str]:
        """Kill a command, check the index, and run another command to its end. Return the events to count."""
        root, states = self._root, self._states
        expected = self._prepare()
        reader = open_engine(str(root))
        if expected != "none":
            reader.snapshot()
        known, pointed = generations(root), self._pointer()
        command = self._random.choice(COMMANDS)
        process = start(command, self._after, root)
        self._wait(process, typical[command], known, pointed)
        phase, target = self._phase(process, known, pointed), self._random.choice(("main process", "whole group"))
        self._kill(process, target)
        found = held(root, states)
        check(found in (expected, self._after.name), f"from {expected} to {self._after.name}: {found}, killed {phase}")
        if found != "none":
            now = open_engine(str(root)).snapshot().generation
            check(reader.snapshot().generation == now, "a reader that was open before has something else")
        again = self._random.choice(COMMANDS)
        code, errors = run(again, self._after, root)
        check(code == 0, f"the next {again} failed: {errors}")
        check(held(root, states) == self._after.name, f"the next {again} is not complete")
        check_tidy(root)
        return [
            f"killed {phase}",
            f"killed: {command}",
            f"killed: {target}",
            f"served then: {_outcome(found, expected)}",
        ]

    def _prepare(self) -> str:
        """Keep or remove the index of the last run. Return the name of its state, or "none" after removal."""
        if self._random.random() >= _FROM_NOTHING:
            return self._before.name
        shutil.rmtree(self._root)
        return "none"

    def _wait(self, process: subprocess.Popen[str], typical: float, known: set[str], pointed: str) -> None:
        if self._random.random() >= _AT_THE_END:
            time.sleep(self._random.uniform(0, typical * 1.05))
            return
        events: list[Callable[[], bool]] = [
            lambda: self._has("places.npy", known),
            lambda: self._has("manifest.json", known),
            lambda: self._pointer() != pointed,
        ]
        wait_for(self._random.choice(events), process, _LONGEST)
        time.sleep(self._random.uniform(0, _JUST_AFTER))

    def _phase(self, process: subprocess.Popen[str], known: set[str], pointed: str) -> str:
        if process.poll() is not None:
            return "7 after the end"
        if self._pointer() != pointed:
            return "6 after the swap, removing old files"
        if self._has("manifest.json", known):
            return "5 while it was verified"
        if self._has("places.npy", known):
            return "4 while it was synced to disk"
        if self._has("years.npy", known):
            return "3 while tables were written"
        return "2 while summaries were read and tagged" if generations(self._root) - known else "1 before it wrote"

    def _has(self, name: str, known: set[str]) -> bool:
        return any((self._root / "generations" / new / name).exists() for new in generations(self._root) - known)

    def _pointer(self) -> str:
        try:
            return (self._root / "CURRENT").read_text()
        except FileNotFoundError:
            return ""

    def _kill(self, process: subprocess.Popen[str], target: str) -> None:
        if process.poll() is None:
            (os.killpg if target == "whole group" else os.kill)(process.pid, signal.SIGKILL)
        process.communicate()
        check_ended(process.pid)


def _outcome(found: str, before: str) -> str:
    if found == "none":
        return "none yet"
    return "the old index, intact" if found == before else "the new index, intact"
