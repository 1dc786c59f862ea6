"""Peak memory of a command and its worker processes."""

import subprocess

from benchmarks.memory import watching


def peak(process: subprocess.Popen[str]) -> int:
    """Wait for the end of a process, and return the peak memory in bytes of the process and its children.

    The result is 0 on systems other than Linux.
    """
    with watching(process.pid) as memory:
        process.wait()
    return memory.together
