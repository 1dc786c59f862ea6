"""JSON API below /api/v1."""

from flask import Blueprint, Flask, Response, current_app, request, url_for

from indexer.output.api.charts import MapJson, TimelineJson, map_json, timeline_json
from indexer.output.api.results import SearchResultJson, result_json
from indexer.output.api.suggestions import SuggestionsJson, completions_json
from indexer.output.api.summaries import SummaryJson, summary_json
from indexer.query.request import SearchRequest
from indexer.search.autocomplete import LIMIT
from indexer.search.session import SearchSession
from searchapp import context
from searchapp.addresses.charts import cannot_open, distinct_values, map_from_args
from searchapp.addresses.paging import link_header
from searchapp.addresses.search import request_from_args
from searchapp.presenters.links import completion_url, search_url
from searchapp.responses import json_response
from searchapp.schema import parameters
from searchapp.schema.openapi import document, operation
from searchapp.schema.problems import ParameterProblem, refuse_if_strict

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@operation(SearchResultJson, *parameters.SEARCH, *parameters.PAGE, headers=("Link",))
def search() -> Response:
    """Search: a page of ranked hits with exact counts of all facets."""
    session, notices = _session()
    page = session.results()
    response = json_response(result_json(page, _summary_url, notices))
    response.headers["Link"] = link_header(page)
    return response


@blueprint.get("/map")
@operation(MapJson, *parameters.SEARCH, *parameters.MAP)
def evidence_map() -> Response:
    """Count the matching summaries for each pair of concepts of two facets."""
    chosen, problems = map_from_args(request.args)
    session, notices = _session(*problems)
    return json_response(map_json(session.evidence_map(chosen.rows, chosen.columns, chosen.cell), search_url, notices))


@blueprint.get("/timeline")
@operation(TimelineJson, *parameters.SEARCH, *parameters.TIMELINE)
def timeline() -> Response:
    """Count the matching summaries per year, by study design."""
    opened = distinct_values(request.args, "open")
    session, notices = _session(*cannot_open(opened, context.snapshot().vocabulary))
    return json_response(timeline_json(session.timeline(opened), search_url, notices))


@blueprint.get("/suggest")
@operation(SuggestionsJson, *parameters.SUGGEST)
def suggest() -> Response:
    """Complete the typed text: at most 8 concepts and titles, grouped, with counts."""
    text = request.args.get("q", "").strip()
    completions = context.session(SearchRequest(text)).completions(LIMIT)
    return json_response(completions_json(text, completions, completion_url))


@blueprint.get("/summaries/<summary_id>")
@operation(SummaryJson)
def summary(summary_id: str) -> Response:
    """Return a whole summary, with similar summaries and what they share."""
    return json_response(summary_json(context.summary_or_404(summary_id), _summary_url))


@blueprint.get("/openapi.json")
@operation(dict)
def openapi() -> Response:
    """Describe this API: OpenAPI 3.1."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return json_response(document(app, f"{context.site()}: API", context.origin()))


def _session(*problems: ParameterProblem) -> tuple[SearchSession, tuple[ParameterProblem, ...]]:
    """Return the search session for the URL, and all problems of the URL. ``problems`` come last.

    Raises RequestError if there are problems and the URL has ``strict=true``.
    """
    search_request, notices = request_from_args(request.args)
    session, notices = context.session(search_request), (*notices, *problems)
    refuse_if_strict(request.args, notices, search_request.filters, session.vocabulary)
    return session, notices


def _summary_url(summary_id: str) -> str:
    return url_for("pages.summary", summary_id=summary_id)
