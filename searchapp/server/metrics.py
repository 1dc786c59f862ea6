"""What is counted, for Prometheus: requests and how long they took, what was refused, and the index.

Several processes answer; each writes its numbers to a file of its own in the folder that PROMETHEUS_MULTIPROC_DIR
names, and whichever is asked adds them up. The variable is read as this module is imported: that must come later.
Labels are addresses as patterns (``/summaries/<summary_id>``), never what somebody typed. How often the index was built
is told by the time of its last build: that is done by other processes than these.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.protocols import Engine
from indexer.errors import IndexUnavailable

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)
_PREFIX = "summary_search"

disable_created_metrics()  # type: ignore[no-untyped-call]  # several processes have none of these


class Metrics:
    """The numbers of this process; ``text`` is those of all of them."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}_requests", "Answers sent.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            f"{_PREFIX}_request_seconds",
            "From the request read to the answer sent.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            f"{_PREFIX}_in_flight", "Requests being answered.", registry=registry, multiprocess_mode="livesum"
        )
        self._refused = Counter(
            f"{_PREFIX}_refused", "Requests turned away, by reason.", ("reason",), registry=registry
        )
        self._cut_off = Counter(f"{_PREFIX}_cut_off", "Searches cut off at their deadline.", registry=registry)
        for reason in ("busy", "exports"):
            self._refused.labels(reason)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a request that was turned away: "busy" or "exports"."""
        self._refused.labels(reason).inc()

    def cut_off(self) -> None:
        """Count a search that took too long."""
        self._cut_off.inc()

    def text(self, engine: Engine) -> bytes:
        """Return all numbers, and those of the index, in the text format of Prometheus."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        of_index = CollectorRegistry()
        of_index.register(_Index(engine))
        return generate_latest(registry) + generate_latest(of_index)


class _Index(Collector):
    """The index as it is when somebody asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """Yield whether the index can be opened, and where it can, what it is."""
        try:
            snapshot = self._engine.snapshot()
            size = snapshot.size
        except IndexUnavailable:
            yield GaugeMetricFamily(f"{_PREFIX}_index_up", "Whether the index can be opened.", 0)
            return
        yield GaugeMetricFamily(f"{_PREFIX}_index_up", "Whether the index can be opened.", 1)
        generation = snapshot.generation
        built = datetime.fromisoformat(generation.built).timestamp()
        numbers = {
            "summaries": ("Summaries in the index.", generation.summaries),
            "built_timestamp_seconds": ("When it was built; changes() of it counts rebuilds and updates.", built),
            "age_seconds": ("How long ago it was built.", max(0.0, time.time() - built)),
            "bytes": ("What it takes on disk; 0 where that is not known.", size),
        }
        for name, (told, value) in numbers.items():
            yield GaugeMetricFamily(f"{_PREFIX}_index_{name}", told, value)
        info = GaugeMetricFamily(f"{_PREFIX}_index_info", "Which generation it is.", labels=["version"])
        info.add_metric([generation.version], 1)
        yield info
