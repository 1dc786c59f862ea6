"""What searches get while a node dies and a rebuild runs: ``python -m benchmarks.cluster.losing_a_node`` prints it.

Three OpenSearch nodes, a JVM each on this machine, one copy of every shard. Clients search all the time; every answer
is compared with what the embedded engine gives on the same summaries. Two collections, one a part of the other, are
rebuilt in turn under the same name; an answer says which one it is of, and must be that one's whole. A third of the way
through, the cluster manager is killed with SIGKILL. It exits with 1 for a wrong answer, and for a failure that
was not under way when the node was killed.
"""

from __future__ import annotations

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

from benchmarks.cluster.asking import Asked, asked
from indexer.engines import open_engine
from indexer.engines.protocols import Engine, Snapshot
from indexer.errors import IndexUnavailable
from indexer.settings import ClusterSettings, shipped_corpus
from indexer.summaries.readers import find_files, read
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary
from tests.opensearch import nodes

_SEED = 5
_HITS = 20
_RUN = 200  # summaries sent at once

Answer = tuple[int, Mapping[str, Mapping[str, int]], frozenset[str], tuple[str, ...]]


@dataclass
class Request:
    """One search of a client: when it began and ended (seconds from the start), and what came of it."""

    began: float
    ended: float
    wrong: str | None = None
    failure: str | None = None


@dataclass
class Course:
    """All that happened."""

    requests: list[Request] = field(default_factory=list)
    rebuilds: list[str] = field(default_factory=list)
    killed: float = 0.0
    took: float = 0.0  # seconds of the kill itself


def main() -> None:
    """Run it, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--summaries", type=Path, default=shipped_corpus(), help="files and folders [the corpus]")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--heap", default="512m")
    options = parser.parse_args()
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    summaries = [item for path in find_files([options.summaries]).paths for item in read(path, vocabulary)]
    course = run(
        [item for item in summaries if isinstance(item, Summary)],
        vocabulary,
        options.clients,
        options.seconds,
        options.queries,
        options.heap,
    )
    print("\n".join(report(course)))  # noqa: T201
    sys.exit(1 if any(request.wrong for request in course.requests) or late_failures(course) else 0)


def run(
    summaries: Sequence[Summary], vocabulary: Vocabulary, clients: int, seconds: float, queries: int, heap: str
) -> Course:
    """Return what happened while so many clients searched for so many seconds."""
    searches = list(asked(summaries, queries, _SEED))
    parts = {len(part): part for part in (summaries, summaries[: len(summaries) * 2 // 3])}
    expected = {size: _expected(part, vocabulary, searches) for size, part in parts.items()}
    with nodes.running(3, heap=heap) as cluster:
        places = ",".join(node.url.removeprefix("http://") for node in cluster)
        settings = ClusterSettings(shards=2, replicas=1, timeout=10)
        engine = open_engine(f"opensearch+http://{places}/studies", cluster=settings)
        _rebuild(engine, summaries, vocabulary)
        return _Run(engine, searches, expected).course(cluster, list(parts.values()), vocabulary, clients, seconds)


def late_failures(course: Course) -> list[Request]:
    """Return the failures of requests that were not under way when the node was killed."""
    last = course.killed + course.took
    return [r for r in course.requests if r.failure and not (r.began <= last and r.ended >= course.killed)]


def report(course: Course) -> list[str]:
    """Return what happened, line by line."""
    done = [request for request in course.requests if not request.failure]
    failed = [request for request in course.requests if request.failure]
    wrong = [request.wrong for request in course.requests if request.wrong]
    gaps = [request.ended for request in sorted(done, key=lambda request: request.ended)]
    longest = max((b - a for a, b in pairwise(gaps)), default=0.0)
    around = [r for r in done if course.killed <= r.ended and r.began <= course.killed + 10]
    before = [r for r in done if r.ended < course.killed]
    lines = [
        f"{len(course.requests)} searches in {max(gaps):.0f} s ({len(course.requests) / max(gaps):.0f} a second): "
        f"{len(wrong)} wrong, {len(failed)} failed, of which {len(late_failures(course))} began after the kill",
        f"milliseconds, median / p99 / most: before the kill {_times(before)}; in the 10 s from it {_times(around)}; "
        f"in all {_times(done)}",
        f"node killed at {course.killed:.1f} s; longest time without an answer to anybody {longest:.2f} s",
        f"rebuilds: {', '.join(f'{n} {what}' for what, n in Counter(course.rebuilds).most_common())}",
    ]
    told = Counter(request.failure for request in failed)
    return [*lines, *(f"failed {n} times: {what}" for what, n in told.most_common(5)), *map(str, wrong[:5])]


class _Run:
    """Clients, rebuilds and a kill, over one engine."""

    def __init__(self, engine: Engine, searches: Sequence[Asked], expected: Mapping[int, Sequence[Answer]]) -> None:
        self._engine = engine
        self._searches = searches
        self._expected = expected
        self._course = Course()
        self._stopped = threading.Event()
        self._started = time.perf_counter()

    def course(
        self,
        cluster: Sequence[nodes.Node],
        parts: Sequence[Sequence[Summary]],
        vocabulary: Vocabulary,
        clients: int,
        seconds: float,
    ) -> Course:
        threads = [threading.Thread(target=self._client, args=(number,)) for number in range(clients)]
        threads.append(threading.Thread(target=self._rebuild_again, args=(parts, vocabulary)))
        for thread in threads:
            thread.start()
        time.sleep(seconds / 3)
        manager = nodes.ask(f"{cluster[0].url}/_cat/cluster_manager?format=json")[0]["node"]
        (victim,) = (node for node in cluster if node.name == manager)
        self._course.killed = self._now()
        victim.kill()
        self._course.took = self._now() - self._course.killed
        time.sleep(seconds * 2 / 3)
        self._stopped.set()
        for thread in threads:
            thread.join()
        return self._course

    def _client(self, number: int) -> None:
        chosen = random.Random(number)  # noqa: S311  # the same choice each time; nothing secret
        while not self._stopped.is_set():
            place = chosen.randrange(len(self._searches))
            request = Request(self._now(), 0.0)
            try:
                snapshot = self._engine.snapshot()
                found = _answer(snapshot, self._searches[place])
                if found != self._expected[snapshot.generation.summaries][place]:
                    request.wrong = f"{self._searches[place]}: {found[0]} found"
            except IndexUnavailable as error:
                request.failure = str(error)
            except Exception as error:  # whatever it is, it is a failure that does not say so
                request.wrong = repr(error)
            request.ended = self._now()
            self._course.requests.append(request)

    def _rebuild_again(self, parts: Sequence[Sequence[Summary]], vocabulary: Vocabulary) -> None:
        turn = 0
        while not self._stopped.is_set():
            turn += 1
            began = self._now()
            try:
                _rebuild(self._engine, parts[turn % len(parts)], vocabulary)
            except IndexUnavailable as error:
                self._course.rebuilds.append(f"failed ({error})")
                continue
            during = began <= self._course.killed <= self._now()
            self._course.rebuilds.append("done while the node was killed" if during else "done")

    def _now(self) -> float:
        return time.perf_counter() - self._started


def _expected(summaries: Sequence[Summary], vocabulary: Vocabulary, searches: Iterable[Asked]) -> list[Answer]:
    """Return what the embedded engine answers."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(str(Path(folder) / "index"))
        _rebuild(engine, summaries, vocabulary)
        snapshot = engine.snapshot()
        return [_answer(snapshot, search) for search in searches]


def _answer(snapshot: Snapshot, search: Asked) -> Answer:
    """Return what must be the same: total, counts, the ids where all are shown, the order where it is not by score."""
    found = snapshot.search(*search, 0, _HITS)
    ids = tuple(hit.summary.id for hit in found.hits)
    whole = frozenset(ids) if found.total <= _HITS else frozenset[str]()
    counts = {facet: dict(of) for facet, of in found.counts.items()}
    return found.total, counts, whole, ids if search.sort != "relevance" else ()


def _rebuild(engine: Engine, summaries: Sequence[Summary], vocabulary: Vocabulary) -> None:
    with engine.writer(vocabulary) as writer:
        for start in range(0, len(summaries), _RUN):
            some = summaries[start : start + _RUN]
            writer.add_prepared(engine.prepare(some, [digest(summary) for summary in some]))
        writer.commit("benchmark", "")


def _times(requests: Sequence[Request]) -> str:
    times = [(request.ended - request.began) * 1000 for request in requests]
    with suppress(ValueError, IndexError):
        return f"{median(times):.0f} / {quantiles(times, n=100)[98]:.0f} / {max(times):.0f}"
    return "none"


if __name__ == "__main__":
    main()
