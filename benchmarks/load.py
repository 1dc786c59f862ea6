"""Many clients while rebuilds run back to back: ``python -m benchmarks.load`` asks, compares and measures.

A server, its clients and the rebuilds share this machine, a Linux. Two collections take turns in the index. Every
answer names the generation that it is of, and must be what that collection gives when nothing else goes on, but for the
time it took; the reference engine of the tests has confirmed that. Then more clients come than can be served. It exits
with 1 where anything failed, was wrong, or grew.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.loading.answers import Collection, collections
from benchmarks.loading.clients import Seen, ask
from benchmarks.loading.server import Memory, Rebuilds, environment, free_port, serving
from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_GROWS = 1.1  # what memory may be at the end, in shares of what it was when all was warm
_MEASURED_FROM = 30  # seconds; less is too short to tell growth from warming up


def main() -> None:
    """Measure, print, and exit."""
    options = _options()
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    with tempfile.TemporaryDirectory() as place:
        wrong = _measured(Path(place), vocabulary, options)
    _say("\n".join(wrong) if wrong else "nothing failed, nothing was wrong")
    sys.exit(1 if wrong else 0)


def _measured(folder: Path, vocabulary: Vocabulary, options: argparse.Namespace) -> list[str]:
    """Return all that is not as it must be."""
    both, keys = collections(folder, vocabulary, options.summaries, options.requests)
    addresses = list(both[0].answers)
    index, files = folder / "index", [each.file for each in both]
    first = rebuild(open_engine(str(index)), IngestJob([files[0]], vocabulary)).generation
    environ = environment(index, files[0], workers=options.workers)
    port, done = free_port(), threading.Event()
    with serving(environ, port) as process:
        rebuilds, memory = Rebuilds(environ, files, done), Memory(process, done)
        rebuilds.start()
        warm = ask(port, addresses, keys, options.clients, options.warm_up)
        memory.start()
        seen = ask(port, addresses, keys, options.clients, options.seconds)
        done.set()
        rebuilds.join()
        memory.join()
        sources = rebuilds.sources | ({first.version: 0} if first else {})
        _report("load", options.clients, options.seconds, seen)
        _say(f"{len(rebuilds.sources)} rebuilds of {options.summaries:,} summaries meanwhile")
        seen.answers += warm.answers
        wrong = [*_failed(warm), *_failed(seen), *rebuilds.failures, *_differing(seen, sources, both)]
        wrong += _grown(memory.seen, options.seconds)
        if options.overload:
            wrong += _overloaded(port, addresses, keys, options)
    _say(f"{options.workers} workers, {os.cpu_count()} cores, Python {platform.python_version()}")
    return wrong


def _overloaded(port: int, addresses: Sequence[str], keys: Sequence[str], options: argparse.Namespace) -> list[str]:
    """Return what is wrong when more ask than can be answered, and when they have gone."""
    seen = ask(port, addresses, keys, options.overload, min(options.seconds, 20))
    _report("overload", options.overload, min(options.seconds, 20), seen)
    after = ask(port, addresses, keys, 1, 1)
    _report("afterwards", 1, 1, after)
    wrong = [f"overload: {name} {number} times" for name, number in seen.failures.items()]
    wrong += [f"overload: status {status}" for status in seen.statuses if status not in (200, 503)]
    if seen.unsaid:
        wrong.append(f"overload: {seen.unsaid} answers 503 without Retry-After")
    return [*wrong, *_failed(after)]


def _failed(seen: Seen) -> list[str]:
    failed = [f"{name}: {number} times" for name, number in seen.failures.items()]
    failed += [f"status {status}: {number} times" for status, number in seen.statuses.items() if status != 200]
    return failed if seen.statuses[200] else [*failed, "nothing was answered"]


def _differing(seen: Seen, sources: dict[str, int], both: Sequence[Collection]) -> list[str]:
    """Return the answers that are not those of the collection that their generation was made of."""
    wrong = [
        f"{address} of {version}: wrong {number} times"
        for (version, address, found), number in seen.answers.items()
        if version not in sources or both[sources[version]].answers[address] != found
    ]
    right = sum(seen.answers.values()) - sum(int(line.split()[-2]) for line in wrong)
    versions = len({version for version, _, _ in seen.answers})
    _say(f"{right:,} of {sum(seen.answers.values()):,} answers right, of {versions} generations")
    return wrong


def _grown(seen: Sequence[tuple[float, float, float]], seconds: float) -> list[str]:
    """Return whether the memory of all processes grew: that of the last sixth, in shares of that of the first one."""
    parts = [[each for each in seen if low <= each[0] / seconds < high] for low, high in ((0, 1 / 6), (5 / 6, 1))]
    if not all(parts):
        return []
    (warm, warm_alone), (end, end_alone) = ([median(each[at] for each in part) for at in (1, 2)] for part in parts)
    _say(f"memory of all processes: {warm:.0f} MB when warm, {end:.0f} MB at the end ({end / warm - 1:+.0%});")
    _say(
        f"of that not shared: {warm_alone:.0f} MB and {end_alone:.0f} MB; most at once {max(e[1] for e in seen):.0f} MB"
    )
    return [f"memory grew by {end / warm - 1:.0%}"] if seconds >= _MEASURED_FROM and end > _GROWS * warm else []


def _report(name: str, clients: int, seconds: float, seen: Seen) -> None:
    cuts = quantiles(seen.seconds, n=100) if len(seen.seconds) > 1 else [0.0] * 99
    statuses = ", ".join(f"{number:,} of status {status}" for status, number in sorted(seen.statuses.items()))
    _say(f"{name}: {clients} clients for {seconds:g} s: {statuses}; {sum(seen.failures.values())} failed")
    longest = max(seen.seconds, default=0)
    _say(
        f"  median {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f}, p99 {cuts[98] * 1000:.0f}, most {longest:.1f} s"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm-up", type=float, default=20, help="seconds before, in which memory is not measured")
    parser.add_argument("--summaries", type=int, default=1000, help="in each of the two invented collections")
    parser.add_argument("--requests", type=int, default=84, help="different ones")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--overload", type=int, default=500, help="clients afterwards; 0 for none")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
