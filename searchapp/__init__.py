"""The web front end: ``create_app(settings)`` gives the Flask application."""

from __future__ import annotations

from flask import Flask, Response, request

from indexer import __version__
from indexer.engines import engine_for
from indexer.settings import Settings
from searchapp import translation
from searchapp.middleware import (
    admission,
    compression,
    conditional,
    cors,
    failures,
    headers,
    observation,
    rate_limits,
    request_ids,
)
from searchapp.server import logs
from searchapp.views import (
    api,
    discovery,
    exports,
    feeds,
    health,
    pages,
    records,
)

_LONGEST_BODY = 64 * 1024  # nothing is uploaded


def create_app(settings: Settings) -> Flask:
    """Return the application over the index that ``settings`` names. The index is opened at the first request."""
    from searchapp.server.metrics import Metrics  # not before the variable is set that it reads: see serving

    app = Flask(__name__)
    metrics = Metrics()
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 24 * 3600
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["engine"] = engine_for(settings)
    app.extensions["site"] = settings.title
    app.extensions["origin"] = settings.url
    app.extensions["metrics"] = metrics
    app.extensions["metrics_for"] = settings.metrics
    for part in (pages, api, exports, feeds, records, discovery, health):
        app.register_blueprint(part.blueprint)
    failures.register(app)
    translation.register(app, settings)
    # A request passes these in this order, and an answer in the other one.
    headers.register(app, settings)
    rate_limits.register(app, settings)
    conditional.register(app, settings)
    admission.register(app, settings, metrics)
    request_ids.register(app)
    cors.register(app)
    app.jinja_env.globals.update(site=settings.title, version=__version__)
    app.after_request(_asked_for_again)
    compression.register(app)
    logs.configure(settings)
    observation.register(app, settings, metrics)
    return app


def create_app_from_environment() -> Flask:
    """Return the application as ``SUMMARY_SEARCH_*`` variables say, for a WSGI server of your own."""
    return create_app(Settings.load())


def _asked_for_again(response: Response) -> Response:
    if request.endpoint != "static":
        # A rebuild shows at once: what was sent before is asked for again.
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
