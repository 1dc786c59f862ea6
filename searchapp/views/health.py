"""Monitoring endpoints: liveness, readiness and metrics."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from indexer.engines.protocols import EngineSearch
from indexer.query.ast import All
from indexer.query.request import Filters
from searchapp import context

if TYPE_CHECKING:
    from searchapp.server.metrics import Metrics

blueprint = Blueprint("health", __name__)

_RETRY_SECONDS = 5
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
_log = logging.getLogger("searchapp")


@blueprint.get("/healthz")
def healthz() -> Response:
    """Return status 200, which shows that the process runs. This view checks nothing else."""
    return _uncached(Response("ok\n", mimetype="text/plain"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Open the index, search it and read a summary. Return status 503 if one of these steps fails."""
    try:
        snapshot = context.snapshot()
        snapshot.search(EngineSearch(All(), Filters(), "newest", 0, 1, counted=False))
    except Exception as error:  # any failure means "not ready"
        _log.warning("not ready: %s", error)
        problem: dict[str, Any] = {"type": "about:blank", "title": "Service Unavailable", "status": 503}
        response = jsonify({**problem, "detail": "The index is not available at the moment."})
        response.status_code = 503
        response.content_type = "application/problem+json"
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
        return _uncached(response)
    generation = snapshot.generation
    return _uncached(jsonify({"status": "ready", "version": generation.version, "summaries": generation.summaries}))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics in the Prometheus text format, or 404 if the client may not see them."""
    if not _may_see(current_app.extensions["metrics_for"]):
        abort(404)
    current: Metrics = current_app.extensions["metrics"]
    text = current.text(context.engine())
    return _uncached(Response(text, content_type="text/plain; version=0.0.4; charset=utf-8"))


def _may_see(audience: str) -> bool:
    """Return whether the client is in ``audience``. "loopback" means this machine without a proxy."""
    if audience != "loopback":
        return audience == "all"
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
