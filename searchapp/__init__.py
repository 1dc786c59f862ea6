"""Web front end: HTML pages and JSON API over an index of summaries.

The package contains all code that depends on HTTP or HTML: blueprints, templates, static files, middleware and the
server process. Search, tagging and file formats belong in ``indexer``, which must not import ``searchapp``.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

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
    static_files,
)
from searchapp.server import logs
from searchapp.views import api, discovery, exports, feeds, health, pages, records

_MAX_BODY_BYTES = 64 * 1024  # the application accepts no uploads


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Return the application that serves the index named in ``settings``. The first request opens the index.

    ``clock`` returns the current time for search records and ETags. Raises SummarySearchError if a setting is invalid.
    """
    # This import is late because prometheus_client reads an environment variable on import. The server sets the
    # variable only when it starts.
    from searchapp.server.metrics import Metrics

    app = Flask(__name__, static_folder=None)
    metrics = Metrics()
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.json.sort_keys = False  # type: ignore[attr-defined]  # an attribute of Flask's default provider
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.globals.update(site=settings.title, version=__version__)
    app.extensions.update(engine=engine_for(settings), site=settings.title, origin=settings.url, clock=clock)
    app.extensions.update(metrics=metrics, metrics_for=settings.metrics)
    logs.configure(settings)

    for views in (pages, api, exports, feeds, records, discovery, health):
        app.register_blueprint(views.blueprint)
    static_files.register(app)
    translation.register(app, settings)

    # The order matters: hooks on requests run from top to bottom, hooks on responses from bottom to top.
    failures.register(app)
    headers.register(app, settings)
    rate_limits.register(app, settings)
    conditional.register(app, settings)
    admission.register(app, settings, metrics)
    request_ids.register(app)
    cors.register(app)
    compression.register(app)
    observation.register(app, settings, metrics)
    return app


def create_app_from_environment() -> Flask:
    """Return the application for another WSGI server, with the settings of the environment variables."""
    return create_app(Settings.load())
