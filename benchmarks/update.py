"""How fast one changed file is in the index: ``python -m benchmarks.update FILE.jsonl`` prints it, step by step.

A folder of so many Markdown files is made of the collection and indexed; then one of them is changed again and again.
"in a running process" is what ``indexer watch`` needs behind a save; "the command" is ``indexer update``, from its
start to its end. "until a server shows it" is asked of a server that runs meanwhile: its next answer, with what is new.
Beside the time on the clock stands that of the processors, which a busy machine changes little.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from indexer.cli.program import collect_seldom
from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.ingest.worker_pool import cores
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp import create_app


class Taken(NamedTuple):
    """Seconds on the clock, and of the processors."""

    clock: float
    processors: float


_INDEXER = Path(sys.executable).with_name("indexer")


def main() -> None:
    """Make the folder and the index, then change a file so many times in each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collection", type=Path, help="JSON Lines of {id, title, text}, perhaps gzipped")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    collect_seldom()  # as every command does
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), asked.collection, asked.files, asked.times)
    print(f"{asked.files:,} files, {asked.times} times each, Python {platform.python_version()}, {cores()} cores")  # noqa: T201


def _measure(folder: Path, collection: Path, files: int, times: int) -> None:
    summaries = folder / "summaries"
    summaries.mkdir()
    _write(summaries, collection, files)
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    engine = open_engine(str(folder / "index"), segments=64)
    _say("a rebuild", [_taken(lambda: rebuild(engine, IngestJob([summaries], vocabulary)))])
    changed = next(summaries.iterdir())
    client = create_app(Settings(index=engine.location(), corpus=summaries)).test_client()
    shown: list[Taken] = []

    def timed(update: Callable[[], object], word: str) -> Taken:
        with changed.open("a") as stream:
            stream.write(f"\nIt says {word}.\n")
        taken = _taken(update)
        answer: list[Any] = []
        served = _taken(lambda: answer.append(client.get(f"/api/v1/search?q={word}")))
        shown.append(Taken(taken.clock + served.clock, taken.processors + served.processors))
        if answer[0].json["total"] != 1:
            raise SystemExit("the server does not show it")
        return taken

    def update_one() -> None:
        report = update(engine, IngestJob([summaries], vocabulary))
        if report.changes is None or report.changes.changed != 1:
            raise SystemExit(f"not an update of one file: {report.rebuild_reason}")

    _say("the first update in a process", [timed(update_one, "firstword")])
    _say("in a running process", [timed(update_one, f"inprocess{n}") for n in range(times)])
    _say("until a server shows it", shown[1:])
    shown.clear()
    command = [_INDEXER, "update", summaries, "--index", folder / "index", "--quiet"]
    environment = {**os.environ, "SUMMARY_SEARCH_SEGMENTS": "64"}
    _say(
        "the command",
        [timed(lambda: subprocess.run(command, check=True, env=environment), f"bycommand{n}") for n in range(times)],  # noqa: S603
    )
    _say("nothing changed, in a running process", [_taken(lambda: update(engine, IngestJob([summaries], vocabulary)))])


def _write(folder: Path, collection: Path, files: int) -> None:
    with gzip.open(collection, "rt") if collection.suffix == ".gz" else collection.open() as stream:
        for number, line in zip(range(files), stream, strict=False):
            record = json.loads(line)
            text = f"---\ntitle: {json.dumps(record['title'])}\n---\n\n{record['text']}\n"
            (folder / f"s{number}.md").write_text(text, encoding="utf-8")


def _taken(work: Callable[[], object]) -> Taken:
    started, before = perf_counter(), os.times()
    work()
    now = os.times()
    return Taken(perf_counter() - started, sum(now[:4]) - sum(before[:4]))


def _say(what: str, taken: list[Taken]) -> None:
    clock, processors = (median(times) for times in zip(*taken, strict=True))
    most = f", at most {max(taken).clock:.2f}" if len(taken) > 1 else ""
    print(f"{clock:7.2f} s, {processors:6.2f} s of the processors  {what}{most}")  # noqa: T201


if __name__ == "__main__":
    main()
