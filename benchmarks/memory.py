"""Peak memory of a process and its children, measured every 0.05 s.

Shared memory is counted only once (PSS). Only Linux reports this figure; on other systems all values are 0.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.05  # seconds


@dataclass
class Peak:
    """Peak memory in bytes: of the process with its children, and of the process alone."""

    together: int = 0
    alone: int = 0


@contextmanager
def watching(process: int) -> Iterator[Peak]:
    """Measure the peak memory of a process during the block."""
    peak = Peak()
    done = threading.Event()

    def measure() -> None:
        while not done.wait(_INTERVAL):
            alone = _memory(process)
            peak.together = max(peak.together, alone + sum(map(_memory, _children(process))))
            peak.alone = max(peak.alone, alone)

    thread = threading.Thread(target=measure)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def _children(process: int) -> list[int]:
    children: list[int] = []
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # the thread may have ended
            children += map(int, listing.read_text().split())
    return children


def _memory(process: int) -> int:
    """Return the memory of a process in bytes, including its share of shared memory. Return 0 if it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
