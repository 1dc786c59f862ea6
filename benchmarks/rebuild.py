"""Speed of a rebuild: ``python -m benchmarks.rebuild FILE.jsonl ...`` prints the speed and the time of each step.

The index is temporary. The script also prints the peak memory of all processes together, and of the main process.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.memory import watching
from indexer.cli.program import collect_seldom
from indexer.engines import open_engine
from indexer.engines.whoosh import writer as whoosh
from indexer.ingest import worker_pool
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import shipped_corpus
from indexer.vocabulary.loader import load_vocabulary

_STEPS: list[tuple[str, Any, str]] = [
    ("all steps after reading and tagging", whoosh.WhooshWriter, "commit"),
    ("columns", whoosh.ColumnsWriter, "save"),
    ("postings", whoosh.PostingsWriter, "save"),
    ("impacts", whoosh, "write_impacts"),
    ("Whoosh's postings", whoosh.WhooshWriter, "_write_segment"),
    ("latent vectors, in parallel", whoosh, "write_vectors"),
    ("syncing to disk", whoosh, "write_manifest"),
    ("verifying", whoosh.WhooshSnapshot, "verify"),
]


def main() -> None:
    """Rebuild once, and time the steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--vocabulary", type=Path, default=shipped_corpus() / "vocabulary")
    parser.add_argument("--processes", type=int, default=None)
    arguments = parser.parse_args()
    collect_seldom()  # the commands of the project do the same
    seconds = {step: _timed(*place) for step, *place in _STEPS}
    vocabulary = load_vocabulary(arguments.vocabulary)
    with tempfile.TemporaryDirectory() as folder, watching(os.getpid()) as peak:
        engine = open_engine(str(Path(folder) / "index"))
        report = rebuild(engine, IngestJob(arguments.sources, vocabulary, processes=arguments.processes))
    total = report.seconds
    print(f"{report.indexed:,} summaries in {total:.1f} s: {report.indexed / total:,.0f} a second")  # noqa: T201
    print(f"{total - sum(seconds[_STEPS[0][0]]):7.1f} s  reading, tagging, adding")  # noqa: T201
    for step, times in seconds.items():
        print(f"{sum(times):7.1f} s  {step}")  # noqa: T201
    print(f"at most {peak.together / 2**20:,.0f} MB in all processes, {peak.alone / 2**20:,.0f} MB in this one")  # noqa: T201
    print(f"Python {platform.python_version()}, {worker_pool.cores()} cores")  # noqa: T201


def _timed(owner: Any, name: str) -> list[float]:
    """Replace the function ``name`` of ``owner`` by one that records its times. Return the list of the times."""
    times: list[float] = []
    function: Callable[..., Any] = getattr(owner, name)

    @wraps(function)
    def timed(*arguments: Any, **options: Any) -> Any:
        started = perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            times.append(perf_counter() - started)

    setattr(owner, name, timed)
    return times


if __name__ == "__main__":
    main()
