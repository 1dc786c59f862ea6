"""The web front end: ``create_app(settings)`` gives the Flask application."""

from __future__ import annotations

from flask import Flask, Response, request

from indexer import __version__
from indexer.engines import engine_for
from indexer.settings import Settings
from searchapp import (
    api,
    compressing,
    cross_origin,
    discovery,
    exports,
    failures,
    feeds,
    freshness,
    limiting,
    pages,
    records,
    tracing,
    translating,
)

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_LONGEST_BODY = 64 * 1024  # nothing is uploaded


def create_app(settings: Settings) -> Flask:
    """Return the application over the index that ``settings`` names. The index is opened at the first request."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 24 * 3600
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["engine"] = engine_for(settings)
    app.extensions["site"] = settings.title
    app.extensions["origin"] = settings.url
    for part in (pages, api, exports, feeds, records, discovery):
        app.register_blueprint(part.blueprint)
    failures.register(app)
    translating.register(app, settings)
    limiting.register(app, settings)
    freshness.register(app, settings)
    tracing.register(app)
    cross_origin.register(app)
    app.jinja_env.globals.update(site=settings.title, version=__version__)
    app.after_request(_with_headers)
    compressing.register(app)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # A rebuild shows at once: what was sent before is asked for again.
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
