"""Load test: many clients search while one rebuild follows another. Run ``python -m benchmarks.load`` on Linux.

Server, clients and rebuilds share the machine. Two collections alternate in the index. Each response names its index
version and must equal the expected response of the collection in that version, except for the reported time. The
expected responses are recorded without load, and the reference engine of the tests confirms them. In a last phase, more
clients send requests than the server can handle. The exit code is 1 if a request failed, a response was wrong, or
memory grew.
"""

import argparse
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.loading.clients import Outcome, run_clients
from benchmarks.loading.expected import Collection, collections
from benchmarks.loading.server import MemoryMonitor, Rebuilds, environment, free_port, serving
from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_MAX_GROWTH = 1.1  # memory at the end divided by memory after warming up
_MIN_SECONDS = 30  # a shorter run cannot distinguish growth from warming up


def main() -> None:
    """Run the test, print the results, and exit."""
    options = _options()
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    with tempfile.TemporaryDirectory() as place:
        wrong = _measured(Path(place), vocabulary, options)
    _print("\n".join(wrong) if wrong else "nothing failed, nothing was wrong")
    sys.exit(1 if wrong else 0)


def _measured(folder: Path, vocabulary: Vocabulary, options: argparse.Namespace) -> list[str]:
    """Run all phases, print their results, and return a description of each problem."""
    both, keys = collections(folder, vocabulary, options.summaries, options.requests)
    addresses = list(both[0].answers)
    index, files = folder / "index", [each.file for each in both]
    first = rebuild(open_engine(str(index)), IngestJob([files[0]], vocabulary)).generation
    environ = environment(index, files[0], workers=options.workers)
    port, done = free_port(), threading.Event()
    with serving(environ, port) as process:
        rebuilds, memory = Rebuilds(environ, files, done), MemoryMonitor(process, done)
        rebuilds.start()
        warm = run_clients(port, addresses, keys, options.clients, options.warm_up)
        memory.start()
        outcome = run_clients(port, addresses, keys, options.clients, options.seconds)
        done.set()
        rebuilds.join()
        memory.join()
        sources = rebuilds.sources | ({first.version: 0} if first else {})
        _report("load", options.clients, options.seconds, outcome)
        _print(f"{len(rebuilds.sources)} rebuilds of {options.summaries:,} summaries")
        outcome.answers += warm.answers
        wrong = [*_failed(warm), *_failed(outcome), *rebuilds.failures, *_differing(outcome, sources, both)]
        wrong += _grown(memory.samples, options.seconds)
        if options.overload:
            wrong += _overloaded(port, addresses, keys, options)
    _print(f"{options.workers} workers, {os.cpu_count()} cores, Python {platform.python_version()}")
    return wrong


def _overloaded(port: int, addresses: Sequence[str], keys: Sequence[str], options: argparse.Namespace) -> list[str]:
    """Return a description of each problem during the overload and after it."""
    outcome = run_clients(port, addresses, keys, options.overload, min(options.seconds, 20))
    _report("overload", options.overload, min(options.seconds, 20), outcome)
    after = run_clients(port, addresses, keys, 1, 1)
    _report("afterwards", 1, 1, after)
    wrong = [f"overload: {name} {number} times" for name, number in outcome.failures.items()]
    wrong += [f"overload: status {status}" for status in outcome.statuses if status not in (200, 503)]
    if outcome.without_retry_after:
        wrong.append(f"overload: {outcome.without_retry_after} responses 503 without Retry-After")
    return [*wrong, *_failed(after)]


def _failed(outcome: Outcome) -> list[str]:
    failed = [f"{name}: {number} times" for name, number in outcome.failures.items()]
    failed += [f"status {status}: {number} times" for status, number in outcome.statuses.items() if status != 200]
    return failed if outcome.statuses[200] else [*failed, "nothing was answered"]


def _differing(outcome: Outcome, sources: dict[str, int], both: Sequence[Collection]) -> list[str]:
    """Return a description of each response that differs from the expected response of its generation's collection."""
    wrong = [
        f"{address} of {version}: wrong {number} times"
        for (version, address, actual), number in outcome.answers.items()
        if version not in sources or both[sources[version]].answers[address] != actual
    ]
    right = sum(outcome.answers.values()) - sum(int(line.split()[-2]) for line in wrong)
    versions = len({version for version, _, _ in outcome.answers})
    _print(f"{right:,} of {sum(outcome.answers.values()):,} answers right, of {versions} generations")
    return wrong


def _grown(samples: Sequence[tuple[float, float, float]], seconds: float) -> list[str]:
    """Return a description of the problem if memory grew from the first sixth of the run to the last sixth."""
    parts = [
        [sample for sample in samples if low <= sample[0] / seconds < high] for low, high in ((0, 1 / 6), (5 / 6, 1))
    ]
    if not all(parts):
        return []
    (warm, warm_alone), (end, end_alone) = ([median(each[at] for each in part) for at in (1, 2)] for part in parts)
    _print(f"memory of all processes: {warm:.0f} MB after warming up, {end:.0f} MB at the end ({end / warm - 1:+.0%});")
    peak = max(sample[1] for sample in samples)
    _print(f"private memory: {warm_alone:.0f} MB and {end_alone:.0f} MB; peak of all memory {peak:.0f} MB")
    return [f"memory grew by {end / warm - 1:.0%}"] if seconds >= _MIN_SECONDS and end > _MAX_GROWTH * warm else []


def _report(name: str, clients: int, seconds: float, outcome: Outcome) -> None:
    cuts = quantiles(outcome.seconds, n=100) if len(outcome.seconds) > 1 else [0.0] * 99
    statuses = ", ".join(f"{number:,} of status {status}" for status, number in sorted(outcome.statuses.items()))
    _print(f"{name}: {clients} clients for {seconds:g} s: {statuses}; {sum(outcome.failures.values())} failed")
    longest = max(outcome.seconds, default=0)
    median_ms, p95, p99 = (f"{cuts[at] * 1000:.0f}" for at in (49, 94, 98))
    _print(f"  median {median_ms} ms, p95 {p95}, p99 {p99}, longest {longest:.1f} s")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm-up", type=float, default=20, help="seconds before memory is measured")
    parser.add_argument("--summaries", type=int, default=1000, help="in each of the two generated collections")
    parser.add_argument("--requests", type=int, default=84, help="number of different requests")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--overload", type=int, default=500, help="number of clients in the overload phase; 0 skips it")
    return parser.parse_args()


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
