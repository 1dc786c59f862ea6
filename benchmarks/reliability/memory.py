"""Peak memory of a command and its worker processes."""

from __future__ import annotations

import subprocess

from benchmarks.memory import watching


def peak(process: subprocess.Popen[str]) -> int:
    """Wait for the process, and return the peak memory of it and its children in bytes; 0 except on Linux."""
    with watching(process.pid) as memory:
        process.wait()
    return memory.together
