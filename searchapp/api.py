"""The same as JSON, under /api/v1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from indexer import charting, searching, suggesting
from indexer.queries.query import Filters, SearchRequest
from indexer.results import Completion
from indexer.serialising import completions_json, result_json, summary_json
from indexer.serialising_charts import map_json, timeline_json
from searchapp import current
from searchapp.chart_urls import cannot_open, map_from_args, opened_from_args
from searchapp.presenters import search_url
from searchapp.urls import request_from_args

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def search() -> dict[str, Any]:
    """Return a page of results; the parameters are those of the search page, and ``size`` (1 to 100)."""
    asked, notices = request_from_args(request.args)
    return _noted(result_json(searching.search(current.engine(), asked), _summary_url), *notices)


@blueprint.get("/map")
def evidence_map() -> dict[str, Any]:
    """Return the evidence map of a search: two facets, ``rows`` and ``columns``, crossed."""
    asked, notices = request_from_args(request.args)
    chart, of_chart = map_from_args(request.args)
    shown = charting.evidence_map(current.engine(), asked, chart.rows, chart.columns, chart.cell)
    return _noted(map_json(shown, search_url), *notices, *of_chart)


@blueprint.get("/timeline")
def timeline() -> dict[str, Any]:
    """Return the timeline of a search: its summaries a year, by study design."""
    asked, notices = request_from_args(request.args)
    opened = opened_from_args(request.args)
    shown = charting.timeline(current.engine(), asked, opened)
    unknown = cannot_open(opened, current.engine().snapshot().vocabulary)
    return _noted(timeline_json(shown, search_url), *notices, *unknown)


@blueprint.get("/suggest")
def suggest() -> dict[str, Any]:
    """Return at most 8 completions of ``q``: conditions, cell types, routes and titles, grouped, with counts."""
    text = request.args.get("q", "").strip()
    return completions_json(text, suggesting.suggest(current.engine(), text), _completion_url)


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> dict[str, Any]:
    """Return a whole summary."""
    return summary_json(current.summary_or_404(summary_id), _summary_url)


def _noted(answer: dict[str, Any], *notices: str) -> dict[str, Any]:
    """Return the answer with notices about the address before its own."""
    return answer | {"notices": [{"message": notice} for notice in notices] + answer["notices"]}


def _completion_url(found: Completion) -> str:
    if found.facet is None:
        return _summary_url(found.id)
    return search_url(SearchRequest(found.before, Filters().adding(found.facet.name, found.id)))


def _summary_url(summary_id: str) -> str:
    return url_for("pages.summary", summary_id=summary_id)
