"""The evidence map and the timeline of a search as HTML."""

from __future__ import annotations

from flask import render_template, request

from indexer.search.session import SearchSession
from searchapp.addresses.charts import MapRequest, cannot_open, map_from_args, opened_from_args
from searchapp.presenters.evidence_map import MapView, map_tab, present_map
from searchapp.presenters.frame import frame
from searchapp.presenters.timeline import present_timeline, timeline_tab

_SMALL = {"rows": 6, "columns": 6}


def map_page(session: SearchSession, notices: tuple[str, ...]) -> str:
    """Return the page with the evidence map of a search; the address names its two facets."""
    asked, map_notices = map_from_args(request.args)
    shown = session.evidence_map(asked.rows, asked.columns, asked.cell)
    own = tuple(notice for notice in shown.notices if notice not in session.overview.notices)
    notices = (*notices, *map_notices, *cannot_open(asked.opened, session.vocabulary), *own)
    around = frame(session, session.overview, notices, map_tab(asked))
    return render_template("map.html", frame=around, view=present_map(shown, asked))


def timeline_page(session: SearchSession, notices: tuple[str, ...]) -> str:
    """Return the page with the timeline of a search."""
    opened = opened_from_args(request.args)
    notices = (*notices, *cannot_open(opened, session.vocabulary))
    around = frame(session, session.overview, notices, timeline_tab(opened))
    return render_template("timeline.html", frame=around, view=present_timeline(session.timeline(opened), opened))


def small_map(session: SearchSession) -> MapView:
    """Return the first rows and columns of the map of the collection, for the home page."""
    asked = MapRequest()
    return present_map(session.evidence_map(asked.rows, asked.columns), asked, _SMALL)
