"""How fast a cluster is filled: ``python -m benchmarks.cluster.indexing FILE`` prints summaries a second, and memory.

One OpenSearch node, a JVM on this machine. For each size, the first so many lines of the file (JSON lines, may be .gz)
are indexed by ``indexer rebuild``; its memory is what all its processes hold together (see benchmarks.memory).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.memory import watching
from tests.opensearch import nodes

_NAME = "measured"
_MB = 2**20


@dataclass(frozen=True, slots=True)
class Filled:
    """What one rebuild took, and left: seconds of the command; bytes of its processes, and of the index."""

    summaries: int
    seconds: float
    together: int
    alone: int
    index: int


def main() -> None:
    """Fill a node with each size in turn, and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25_000, 50_000, 101_016])
    parser.add_argument("--heap", default="1g", help="of the node")
    options = parser.parse_args()
    print("summaries  seconds  a second  MB, all processes  MB, the one that sends  MB, index")  # noqa: T201
    with nodes.running(heap=options.heap) as (node,):
        for size in options.sizes:
            with first_lines(options.file, size) as file:
                print(line(fill(node, file)), flush=True)  # noqa: T201


def fill(node: nodes.Node, file: Path) -> Filled:
    """Rebuild from a file. Raises CalledProcessError where that fails."""
    command = [
        Path(sys.executable).with_name("indexer"),
        "rebuild",
        "--json",
        "--index",
        f"opensearch+{node.url}/{_NAME}",
    ]
    environ = {**os.environ, "SUMMARY_SEARCH_OPENSEARCH_REPLICAS": "0"}
    rebuild = subprocess.Popen([*command, file], env=environ, stdout=subprocess.PIPE)  # noqa: S603  # our own command
    with watching(rebuild.pid) as peak:
        printed, _ = rebuild.communicate()
    if rebuild.returncode:
        raise subprocess.CalledProcessError(rebuild.returncode, command)
    report = json.loads(printed)
    (index,) = nodes.ask(f"{node.url}/_alias/{_NAME}")
    held = nodes.ask(f"{node.url}/{index}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
    return Filled(report["indexed"], report["seconds"], peak.together, peak.alone, held)


def line(filled: Filled) -> str:
    """Return the line of the table about a rebuild."""
    sizes = "".join(f"{size / _MB:>{width},.0f}" for size, width in
                    ((filled.together, 19), (filled.alone, 24), (filled.index, 11)))  # fmt: skip
    return f"{filled.summaries:>9,}{filled.seconds:>9.1f}{filled.summaries / filled.seconds:>10,.0f}{sizes}"


@contextmanager
def first_lines(file: Path, number: int) -> Iterator[Path]:
    """Lend a plain file of the first lines of another, which may be compressed."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "summaries.jsonl"
        with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as whole, part.open("wb") as lines:
            lines.writelines(islice(whole, number))
        yield part


if __name__ == "__main__":
    main()
