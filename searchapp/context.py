"""What the views of one request share: the application's engine and name, and the summary that an address names."""

from __future__ import annotations

from typing import NoReturn

from flask import current_app, request, url_for

from indexer.engines.protocols import Engine
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.search import service
from indexer.search.results import HighlightedSummary, Labels
from indexer.summaries.summary import Summary
from searchapp.schema.problems import ParameterProblem, RequestError
from searchapp.translation import gettext


def engine() -> Engine:
    """Return the engine of the application that answers this request."""
    found: Engine = current_app.extensions["engine"]
    return found


def site() -> str:
    """Return the name of the site."""
    name: str = current_app.extensions["site"]
    return name


def origin() -> str:
    """Return how addresses of the site begin: as is set, or as this request's does; without a slash at the end."""
    known: str = current_app.extensions["origin"] or request.host_url.rstrip("/")
    return known


def record(summary: Summary, labels: Labels, version: str) -> ExportedSummary:
    """Return the summary as it is cited and exported from the address at which this request was made."""
    path = url_for("pages.summary", summary_id=summary.id)
    return ExportedSummary(summary, labels, path, origin(), site(), version)


def summary_or_404(summary_id: str, text: str = "") -> HighlightedSummary:
    """Return the summary, the words of the query ``text`` marked; ends the request with 404 where there is none."""
    shown = service.show(engine(), summary_id, text)
    if shown is None:
        no_summary(summary_id)
    return shown


def no_summary(summary_id: str) -> NoReturn:
    """End the request with 404."""
    told = gettext("There is no summary “%(id)s” in this collection.", id=summary_id)
    raise RequestError(404, [ParameterProblem(told, "summary_id", summary_id, location="path")])
