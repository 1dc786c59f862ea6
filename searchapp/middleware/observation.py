"""Observability: one log line for each request, and the metrics of requests.

The middleware wraps the whole WSGI application, so duration and size include the last byte of a streamed export.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import uuid4

from flask import Flask, Response, request
from werkzeug.wsgi import ClosingIterator

from indexer.settings import Settings
from searchapp.middleware.headers import READING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from searchapp.server.metrics import Metrics

QUIET = frozenset(("/healthz", "/readyz", "/metrics"))
"""Paths that monitoring polls every few seconds. They are neither logged nor measured."""

_ROUTE = "searchapp.route"
_OTHER = "other"  # label of unknown URLs and of methods that are not in READING

_log = logging.getLogger("searchapp.requests")


def register(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Measure every request except those for QUIET paths, and log it unless the setting ``log`` is off."""

    def note_route(response: Response) -> Response:
        request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else _OTHER
        return response

    app.after_request(note_route)
    queries = settings.log_queries == "on"
    app.wsgi_app = _Observer(app.wsgi_app, metrics, settings.log != "off", queries)  # type: ignore[method-assign]


@dataclass(slots=True)
class _Observation:
    """Measurements of one response: start time, status, the X-Request-Id header, and bytes sent so far."""

    started: float
    status: int = 500
    request_id: str = ""
    sent: int = 0


def _counted(body: Iterable[bytes], observation: _Observation) -> Iterator[bytes]:
    for chunk in body:
        observation.sent += len(chunk)
        yield chunk


class _Observer:
    """WSGI middleware that measures each request and logs it when it ends."""

    def __init__(self, app: WSGIApplication, metrics: Metrics, log_requests: bool, log_queries: bool) -> None:
        self._app, self._metrics = app, metrics
        self._log_requests, self._log_queries = log_requests, log_queries

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in QUIET:
            return self._app(environ, start_response)
        observation = _Observation(perf_counter())

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            observation.status = int(status[:3])
            observation.request_id = next((value for name, value in headers if name.lower() == "x-request-id"), "")
            return start_response(status, headers, *error)

        self._metrics.in_flight.inc()
        try:
            body = self._app(environ, start)
        except BaseException:
            self._finish(environ, observation)
            raise
        closing = ExitStack()  # it closes the body first, and calls _finish even if closing the body fails
        closing.callback(self._finish, environ, observation)
        if hasattr(body, "close"):
            closing.callback(body.close)
        return ClosingIterator(_counted(body, observation), closing.close)

    def _finish(self, environ: WSGIEnvironment, observation: _Observation) -> None:
        seconds = perf_counter() - observation.started
        route = environ.get(_ROUTE, _OTHER)
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in READING else _OTHER
        self._metrics.in_flight.dec()
        self._metrics.answered(route, method, observation.status, seconds)
        if self._log_requests:
            fields: dict[str, object] = {
                "request_id": observation.request_id or uuid4().hex,
                "method": method,
                "route": route,
                "status": observation.status,
                "ms": round(seconds * 1000, 1),
                "bytes": observation.sent,
            }
            if self._log_queries:
                fields["query"] = parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0]
            _log.info("%s %s %s", method, route, observation.status, extra={"fields": fields})
