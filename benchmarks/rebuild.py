"""How fast an index is made: ``python -m benchmarks.rebuild FILE.jsonl ...`` prints summaries a second, step by step.

The index is thrown away. Memory is what this process and those that it started hold together.
"""

from __future__ import annotations

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
from indexer.ingest import pipeline, worker_pool
from indexer.settings import shipped_corpus
from indexer.vocabulary.loader import load_vocabulary

_STEPS: list[tuple[str, Any, str]] = [
    ("everything behind reading and tagging", whoosh.WhooshWriter, "commit"),
    ("columns", whoosh.ColumnsWriter, "save"),
    ("postings", whoosh.PostingsWriter, "save"),
    ("impacts", whoosh, "write_impacts"),
    ("Whoosh's postings", whoosh.WhooshWriter, "_write_segment"),
    ("latent vectors, meanwhile", whoosh, "write_vectors"),
    ("to the disk", whoosh, "write_manifest"),
    ("reading back", whoosh.WhooshSnapshot, "verify"),
]


def main() -> None:
    """Rebuild once, with the steps timed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--vocabulary", type=Path, default=shipped_corpus() / "vocabulary")
    parser.add_argument("--processes", type=int, default=None)
    asked = parser.parse_args()
    collect_seldom()  # as every command does
    seconds = {step: _timed(*where) for step, *where in _STEPS}
    vocabulary = load_vocabulary(asked.vocabulary)
    with tempfile.TemporaryDirectory() as folder, watching(os.getpid()) as peak:
        engine = open_engine(str(Path(folder) / "index"))
        report = pipeline.rebuild(engine, vocabulary, asked.sources, processes=asked.processes)
    whole = report.seconds
    print(f"{report.indexed:,} summaries in {whole:.1f} s: {report.indexed / whole:,.0f} a second")  # noqa: T201
    print(f"{whole - sum(seconds[_STEPS[0][0]]):7.1f} s  reading, tagging, adding")  # noqa: T201
    for step, times in seconds.items():
        print(f"{sum(times):7.1f} s  {step}")  # noqa: T201
    print(f"at most {peak.together / 2**20:,.0f} MB in all processes, {peak.alone / 2**20:,.0f} MB in this one")  # noqa: T201
    print(f"Python {platform.python_version()}, {worker_pool.cores()} cores")  # noqa: T201


def _timed(owner: Any, name: str) -> list[float]:
    """Let a function note how long each call took, in the list that comes back."""
    times: list[float] = []
    function: Callable[..., Any] = getattr(owner, name)

    @wraps(function)
    def timed(*given: Any, **named: Any) -> Any:
        started = perf_counter()
        try:
            return function(*given, **named)
        finally:
            times.append(perf_counter() - started)

    setattr(owner, name, timed)
    return times


if __name__ == "__main__":
    main()
