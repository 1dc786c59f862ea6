"""The JSON API, under /api/v1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from indexer.output.api_json import completions_json, result_json, summary_json
from indexer.output.charts_json import map_json, timeline_json
from indexer.query.request import SearchRequest
from indexer.search.autocomplete import LIMIT
from indexer.search.session import SearchSession
from searchapp import context
from searchapp.addresses.charts import cannot_open, map_from_args, opened_from_args
from searchapp.addresses.paging import link_header
from searchapp.addresses.search import request_from_args
from searchapp.presenters.links import completion_url, search_url
from searchapp.schema import shapes
from searchapp.schema.openapi import document, operation
from searchapp.schema.problems import Wrong, refuse_if_strict

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@operation("SearchResult", *shapes.SEARCH, *shapes.PAGE, headers=("Link",))
def search() -> Response:
    """Search: a page of ranked hits with exact counts of all facets."""
    session, notices = _session()
    page = session.results()
    response = jsonify(_noted(result_json(page, _summary_url), *notices))
    response.headers["Link"] = link_header(page)
    return response


@blueprint.get("/map")
@operation("Map", *shapes.SEARCH, *shapes.MAP)
def evidence_map() -> dict[str, Any]:
    """Cross two facets under a search: how many summaries hold a concept of each."""
    chart, of_chart = map_from_args(request.args)
    session, notices = _session(*of_chart)
    shown = session.evidence_map(chart.rows, chart.columns, chart.cell)
    return _noted(map_json(shown, search_url), *notices)


@blueprint.get("/timeline")
@operation("Timeline", *shapes.SEARCH, *shapes.TIMELINE)
def timeline() -> dict[str, Any]:
    """Count the summaries of a search a year, by study design."""
    opened = opened_from_args(request.args)
    session, notices = _session(*cannot_open(opened, context.snapshot().vocabulary))
    shown = session.timeline(opened)
    return _noted(timeline_json(shown, search_url), *notices)


@blueprint.get("/suggest")
@operation("Suggestions", *shapes.SUGGEST)
def suggest() -> dict[str, Any]:
    """Complete what is typed so far: at most 8 conditions, cell types, routes and titles, grouped, with counts."""
    text = request.args.get("q", "").strip()
    return completions_json(text, context.session(SearchRequest(text)).completions(LIMIT), completion_url)


@blueprint.get("/summaries/<summary_id>")
@operation("Summary")
def summary(summary_id: str) -> dict[str, Any]:
    """Give a whole summary, with those similar to it and what they share."""
    return summary_json(context.summary_or_404(summary_id), _summary_url)


@blueprint.get("/openapi.json")
@operation("OpenAPI")
def openapi() -> dict[str, Any]:
    """Describe this API: OpenAPI 3.1."""
    return document(current_app._get_current_object(), f"{context.site()}: API", context.origin())  # type: ignore[attr-defined]


def _session(*of_chart: Wrong) -> tuple[SearchSession, tuple[Wrong, ...]]:
    """Return the session of the address, and notices of ignored parameters. Ends a strict request with 400."""
    asked, notices = request_from_args(request.args)
    wrong = (*notices, *of_chart)
    session = context.session(asked)
    refuse_if_strict(request.args, wrong, asked.filters, session.vocabulary)
    return session, wrong


def _noted(answer: dict[str, Any], *notices: str) -> dict[str, Any]:
    """Return the answer with notices about the address before its own."""
    return answer | {"notices": [{"message": notice} for notice in notices] + answer["notices"]}


def _summary_url(summary_id: str) -> str:
    return url_for("pages.summary", summary_id=summary_id)
