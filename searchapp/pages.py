"""The pages that people see."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, current_app, render_template, request

from indexer import searching
from indexer.engines.base import Engine
from indexer.queries.query import SearchRequest
from searchapp import presenters
from searchapp.urls import request_from_args

blueprint = Blueprint("pages", __name__)

_NEWEST_ON_HOME = 3


@blueprint.get("/")
def home() -> str:
    """Show the search box, what the collection holds, and its newest summaries."""
    page = searching.search(_engine(), SearchRequest(size=_NEWEST_ON_HOME))
    view = presenters.present(replace(page, request=SearchRequest()), ())
    return render_template("home.html", view=view, total=page.summaries, examples=searching.examples(_engine()))


@blueprint.get("/search")
def search() -> str:
    """Show a page of results."""
    asked, notices = request_from_args(request.args)
    page = searching.search(_engine(), asked)
    return render_template("results.html", view=presenters.present(page, notices))


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> str:
    """Show a whole summary, the words of the query ``q`` marked."""
    text = request.args.get("q", "").strip()
    shown = searching.show(_engine(), summary_id, text)
    if shown is None:
        abort(404, f"There is no summary “{summary_id}” in this collection.")
    badges = presenters.summary_badges(shown)
    return render_template("summary.html", shown=shown, badges=badges, text=text)


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine
