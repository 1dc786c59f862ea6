"""What the views of one request share: the application's engine and name, and the summary that an address names."""

from __future__ import annotations

from flask import abort, current_app

from indexer import searching
from indexer.engines.base import Engine
from indexer.results import MarkedSummary


def engine() -> Engine:
    """Return the engine of the application that answers this request."""
    found: Engine = current_app.extensions["engine"]
    return found


def site() -> str:
    """Return the name of the site."""
    name: str = current_app.extensions["site"]
    return name


def summary_or_404(summary_id: str, text: str = "") -> MarkedSummary:
    """Return the summary, the words of the query ``text`` marked; ends the request with 404 where there is none."""
    shown = searching.show(engine(), summary_id, text)
    if shown is None:
        abort(404, f"There is no summary “{summary_id}” in this collection.")
    return shown
