"""Speed of an update after one changed file: ``python -m benchmarks.update FILE.jsonl`` prints the times.

The script writes the collection as a folder of Markdown files and indexes the folder. Then it changes one file
repeatedly. In the output, "in a running process" is the time that ``indexer watch`` needs after a save. "the command"
is the time of ``indexer update`` from start to exit. "until a server shows it" also includes the next response of a
running server. The second column is CPU time, which depends less on other load of the machine.
"""

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
from indexer.engines import EngineOptions, open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.ingest.worker_pool import cores
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp import create_app


class Duration(NamedTuple):
    """Wall time and CPU time in seconds."""

    clock: float
    cpu: float


_INDEXER = Path(sys.executable).with_name("indexer")


def main() -> None:
    """Write the folder, build the index, and measure the updates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collection", type=Path, help="JSON Lines of {id, title, text}, may be gzipped")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    collect_seldom()  # the commands of the project do the same
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), arguments.collection, arguments.files, arguments.times)
    about = f"Python {platform.python_version()}, {cores()} cores"
    print(f"{arguments.files:,} files, {arguments.times} times each, {about}")  # noqa: T201


def _measure(folder: Path, collection: Path, files: int, times: int) -> None:
    summaries = folder / "summaries"
    summaries.mkdir()
    _write(summaries, collection, files)
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    engine = open_engine(str(folder / "index"), EngineOptions(segments=64))
    _print("a rebuild", [_duration(lambda: rebuild(engine, IngestJob([summaries], vocabulary)))])
    changed = next(summaries.iterdir())
    client = create_app(Settings(index=engine.location(), corpus=summaries)).test_client()
    shown: list[Duration] = []

    def timed(update: Callable[[], object], word: str) -> Duration:
        with changed.open("a") as stream:
            stream.write(f"\nIt says {word}.\n")
        taken = _duration(update)
        answer: list[Any] = []
        served = _duration(lambda: answer.append(client.get(f"/api/v1/search?q={word}")))
        shown.append(Duration(taken.clock + served.clock, taken.cpu + served.cpu))
        if answer[0].json["total"] != 1:
            raise SystemExit("the server does not show the change")
        return taken

    def update_one() -> None:
        report = update(engine, IngestJob([summaries], vocabulary))
        if report.changes is None or report.changes.changed != 1:
            raise SystemExit(f"not an update of one file: {report.rebuild_reason}")

    _print("the first update in a process", [timed(update_one, "firstword")])
    _print("in a running process", [timed(update_one, f"inprocess{n}") for n in range(times)])
    _print("until a server shows it", shown[1:])
    shown.clear()
    command = [_INDEXER, "update", summaries, "--index", folder / "index", "--quiet"]
    environment = {**os.environ, "SUMMARY_SEARCH_SEGMENTS": "64"}
    _print(
        "the command",
        [timed(lambda: subprocess.run(command, check=True, env=environment), f"bycommand{n}") for n in range(times)],  # noqa: S603
    )
    _print(
        "nothing changed, in a running process", [_duration(lambda: update(engine, IngestJob([summaries], vocabulary)))]
    )


def _write(folder: Path, collection: Path, files: int) -> None:
    with gzip.open(collection, "rt") if collection.suffix == ".gz" else collection.open() as stream:
        for number, line in zip(range(files), stream, strict=False):
            record = json.loads(line)
            text = f"---\ntitle: {json.dumps(record['title'])}\n---\n\n{record['text']}\n"
            (folder / f"s{number}.md").write_text(text, encoding="utf-8")


def _duration(work: Callable[[], object]) -> Duration:
    started, before = perf_counter(), os.times()
    work()
    now = os.times()
    return Duration(perf_counter() - started, sum(now[:4]) - sum(before[:4]))


def _print(name: str, durations: list[Duration]) -> None:
    clock, cpu = (median(times) for times in zip(*durations, strict=True))
    longest = f", at most {max(durations).clock:.2f}" if len(durations) > 1 else ""
    print(f"{clock:7.2f} s, {cpu:6.2f} s CPU  {name}{longest}")  # noqa: T201


if __name__ == "__main__":
    main()
