"""Rebuilds and updates on a disk that becomes full. The moments are spread over the whole duration of the command.

The disk is a file system in memory (tmpfs), and its size varies. If the user may not mount it, a limit on the size of
files (RLIMIT_FSIZE) makes the same writes fail.
"""

import random
import resource
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.reliability.commands import check, check_tidy, generations, held, run, start
from benchmarks.reliability.states import State, make_states

_PLENTY = 1 << 30
_COMMANDS = ("rebuild", "update")


def full_disk(folder: Path, runs: int, summaries: int, seed: int, first: int) -> dict[str, int]:
    """Fill the disk in each run. Return the number of runs by outcome, and by the means that made writes fail.

    Raises Failure if a promise is broken.
    """
    states = make_states(folder, summaries, seed)
    counted: Counter[str] = Counter()
    with _disk(folder / "disk") as disk:
        root = disk.path / "index"
        check(run("rebuild", states[0], root)[0] == 0, "the first rebuild failed")
        needed = {command: _needed(command, states, disk, root) for command in _COMMANDS}
        shares = [(number + 0.5) / runs for number in range(runs)]
        random.Random(seed).shuffle(shares)  # noqa: S311
        for number, share in enumerate(shares[first:], first):
            command = _COMMANDS[number % 2]
            try:
                ended = _one(command, states, disk, root, int(share * needed[command]))
            except AssertionError as failure:
                failure.add_note(f"{command} with room for {share:.0%}: --seed {seed} --first {number} --runs {runs}")
                raise
            counted.update([f"by {disk.means}", f"{command}: {ended}"])
    return dict(sorted(counted.items()))


def _one(command: str, states: tuple[State, State], disk: "_Disk", root: Path, room: int) -> str:
    """Run a command with ``room`` free bytes, then a rebuild with enough space. Return the outcome of the command."""
    before, after = states if held(root, states) == states[0].name else states[::-1]
    kept = generations(root)
    code, errors = disk.run(command, after, root, room)
    if code == 0:
        check(held(root, states) == after.name, "done, but not complete")
        return "had enough room"
    check(code == 3, f"exit code {code}: {errors}")
    check(errors.count("\n") == 1 and f"the index in {root} could not be written: " in errors, f"unclear: {errors}")
    check("free space there, then try again" in errors, f"without a remedy: {errors}")
    check(held(root, states) == before.name, f"not the old collection: {held(root, states)}")
    check(generations(root) == kept, f"left behind: {generations(root) - kept}")
    code, errors = run("rebuild", after, root)
    check(code == 0, f"the next rebuild failed: {errors}")
    check(held(root, states) == after.name, "the next rebuild is not complete")
    check_tidy(root)
    return "reported that the disk is full; the old index was intact, and the next rebuild succeeded"


def _needed(command: str, states: tuple[State, State], disk: "_Disk", root: Path) -> int:
    """Return the additional bytes on disk that a command needs at its peak."""
    check(run("rebuild", states[0], root)[0] == 0, "a rebuild with room failed")
    before = peak = disk.used(root)
    process = start(command, states[1], root)
    while process.poll() is None:
        peak = max(peak, disk.used(root))
        time.sleep(0.005)
    process.communicate()
    check(process.returncode == 0, f"{command} with room failed")
    return peak - before


class _Disk:
    """A folder on a separate file system. The size of the file system can be set."""

    means = "a small file system"

    def __init__(self, path: Path) -> None:
        self.path = path

    def used(self, _root: Path) -> int:
        """Return the number of used bytes."""
        return shutil.disk_usage(self.path).used

    def run(self, command: str, state: State, root: Path, room: int) -> tuple[int, str]:
        """Run a command with ``room`` free bytes."""
        self._resize(self.used(root) + room)
        try:
            return run(command, state, root)
        finally:
            self._resize(_PLENTY)

    def _resize(self, size: int) -> None:
        _call("mount", "-o", f"remount,size={size}", self.path)


class _Limit(_Disk):
    """A folder on the normal file system. Commands run with a limit on the size of files."""

    means = "a limit on the size of files"

    def used(self, root: Path) -> int:
        return max((path.stat().st_size for path in root.glob("generations/*/*") if path.exists()), default=0)

    def run(self, command: str, state: State, root: Path, room: int) -> tuple[int, str]:
        largest = int(self.used(root) * room / _PLENTY)
        return run(command, state, root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest,) * 2))


@contextmanager
def _disk(path: Path) -> Iterator[_Disk]:
    path.mkdir()
    try:
        _call("mount", "-t", "tmpfs", "-o", f"size={_PLENTY}", "tmpfs", path)
    except (OSError, subprocess.CalledProcessError):
        yield _Limit(path)
        return
    try:
        yield _Disk(path)
    finally:
        _call("umount", path)


def _call(*arguments: Any) -> None:
    subprocess.run(list(map(str, arguments)), check=True, capture_output=True)  # noqa: S603
