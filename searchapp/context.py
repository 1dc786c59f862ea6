"""Access to the application's engine, site name, origin and clock, and to the summary that a URL names."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from flask import current_app, request, url_for

from indexer.engines.protocols import Engine
from indexer.output.exports.record import ExportRecord
from indexer.search import service
from indexer.search.results import HighlightedSummary, Labels
from indexer.summaries.summary import Summary
from searchapp.schema.problems import Refused, Wrong
from searchapp.translation import gettext


def engine() -> Engine:
    """Return the engine of the current application."""
    current: Engine = current_app.extensions["engine"]
    return current


def site() -> str:
    """Return the name of the site."""
    name: str = current_app.extensions["site"]
    return name


def origin() -> str:
    """Return scheme and host of the site without a trailing slash, from the settings or else from this request."""
    url: str = current_app.extensions["origin"] or request.host_url.rstrip("/")
    return url


def now() -> datetime:
    """Return the current time in UTC."""
    time: datetime = current_app.extensions["clock"]()
    return time


def record(summary: Summary, labels: Labels, version: str) -> ExportRecord:
    """Return the summary with the site's URL and name, as citations and exports need it."""
    path = url_for("pages.summary", summary_id=summary.id)
    return ExportRecord(summary, labels, path, origin(), site(), version)


def summary_or_404(summary_id: str, text: str = "") -> HighlightedSummary:
    """Return the summary with the words of the query ``text`` highlighted. Raises Refused (404) if there is none."""
    shown = service.show(engine(), summary_id, text)
    if shown is None:
        no_summary(summary_id)
    return shown


def no_summary(summary_id: str) -> NoReturn:
    """Raise Refused with status 404 for an unknown summary id."""
    sentence = gettext("There is no summary “%(id)s” in this collection.", id=summary_id)
    raise Refused(404, [Wrong(sentence, "summary_id", summary_id, place="path")])
