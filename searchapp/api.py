"""The same as JSON, under /api/v1."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from indexer import searching
from indexer.serialising import result_json, summary_json
from searchapp import current
from searchapp.urls import request_from_args

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def search() -> dict[str, Any]:
    """Return a page of results; the parameters are those of the search page, and ``size`` (1 to 100)."""
    asked, notices = request_from_args(request.args)
    answer = result_json(searching.search(current.engine(), asked), _summary_url)
    answer["notices"] = [{"message": notice} for notice in notices] + answer["notices"]
    return answer


@blueprint.get("/summaries/<summary_id>")
def summary(summary_id: str) -> dict[str, Any]:
    """Return a whole summary."""
    return summary_json(current.summary_or_404(summary_id), _summary_url)


def _summary_url(summary_id: str) -> str:
    return url_for("pages.summary", summary_id=summary_id)
