"""Functions that give views access to the engine, site name, origin and clock, and to the snapshot of the request."""

from datetime import datetime
from typing import NoReturn, cast

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
    return cast(Engine, current_app.extensions["engine"])


def snapshot() -> Snapshot:
    """Return the snapshot, which is the same during one request. Raises IndexUnavailable if none can be opened."""
    if "snapshot" not in g:
        g.snapshot = engine().snapshot()
    return cast(Snapshot, g.snapshot)


def session(query: SearchRequest | None = None) -> SearchSession:
    """Return a new session for ``query``, or for all summaries, over the snapshot of this request."""
    return SearchSession(snapshot(), query)


def site() -> str:
    """Return the name of the site."""
    return cast(str, current_app.extensions["site"])


def origin() -> str:
    """Return scheme and host of the site without a trailing slash, from the setting ``url`` or the request."""
    return cast(str, current_app.extensions["origin"] or request.host_url.rstrip("/"))


def now() -> datetime:
    """Return the current time in UTC."""
    return cast(datetime, current_app.extensions["clock"]())


def exported_summary(summary: Summary, labels: Labels, version: str) -> ExportedSummary:
    """Return the summary with the data that citations and exports add to it: its URL and the name of the site."""
    path = url_for("pages.summary", summary_id=summary.id)
    return ExportedSummary(summary, labels, path, origin(), site(), version)


def summary_or_404(summary_id: str, query: SearchRequest | None = None) -> HighlightedSummary:
    """Return the summary with the matches of ``query`` highlighted. Raises RequestError (404) if the id is unknown."""
    shown = session(query).summary(summary_id)
    if shown is None:
        no_summary(summary_id)
    return shown


def no_summary(summary_id: str) -> NoReturn:
    """Raise RequestError with status 404 for an unknown summary id."""
    sentence = gettext("There is no summary “%(id)s” in this collection.", id=summary_id)
    raise RequestError(404, [ParameterProblem(sentence, "summary_id", summary_id, location="path")])
