"""How much memory a process takes at most, with all that it started. What they share is counted once (PSS)."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from pathlib import Path

_EVERY = 0.05  # seconds


def peak(process: subprocess.Popen[str]) -> int:
    """Return the most bytes that were held at once, when the process has ended; 0 where the system tells none."""
    most = 0
    while process.poll() is None:
        most = max(most, _of_all(process.pid))
        time.sleep(_EVERY)
    return most


def _of_all(process: int) -> int:
    held = _of_one(process)
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended
            held += sum(map(_of_all, map(int, listed.read_text().split())))
    return held


def _of_one(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
