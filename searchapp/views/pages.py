"""The HTML pages: home, about, search results (list, map, timeline) and summaries."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from indexer.query.request import SearchRequest
from indexer.search.session import SearchSession
from searchapp import context, presenters
from searchapp.addresses.search import request_from_args, tidied
from searchapp.addresses.tabs import Tab, view_from_args
from searchapp.views.charts import map_page, small_map, timeline_page

blueprint = Blueprint("pages", __name__)

_NEWEST_ON_HOME = 3


@blueprint.get("/")
def home() -> str:
    """Show the search box, the contents of the collection, and its newest summaries."""
    collection = context.session()
    newest = context.session(SearchRequest(size=_NEWEST_ON_HOME)).results()
    return render_template(
        "home.html",
        total=newest.summaries,
        examples=collection.example_queries(),
        facets=presenters.collection(collection.overview),
        small_map=small_map(collection),
        newest=[presenters.hit_view(hit, SearchRequest()) for hit in newest.hits],
    )


@blueprint.get("/about")
def about() -> str:
    """Explain the origin of the summaries, their ranking, and the limits of the site."""
    overview = context.session().overview
    return render_template(
        "about.html", total=overview.summaries, years=overview.years, facets=presenters.about_labels()
    )


@blueprint.get("/search")
def search() -> str | Response:
    """Show the results of a search as a list, a map or a timeline."""
    tidy = tidied(request.args)
    if tidy is not None:  # a form without scripts: redirect to the short address, which people share
        return redirect(f"{url_for('pages.search')}?{urlencode(tidy)}")
    asked, notices = request_from_args(request.args)
    view, view_notices = view_from_args(request.args)
    return _PAGES[view](context.session(asked), (*notices, *view_notices))


def _list(session: SearchSession, notices: tuple[str, ...]) -> str:
    page = session.results()
    frame = presenters.frame(session, page, notices, Tab())
    return render_template("results.html", frame=frame, view=presenters.present(page))


_PAGES = {"list": _list, "map": map_page, "timeline": timeline_page}


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> str:
    """Show a whole summary with the matches of a search marked; the parameters are those of the search."""
    asked, _ = request_from_args(request.args)
    shown = context.summary_or_404(summary_id, SearchRequest(asked.text))
    record = context.record(shown.summary, shown.labels, shown.version)
    return render_template("summary.html", view=presenters.present_summary(shown, asked, record), text=asked.text)
