"""Measure searches during the loss of a node and rebuilds: ``python -m benchmarks.cluster.losing_a_node``.

Three OpenSearch nodes run on this machine, with one replica of each shard. Clients search continuously, and every
answer is compared with the answer of the embedded engine on the same summaries. Two collections are rebuilt in turn
under the same name, and one is a part of the other. Each answer must match one of the collections completely. After a
third of the time, the cluster manager is killed with SIGKILL. The exit code is 1 if an answer was wrong, or if a search
failed that was not in progress when the node was killed.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

from benchmarks.cluster.random_searches import RandomSearch, random_searches
from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.errors import IndexUnavailable
from indexer.settings import ClusterSettings, shipped_corpus
from indexer.summaries.readers import find_files, read
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary
from tests.opensearch import nodes

_SEED = 5
_HITS = 20
_BATCH = 200  # number of summaries that are indexed at once

Answer = tuple[int, Mapping[str, Mapping[str, int]], frozenset[str], tuple[str, ...]]


@dataclass
class SearchOutcome:
    """One search of a client. ``began`` and ``ended`` are in seconds since the start.

    ``wrong`` describes a wrong answer, and ``failure`` a failed search. They are None otherwise.
    """

    began: float
    ended: float
    wrong: str | None = None
    failure: str | None = None


@dataclass
class RunLog:
    """The searches and rebuilds of a run.

    ``killed`` is the time of the kill in seconds since the start, and ``kill_duration`` its duration in seconds.
    """

    searches: list[SearchOutcome] = field(default_factory=list)
    rebuilds: list[str] = field(default_factory=list)
    killed: float = 0.0
    kill_duration: float = 0.0


def main() -> None:
    """Run the benchmark and print its report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--summaries", type=Path, default=shipped_corpus(), help="files and folders [the corpus]")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--heap", default="512m")
    options = parser.parse_args()
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    summaries = [item for path in find_files([options.summaries]).paths for item in read(path, vocabulary)]
    log = run(
        [item for item in summaries if isinstance(item, Summary)],
        vocabulary,
        options.clients,
        options.seconds,
        options.queries,
        options.heap,
    )
    print("\n".join(report(log)))  # noqa: T201
    sys.exit(1 if any(search.wrong for search in log.searches) or late_failures(log) else 0)


def run(
    summaries: Sequence[Summary], vocabulary: Vocabulary, clients: int, seconds: float, queries: int, heap: str
) -> RunLog:
    """Start the cluster, let ``clients`` search for ``seconds``, and return the log."""
    searches = list(random_searches(summaries, queries, _SEED))
    parts = {len(part): part for part in (summaries, summaries[: len(summaries) * 2 // 3])}
    expected = {size: _expected(part, vocabulary, searches) for size, part in parts.items()}
    with nodes.running(3, heap=heap) as cluster:
        addresses = ",".join(node.url.removeprefix("http://") for node in cluster)
        settings = ClusterSettings(shards=2, replicas=1, timeout=10)
        engine = open_engine(f"opensearch+http://{addresses}/studies", EngineOptions(cluster=settings))
        _rebuild(engine, summaries, vocabulary)
        return _Run(engine, searches, expected).log(cluster, list(parts.values()), vocabulary, clients, seconds)


def late_failures(log: RunLog) -> list[SearchOutcome]:
    """Return the failed searches that were not in progress when the node was killed."""
    last = log.killed + log.kill_duration
    return [s for s in log.searches if s.failure and not (s.began <= last and s.ended >= log.killed)]


def report(log: RunLog) -> list[str]:
    """Return the lines of the report."""
    done = [search for search in log.searches if not search.failure]
    failed = [search for search in log.searches if search.failure]
    wrong = [search.wrong for search in log.searches if search.wrong]
    ends = sorted(search.ended for search in done)
    longest = max((b - a for a, b in pairwise(ends)), default=0.0)
    around = [s for s in done if log.killed <= s.ended and s.began <= log.killed + 10]
    before = [s for s in done if s.ended < log.killed]
    lines = [
        f"{len(log.searches)} searches in {max(ends):.0f} s ({len(log.searches) / max(ends):.0f} per second): "
        f"{len(wrong)} wrong, {len(failed)} failed, of which {len(late_failures(log))} began after the kill",
        f"milliseconds, median / p99 / maximum: before the kill {_times(before)}; "
        f"in the 10 s after it {_times(around)}; overall {_times(done)}",
        f"node killed at {log.killed:.1f} s; longest time without any answer {longest:.2f} s",
        f"rebuilds: {', '.join(f'{n} {outcome}' for outcome, n in Counter(log.rebuilds).most_common())}",
    ]
    failures = Counter(search.failure for search in failed)
    return [*lines, *(f"failed {n} times: {error}" for error, n in failures.most_common(5)), *map(str, wrong[:5])]


class _Run:
    """Concurrent clients and rebuilds over one engine."""

    def __init__(
        self, engine: Engine, searches: Sequence[RandomSearch], expected: Mapping[int, Sequence[Answer]]
    ) -> None:
        self._engine = engine
        self._searches = searches
        self._expected = expected
        self._log = RunLog()
        self._stopped = threading.Event()
        self._started = time.perf_counter()

    def log(
        self,
        cluster: Sequence[nodes.Node],
        parts: Sequence[Sequence[Summary]],
        vocabulary: Vocabulary,
        clients: int,
        seconds: float,
    ) -> RunLog:
        threads = [threading.Thread(target=self._client, args=(seed,)) for seed in range(clients)]
        threads.append(threading.Thread(target=self._rebuild_again, args=(parts, vocabulary)))
        for thread in threads:
            thread.start()
        time.sleep(seconds / 3)
        manager = nodes.ask(f"{cluster[0].url}/_cat/cluster_manager?format=json")[0]["node"]
        (victim,) = (node for node in cluster if node.name == manager)
        self._log.killed = self._now()
        victim.kill()
        self._log.kill_duration = self._now() - self._log.killed
        time.sleep(seconds * 2 / 3)
        self._stopped.set()
        for thread in threads:
            thread.join()
        return self._log

    def _client(self, seed: int) -> None:
        generator = random.Random(seed)  # noqa: S311  # reproducible, not secret
        while not self._stopped.is_set():
            number = generator.randrange(len(self._searches))
            outcome = SearchOutcome(self._now(), 0.0)
            try:
                snapshot = self._engine.snapshot()
                answer = _answer(snapshot, self._searches[number])
                if answer != self._expected[snapshot.generation.summaries][number]:
                    outcome.wrong = f"{self._searches[number]}: {answer[0]} hits"
            except IndexUnavailable as error:
                outcome.failure = str(error)
            except Exception as error:  # all other exceptions are bugs
                outcome.wrong = repr(error)
            outcome.ended = self._now()
            self._log.searches.append(outcome)

    def _rebuild_again(self, parts: Sequence[Sequence[Summary]], vocabulary: Vocabulary) -> None:
        turn = 0
        while not self._stopped.is_set():
            turn += 1
            began = self._now()
            try:
                _rebuild(self._engine, parts[turn % len(parts)], vocabulary)
            except IndexUnavailable as error:
                self._log.rebuilds.append(f"failed ({error})")
                continue
            during = began <= self._log.killed <= self._now()
            self._log.rebuilds.append("done while the node was killed" if during else "done")

    def _now(self) -> float:
        return time.perf_counter() - self._started


def _expected(summaries: Sequence[Summary], vocabulary: Vocabulary, searches: Iterable[RandomSearch]) -> list[Answer]:
    """Return the answers of the embedded engine to the searches."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(str(Path(folder) / "index"))
        _rebuild(engine, summaries, vocabulary)
        snapshot = engine.snapshot()
        return [_answer(snapshot, search) for search in searches]


def _answer(snapshot: Snapshot, search: RandomSearch) -> Answer:
    """Return the parts of an answer that must be equal: total, counts, ids, and order.

    The ids are empty if they do not fit on one page. The order is empty if the results are sorted by score.
    """
    answer = snapshot.search(EngineSearch(*search, 0, _HITS))
    ids = tuple(hit.summary.id for hit in answer.hits)
    whole = frozenset(ids) if answer.total <= _HITS else frozenset[str]()
    counts = {facet: dict(of_facet) for facet, of_facet in answer.counts.items()}
    return answer.total, counts, whole, ids if search.sort != "relevance" else ()


def _rebuild(engine: Engine, summaries: Sequence[Summary], vocabulary: Vocabulary) -> None:
    with engine.writer(vocabulary) as writer:
        for start in range(0, len(summaries), _BATCH):
            batch = summaries[start : start + _BATCH]
            writer.add_prepared(engine.prepare(batch, [digest(summary) for summary in batch]))
        writer.commit("benchmark", "")


def _times(searches: Sequence[SearchOutcome]) -> str:
    times = [(search.ended - search.began) * 1000 for search in searches]
    with suppress(ValueError, IndexError):
        return f"{median(times):.0f} / {quantiles(times, n=100)[98]:.0f} / {max(times):.0f}"
    return "none"


if __name__ == "__main__":
    main()
