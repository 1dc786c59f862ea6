"""Whether the server lives, whether it can answer, and its numbers: for those who watch it, not for readers."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

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
    """Tell that the process answers; nothing is looked at."""
    return _fresh(Response("ok\n", mimetype="text/plain"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """Open the index, search it, and read a summary; 503 where that fails."""
    try:
        snapshot = context.snapshot()
        snapshot.search(All(), Filters(), "newest", 0, 1, counted=False)
    except Exception as error:  # whatever it is: asked for is a yes or a no
        _log.warning("not ready: %s", error)
        told: dict[str, Any] = {"type": "about:blank", "title": "Service Unavailable", "status": 503}
        answer = jsonify({**told, "detail": "The index cannot be searched just now."})
        answer.status_code = 503
        answer.content_type = "application/problem+json"
        answer.headers["Retry-After"] = str(_RETRY_SECONDS)
        return _fresh(answer)
    held = snapshot.generation
    return _fresh(jsonify({"status": "ready", "version": held.version, "summaries": held.summaries}))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the numbers in the format of Prometheus, to those who may see them."""
    if not _may_see(current_app.extensions["metrics_for"]):
        abort(404)
    counted: Metrics = current_app.extensions["metrics"]
    return _fresh(Response(counted.text(context.engine()), content_type="text/plain; version=0.0.4; charset=utf-8"))


def _may_see(who: str) -> bool:
    """Return whether the numbers are for whoever asks; "loopback" is this machine itself, not through a proxy on it."""
    if who != "loopback":
        return who == "all"
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
