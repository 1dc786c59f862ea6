"""The map and the timeline as pages: what a search found, charted, in the frame of the search."""

from __future__ import annotations

from flask import render_template, request

from indexer.query.request import SearchRequest
from indexer.search import charts
from indexer.search.results import ResultPage
from searchapp import context
from searchapp.addresses.charts import MapRequest, cannot_open, map_from_args, opened_from_args
from searchapp.presenters.evidence_map import MapView, map_tab, present_map
from searchapp.presenters.frame import frame
from searchapp.presenters.timeline import present_timeline, timeline_tab

_SMALL = {"rows": 6, "columns": 6}


def show_map(page: ResultPage, notices: tuple[str, ...]) -> str:
    """Return the page with the evidence map of what was found; the address says of which facets."""
    asked, of_map = map_from_args(request.args)
    shown = charts.evidence_map(context.engine(), page.request, asked.rows, asked.columns, asked.cell)
    new = tuple(notice for notice in shown.notices if notice not in page.notices)
    said = (*notices, *of_map, *_cannot_open(asked.opened), *new)
    around = frame(page, said, map_tab(asked))
    return render_template("map.html", frame=around, view=present_map(shown, asked))


def show_timeline(page: ResultPage, notices: tuple[str, ...]) -> str:
    """Return the page with the timeline of what was found."""
    opened = opened_from_args(request.args)
    shown = charts.timeline(context.engine(), page.request, opened)
    around = frame(page, (*notices, *_cannot_open(opened)), timeline_tab(opened))
    return render_template("timeline.html", frame=around, view=present_timeline(shown, opened))


def small_map() -> MapView:
    """Return the first rows and columns of the whole collection's map, for the home page."""
    asked = MapRequest()
    shown = charts.evidence_map(context.engine(), SearchRequest(), asked.rows, asked.columns)
    return present_map(shown, asked, _SMALL)


def _cannot_open(opened: tuple[str, ...]) -> tuple[str, ...]:
    return cannot_open(opened, context.engine().snapshot().vocabulary) if opened else ()
