"""The context of one request: engine, snapshot and name of the site, shared by views, presenters and middleware."""

from __future__ import annotations

from typing import NoReturn

from flask import current_app, g, request, url_for

from indexer.engines.protocols import Engine, Snapshot
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.query.request import SearchRequest
from indexer.search.results import HighlightedSummary, Labels
from indexer.search.session import SearchSession
from indexer.summaries.summary import Summary
from searchapp.schema.problems import ParameterProblem, RequestError
from searchapp.translation import gettext


def engine() -> Engine:
    """Return the engine of the application."""
    engine: Engine = current_app.extensions["engine"]
    return engine


def snapshot() -> Snapshot:
    """Return the snapshot of this request: the current one at the first call, the same one at each further call.

    Raises IndexUnavailable if there is no index.
    """
    if "snapshot" not in g:
        g.snapshot = engine().snapshot()
    pinned: Snapshot = g.snapshot
    return pinned


def session(asked: SearchRequest | None = None) -> SearchSession:
    """Return a search session over the snapshot of this request; by default, over the whole collection."""
    return SearchSession(snapshot(), asked)


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


def summary_or_404(summary_id: str, asked: SearchRequest | None = None) -> HighlightedSummary:
    """Return the summary with the matches of a search marked. Ends the request with 404 if there is none of that id."""
    found = session(asked).summary(summary_id)
    if found is None:
        no_summary(summary_id)
    return found


def no_summary(summary_id: str) -> NoReturn:
    """End the request with 404."""
    told = gettext("There is no summary “%(id)s” in this collection.", id=summary_id)
    raise RequestError(404, [ParameterProblem(told, "summary_id", summary_id, location="path")])
