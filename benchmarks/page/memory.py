"""Memory of a process and its children. Only Linux reports it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in MB. ``resident`` includes shared memory (mostly mapped files), counted once for each process."""

    private: float
    resident: float


def of_tree(process: int) -> Memory | None:
    """Return the memory of a process and all its children, or None if the system does not report it."""
    try:
        sizes = [_sizes(each) for each in _tree(process)]
    except OSError:
        return None
    private = sum(size for of_one in sizes for name, size in of_one.items() if name.startswith("Private_"))
    return Memory(private / 1024, sum(of_one["Rss"] for of_one in sizes) / 1024)


def _tree(process: int) -> Iterator[int]:
    yield process
    for children in (_PROCESSES / str(process) / "task").glob("*/children"):
        for child in children.read_text().split():
            yield from _tree(int(child))


def _sizes(process: int) -> dict[str, int]:
    """Return the size in kB of each kind of memory in the file smaps_rollup."""
    lines = (_PROCESSES / str(process) / "smaps_rollup").read_text().splitlines()[1:]
    return {name: int(size.split()[0]) for name, _, size in (line.partition(":") for line in lines)}
