"""A searchapp server in separate processes, rebuilds of its index, and measurement of its memory."""

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
    """Return an unused port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(index: Path, corpus: Path, **settings: object) -> dict[str, str]:
    """Return the environment of a server over ``index``."""
    values = {"index": index, "corpus": corpus, **settings}
    return {**os.environ, **{f"SUMMARY_SEARCH_{name.upper()}": str(value) for name, value in values.items()}}


@contextmanager
def serving(environ: Mapping[str, str], port: int) -> Iterator[int]:
    """Start a server and yield the id of its main process as soon as it answers. Finally stop the server."""
    command = [sys.executable, "-m", "benchmarks.loading.started", "searchapp", "--port", str(port)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)  # noqa: S603  # fixed command
    try:
        assert process.stdout is not None  # noqa: S101  # PIPE is set
        next(line for line in process.stdout if line.startswith("Serving "))
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Rebuilds(threading.Thread):
    """Thread that rebuilds the index from alternating files until ``done`` is set.

    ``sources`` maps each index version to the position of its file in the list of files.
    """

    def __init__(self, environ: Mapping[str, str], files: Sequence[Path], done: threading.Event) -> None:
        super().__init__()
        self._environ, self._files, self._done = environ, files, done
        self.sources: dict[str, int] = {}
        self.failures: list[str] = []

    def run(self) -> None:
        """Run the rebuilds."""
        turn = 0
        while not self._done.is_set():
            turn = 1 - turn
            command = [sys.executable, "-m", "benchmarks.loading.started", "indexer", "rebuild", "--json"]
            done = subprocess.run(  # noqa: S603  # fixed command
                [*command, str(self._files[turn])], env=self._environ, capture_output=True, text=True, check=False
            )
            if done.returncode:
                self.failures.append(done.stderr)
                return
            self.sources[json.loads(done.stdout)["index"]["version"]] = turn


class MemoryMonitor(threading.Thread):
    """Thread that measures the memory of a server every second.

    A sample is a tuple (seconds since the start, proportional MB, private MB).
    """

    def __init__(self, process: int, done: threading.Event) -> None:
        super().__init__()
        self._process, self._done = process, done
        self.samples: list[tuple[float, float, float]] = []

    def run(self) -> None:
        """Measure the memory until the event ``done`` is set."""
        started = time.monotonic()
        while not self._done.wait(1):
            self.samples.append((time.monotonic() - started, *memory_of(self._process)))


def memory_of(process: int) -> tuple[float, float]:
    """Return the proportional and the private memory of a process and its children, in megabytes."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    proportional = private = 0
    for each in (process, *map(int, children)):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # the process may have ended
            continue
        sizes = {name: int(rest.split()[0]) for name, rest in (line.split(":", 1) for line in lines[1:])}
        proportional += sizes["Pss"]
        private += sizes["Private_Clean"] + sizes["Private_Dirty"]
    return proportional / 1024, private / 1024
