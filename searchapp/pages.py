"""The pages that people see."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, render_template, request

from indexer import charting, searching
from indexer.queries.query import SearchRequest
from searchapp import current, presenters
from searchapp.chart_urls import map_from_args, opened_from_args
from searchapp.map_view import present_map
from searchapp.summaries import present_summary
from searchapp.timeline_view import present_timeline
from searchapp.urls import request_from_args

blueprint = Blueprint("pages", __name__)

_NEWEST_ON_HOME = 3


@blueprint.get("/")
def home() -> str:
    """Show the search box, what the collection holds, and its newest summaries."""
    page = searching.search(current.engine(), SearchRequest(size=_NEWEST_ON_HOME))
    examples = searching.examples(current.engine(), page.facets)
    view = presenters.present(replace(page, request=SearchRequest()), ())
    return render_template("home.html", view=view, total=page.summaries, examples=examples)


@blueprint.get("/search")
def search() -> str:
    """Show a page of results, or the map or the timeline of what is found."""
    asked, notices = request_from_args(request.args)
    if request.args.get("view") == "map":
        chart, _ = map_from_args(request.args)
        shown = charting.evidence_map(current.engine(), asked, chart.rows, chart.columns, chart.cell)
        return render_template("map.html", view=present_map(shown, chart))
    if request.args.get("view") == "timeline":
        opened = opened_from_args(request.args)
        view = present_timeline(charting.timeline(current.engine(), asked, opened), opened)
        return render_template("timeline.html", view=view)
    page = searching.search(current.engine(), asked)
    return render_template("results.html", view=presenters.present(page, notices))


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> str:
    """Show a whole summary, the words of the query marked; the parameters are those of the search it was found by."""
    asked, _ = request_from_args(request.args)
    shown = current.summary_or_404(summary_id, asked.text)
    record = current.record(shown.summary, shown.labels, shown.version)
    return render_template("summary.html", view=present_summary(shown, asked, record), text=asked.text)
