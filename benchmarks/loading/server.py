"""A searchapp in processes of its own: started, watched, rebuilt under, and stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(index: Path, corpus: Path, **settings: object) -> dict[str, str]:
    """Return the variables of a server over ``index``."""
    given = {"index": index, "corpus": corpus, **settings}
    return {**os.environ, **{f"SUMMARY_SEARCH_{name.upper()}": str(value) for name, value in given.items()}}


@contextmanager
def serving(environ: Mapping[str, str], port: int) -> Iterator[int]:
    """Serve, and give the number of the first process, from when it answers."""
    command = [sys.executable, "-m", "benchmarks.loading.started", "searchapp", "--port", str(port)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own
    try:
        assert process.stdout is not None  # noqa: S101  # asked for
        next(line for line in process.stdout if line.startswith("Serving "))
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Rebuilds(threading.Thread):
    """Rebuilds the index out of the files in turn, back to back, until ``done``; ``sources`` tells what each is of."""

    def __init__(self, environ: Mapping[str, str], files: Sequence[Path], done: threading.Event) -> None:
        super().__init__()
        self._environ, self._files, self._done = environ, files, done
        self.sources: dict[str, int] = {}
        self.failures: list[str] = []

    def run(self) -> None:
        """Rebuild."""
        turn = 0
        while not self._done.is_set():
            turn = 1 - turn
            command = [sys.executable, "-m", "benchmarks.loading.started", "indexer", "rebuild", "--json"]
            done = subprocess.run(  # noqa: S603  # our own
                [*command, str(self._files[turn])], env=self._environ, capture_output=True, text=True, check=False
            )
            if done.returncode:
                self.failures.append(done.stderr)
                return
            self.sources[json.loads(done.stdout)["index"]["version"]] = turn


class Memory(threading.Thread):
    """Reads each second what the processes of a server hold: (seconds, proportional MB, private MB)."""

    def __init__(self, process: int, done: threading.Event) -> None:
        super().__init__()
        self._process, self._done = process, done
        self.seen: list[tuple[float, float, float]] = []

    def run(self) -> None:
        """Read."""
        started = time.monotonic()
        while not self._done.wait(1):
            self.seen.append((time.monotonic() - started, *held(self._process)))


def held(process: int) -> tuple[float, float]:
    """Return what a process and its children hold: megabytes, what is shared in shares, and what each has alone."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    shares = alone = 0
    for each in (process, *map(int, children)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it has just ended
            continue
        sizes = {name: int(rest.split()[0]) for name, rest in (line.split(":", 1) for line in lines[1:])}
        shares += sizes["Pss"]
        alone += sizes["Private_Clean"] + sizes["Private_Dirty"]
    return shares / 1024, alone / 1024
