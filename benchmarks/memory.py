"""How much memory a process and its children hold, looked at ten times a second.

What processes share is counted once (PSS), so it can be told on Linux alone; elsewhere all is 0.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1  # seconds


@dataclass
class Peak:
    """The most bytes that were held at once: by the process with its children, by itself."""

    together: int = 0
    alone: int = 0


@contextmanager
def watching(process: int) -> Iterator[Peak]:
    """Lend what becomes the most that the process holds meanwhile."""
    peak = Peak()
    done = threading.Event()

    def look() -> None:
        while not done.wait(_EVERY):
            alone = _held(process)
            peak.together = max(peak.together, alone + sum(map(_held, _children(process))))
            peak.alone = max(peak.alone, alone)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield peak
    finally:
        done.set()
        looking.join()


def _children(process: int) -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended
            found += map(int, children.read_text().split())
    return found


def _held(process: int) -> int:
    """Return the bytes that a process holds, its part of what is shared; 0 of one that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
