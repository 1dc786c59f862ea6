"""Prometheus metrics: requests and their duration, rejected requests, and the state of the index.

Each process writes its values to files in the folder named by PROMETHEUS_MULTIPROC_DIR. The process that answers
``/metrics`` adds up the values of all processes. prometheus_client reads the variable on import, so set it before
importing this module. Route labels are URL patterns (``/summaries/<summary_id>``) and never contain user input. Index
builds run in other processes, so no metric counts them. However, each build changes the metric of the build time.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer.engines.protocols import Engine
from indexer.errors import IndexUnavailable
from searchapp.server import METRICS_FOLDER

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10)
_PREFIX = "summary_search"

disable_created_metrics()  # type: ignore[no-untyped-call]  # unsupported by prometheus_client with several processes


class Metrics:
    """Metrics of this process. The method ``text`` returns the metrics of all processes."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        own: dict[str, Any] = {"namespace": _PREFIX, "registry": registry}
        self._requests = Counter("requests", "Responses sent.", ("route", "method", "status"), **own)
        documentation = "Seconds from reading a request to sending its last byte."
        self._seconds = Histogram("request_seconds", documentation, ("route",), buckets=_SECONDS, **own)
        self.in_flight = Gauge("in_flight", "Requests in progress.", multiprocess_mode="livesum", **own)
        self.cut_off = Counter("cut_off", "Searches stopped at their deadline.", **own)
        refused = Counter("refused", "Requests rejected, by reason.", ("reason",), **own)
        self.refused_busy, self.refused_exports = refused.labels("busy"), refused.labels("exports")

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a response, and record its duration in ``seconds``."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, engine: Engine) -> bytes:
        """Return the metrics of all processes and of the index, in the Prometheus text format."""
        registry = self._registry
        if os.environ.get(METRICS_FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        index_registry = CollectorRegistry()
        index_registry.register(_IndexCollector(engine))
        return generate_latest(registry) + generate_latest(index_registry)


class _IndexCollector(Collector):
    """Collector that opens the index at each scrape and yields its state."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        gauge = partial(GaugeMetricFamily, f"{_PREFIX}_index_up", "Whether the index can be opened.")
        try:
            snapshot = self._engine.snapshot()
            size = snapshot.size
        except IndexUnavailable:
            yield gauge(0)
            return
        yield gauge(1)
        generation = snapshot.generation
        built = datetime.fromisoformat(generation.built).timestamp()
        gauges = {
            "summaries": ("Summaries in the index.", generation.summaries),
            "built_timestamp_seconds": ("Unix time of its build; changes() counts rebuilds and updates.", built),
            "age_seconds": ("Seconds since it was built.", max(0.0, time.time() - built)),
            "bytes": ("Its size on disk; 0 if unknown.", size),
        }
        for name, (documentation, value) in gauges.items():
            yield GaugeMetricFamily(f"{_PREFIX}_index_{name}", documentation, value)
        info = GaugeMetricFamily(f"{_PREFIX}_index_info", "The version of its generation.", labels=["version"])
        info.add_metric([generation.version], 1)
        yield info
