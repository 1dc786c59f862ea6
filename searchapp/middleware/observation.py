"""What is seen of each request: its line in the log, and its share in the numbers of :mod:`searchapp.server.metrics`.

Around the whole application, so that time and bytes are those until the last one was handed over, exports included.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import uuid4

from flask import Flask, Response, request

from indexer.settings import Settings
from searchapp.middleware.headers import READING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from searchapp.server.metrics import Metrics

QUIET = frozenset(("/healthz", "/readyz", "/metrics"))
"""Asked every few seconds by machines: not worth a line, and no measure of how readers fare."""

_ROUTE = "searchapp.route"
_OTHER = "other"  # an address that does not exist, a method that nobody has heard of

_log = logging.getLogger("searchapp.requests")


def register(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Have every request of the application seen."""

    def routed(response: Response) -> Response:
        request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else _OTHER
        return response

    app.after_request(routed)
    queries = settings.log_queries == "on"
    app.wsgi_app = _Observer(app.wsgi_app, metrics, settings.log != "off", queries)  # type: ignore[method-assign]


@dataclass(slots=True)
class _Seen:
    """An answer on its way: what its headers say (X-Request-Id, where it has one), and how much was handed over."""

    started: float
    status: int = 500
    request_id: str = ""
    sent: int = 0


class _Answer:
    """The pieces of an answer, counted as they are taken; ``finish`` is called once it is closed."""

    def __init__(self, pieces: Iterable[bytes], seen: _Seen, finish: Callable[[], None]) -> None:
        self._pieces, self._seen, self._finish = pieces, seen, finish

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._seen.sent += len(piece)
            yield piece

    def close(self) -> None:
        """Close what is sent, and tell that it is over."""
        try:
            if hasattr(self._pieces, "close"):
                self._pieces.close()
        finally:
            self._finish()


class _Observer:
    def __init__(self, app: WSGIApplication, metrics: Metrics, logged: bool, queries: bool) -> None:
        self._app, self._metrics, self._logged, self._queries = app, metrics, logged, queries

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in QUIET:
            return self._app(environ, start_response)
        seen = _Seen(perf_counter())

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            seen.status = int(status[:3])
            seen.request_id = next((value for name, value in headers if name.lower() == "x-request-id"), "")
            return start_response(status, headers, *error)

        self._metrics.in_flight.inc()
        try:
            answer = self._app(environ, start)
        except BaseException:
            self._finish(environ, seen)
            raise
        return _Answer(answer, seen, lambda: self._finish(environ, seen))

    def _finish(self, environ: WSGIEnvironment, seen: _Seen) -> None:
        seconds = perf_counter() - seen.started
        route = environ.get(_ROUTE, _OTHER)
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in READING else _OTHER
        self._metrics.in_flight.dec()
        self._metrics.answered(route, method, seen.status, seconds)
        if self._logged:
            about: dict[str, object] = {
                "request_id": seen.request_id or uuid4().hex,
                "method": method,
                "route": route,
                "status": seen.status,
                "ms": round(seconds * 1000, 1),
                "bytes": seen.sent,
            }
            if self._queries:
                about["query"] = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
            _log.info("%s %s %s", method, route, seen.status, extra={"about": about})
