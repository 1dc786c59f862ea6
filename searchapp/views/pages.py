"""The HTML pages: home, about, search results (list, map, timeline) and summaries."""

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from indexer.query.request import SearchRequest
from indexer.search.session import SearchSession
from searchapp import context
from searchapp.addresses.charts import MapRequest, cannot_open, distinct_values, map_from_args
from searchapp.addresses.search import request_from_args, tidied
from searchapp.addresses.tabs import LIST, view_from_args
from searchapp.presenters.evidence_map import map_tab, present_map
from searchapp.presenters.facets import about_labels, collection_forms
from searchapp.presenters.frame import frame
from searchapp.presenters.hits import hit_view
from searchapp.presenters.results import present_results
from searchapp.presenters.summary import present_summary
from searchapp.presenters.timeline import present_timeline, timeline_tab

blueprint = Blueprint("pages", __name__)

_NEWEST_ON_HOME = 3
_SMALL_MAP = {"rows": 6, "columns": 6}


@blueprint.get("/")
def home() -> str:
    """Show the search box, the contents of the collection, a small map, and the newest summaries."""
    collection, chart = context.session(), MapRequest()
    newest = context.session(SearchRequest(size=_NEWEST_ON_HOME)).results()
    return render_template(
        "home.html",
        total=newest.summaries,
        examples=collection.example_queries(),
        facets=collection_forms(collection.overview),
        small_map=present_map(collection.evidence_map(chart.rows, chart.columns), chart, _SMALL_MAP),
        newest=[hit_view(hit, SearchRequest()) for hit in newest.hits],
    )


@blueprint.get("/about")
def about() -> str:
    """Show the page that explains the origin of the summaries, their ranking, and the limits of the site."""
    overview = context.session().overview
    return render_template("about.html", total=overview.summaries, years=overview.years, facets=about_labels())


@blueprint.get("/search")
def search() -> str | Response:
    """Show the results of a search as a list, a map or a timeline."""
    tidy = tidied(request.args)
    if tidy is not None:  # the form was sent without JavaScript, so redirect to a shorter URL that is easier to share
        return redirect(f"{url_for('pages.search')}?{urlencode(tidy)}")
    search_request, notices = request_from_args(request.args)
    view, view_notices = view_from_args(request.args)
    return _TABS[view](context.session(search_request), (*notices, *view_notices))


def _list(session: SearchSession, notices: tuple[str, ...]) -> str:
    page = session.results()
    return render_template("results.html", frame=frame(session, page, notices, LIST), view=present_results(page))


def _map(session: SearchSession, notices: tuple[str, ...]) -> str:
    chart, map_notices = map_from_args(request.args)
    shown = session.evidence_map(chart.rows, chart.columns, chart.cell)
    own = tuple(notice for notice in shown.notices if notice not in session.overview.notices)
    notices = (*notices, *map_notices, *cannot_open(chart.opened, session.vocabulary), *own)
    around = frame(session, session.overview, notices, map_tab(chart))
    return render_template("map.html", frame=around, view=present_map(shown, chart))


def _timeline(session: SearchSession, notices: tuple[str, ...]) -> str:
    opened = distinct_values(request.args, "open")
    notices = (*notices, *cannot_open(opened, session.vocabulary))
    around = frame(session, session.overview, notices, timeline_tab(opened))
    return render_template("timeline.html", frame=around, view=present_timeline(session.timeline(opened), opened))


_TABS = {"list": _list, "map": _map, "timeline": _timeline}


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> str:
    """Show a whole summary. If the URL contains a query, its matches are highlighted."""
    search_request, _ = request_from_args(request.args)
    shown = context.summary_or_404(summary_id, SearchRequest(search_request.text))
    exported = context.exported_summary(shown.summary, shown.labels, shown.version)
    view = present_summary(shown, search_request, exported)
    return render_template("summary.html", view=view, text=search_request.text)
