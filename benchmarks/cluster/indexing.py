"""Measure indexing speed on a cluster: ``python -m benchmarks.cluster.indexing FILE``.

One OpenSearch node runs on this machine. For each size N, ``indexer rebuild`` indexes the first N lines of the file
(JSON Lines, may be .gz). The script prints summaries per second, the peak memory of all processes of the command
together (see benchmarks.memory), and the size of the index.
"""

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
class Measurement:
    """Figures of one rebuild: seconds, and the bytes of all processes, of the largest process and of the index."""

    summaries: int
    seconds: float
    total_memory: int
    largest_process: int
    index_size: int


def main() -> None:
    """Index each size in turn, and print one line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25_000, 50_000, 101_016])
    parser.add_argument("--heap", default="1g", help="of the node")
    options = parser.parse_args()
    print("summaries  seconds  per second  MB, all processes  MB, largest process  MB, index")  # noqa: T201
    with nodes.running(heap=options.heap) as (node,):
        for size in options.sizes:
            with first_lines(options.file, size) as file:
                print(format_line(measure(node, file)), flush=True)  # noqa: T201


def measure(node: nodes.Node, file: Path) -> Measurement:
    """Rebuild the index from a file. Raises CalledProcessError if the command fails."""
    program = Path(sys.executable).with_name("indexer")
    command = [str(program), "rebuild", "--json", "--index", f"opensearch+{node.url}/{_NAME}", str(file)]
    environ = {**os.environ, "SUMMARY_SEARCH_OPENSEARCH_REPLICAS": "0"}
    rebuild = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)  # noqa: S603  # a fixed command
    with watching(rebuild.pid) as peak:
        output, _ = rebuild.communicate()
    if rebuild.returncode:
        raise subprocess.CalledProcessError(rebuild.returncode, command)
    report = json.loads(output)
    (index,) = nodes.ask(f"{node.url}/_alias/{_NAME}")
    size = nodes.ask(f"{node.url}/{index}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
    return Measurement(report["indexed"], report["seconds"], peak.together, peak.alone, size)


def format_line(rebuild: Measurement) -> str:
    """Return the table row of a rebuild."""
    sizes = "".join(f"{size / _MB:>{width},.0f}" for size, width in
                    ((rebuild.total_memory, 19), (rebuild.largest_process, 21), (rebuild.index_size, 11)))  # fmt: skip
    return f"{rebuild.summaries:>9,}{rebuild.seconds:>9.1f}{rebuild.summaries / rebuild.seconds:>12,.0f}{sizes}"


@contextmanager
def first_lines(file: Path, number: int) -> Iterator[Path]:
    """Yield a temporary uncompressed file with the first ``number`` lines of ``file``."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "summaries.jsonl"
        with (gzip.open if file.suffix == ".gz" else open)(file, "rb") as whole, part.open("wb") as lines:
            lines.writelines(islice(whole, number))
        yield part


if __name__ == "__main__":
    main()
