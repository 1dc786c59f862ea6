"""The pages that people see."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from indexer.query.request import SearchRequest
from indexer.search import service
from indexer.search.results import ResultPage
from searchapp import context, presenters
from searchapp.addresses.search import request_from_args, tidied
from searchapp.addresses.tabs import Tab, view_from_args
from searchapp.views.charts import show_map, show_timeline, small_map

blueprint = Blueprint("pages", __name__)

_NEWEST_ON_HOME = 3


@blueprint.get("/")
def home() -> str:
    """Show the search box, what the collection holds, and its newest summaries."""
    page = service.search(context.engine(), SearchRequest(size=_NEWEST_ON_HOME))
    return render_template(
        "home.html",
        total=page.summaries,
        examples=service.examples(context.engine(), page.facets),
        facets=presenters.collection(page),
        small_map=small_map(),
        newest=[presenters.hit_view(hit, SearchRequest()) for hit in page.hits],
    )


@blueprint.get("/about")
def about() -> str:
    """Tell where the summaries come from, how they are ranked, and what this is not."""
    page = service.search(context.engine(), SearchRequest(size=1))
    return render_template("about.html", total=page.summaries, years=page.years, facets=presenters.about_labels())


@blueprint.get("/search")
def search() -> str | Response:
    """Show what a search finds: as a list, a map or a timeline."""
    tidy = tidied(request.args)
    if tidy is not None:  # sent by a form without scripts: its address is to be fit to be passed on
        return redirect(f"{url_for('pages.search')}?{urlencode(tidy)}")
    asked, notices = request_from_args(request.args)
    view, of_view = view_from_args(request.args)
    page = service.search(context.engine(), asked)
    return _SHOWN[view](page, (*notices, *of_view))


def _list(page: ResultPage, notices: tuple[str, ...]) -> str:
    frame = presenters.frame(page, notices, Tab())
    return render_template("results.html", frame=frame, view=presenters.present(page))


_SHOWN = {"list": _list, "map": show_map, "timeline": show_timeline}


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> str:
    """Show a whole summary, the words of the query marked; the parameters are those of the search it was found by."""
    asked, _ = request_from_args(request.args)
    shown = context.summary_or_404(summary_id, asked.text)
    record = context.record(shown.summary, shown.labels, shown.version)
    return render_template("summary.html", view=presenters.present_summary(shown, asked, record), text=asked.text)
