"""Download one summary, or all results of a search, in the formats of EXPORT_FORMATS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context

from indexer import deadlines
from indexer.output.exports import EXPORT_FORMATS, ExportFormat, export
from indexer.output.exports.record import ExportRecord
from indexer.search.results import Labels, labels_of
from indexer.search.scan import LIMIT
from indexer.summaries.summary import Summary, slug
from searchapp import context
from searchapp.addresses.search import request_from_args
from searchapp.schema import shapes
from searchapp.schema.openapi import operation
from searchapp.schema.problems import refuse_if_strict
from searchapp.views import api, pages

blueprint = Blueprint("exports", __name__)

# Proxies take some 4,000 bytes of headers in all.
_LONGEST_NOTICES = 1_000
_FORMAT = f"<any({', '.join(EXPORT_FORMATS)}):fmt>"


@blueprint.get(f"/search.{_FORMAT}", endpoint="results")
@blueprint.get(f"/api/v1/search.{_FORMAT}", endpoint="api_results")
@operation(None, *shapes.SEARCH, headers=("X-Total-Count", "X-Exported-Count", "X-Notices"))
def results(fmt: str) -> Response:
    """Send all that a search finds, in its order, at most 10,000; the parameters are those of the search page.

    The header X-Total-Count has the number found, X-Exported-Count the number sent, X-Notices a JSON array of what was
    ignored or left out, where anything was.
    """
    asked, notices = request_from_args(request.args)
    session = context.session(replace(asked, explain=False))
    refuse_if_strict(request.args, notices, asked.filters, session.vocabulary)
    found = session.scan()
    response = _sent(
        EXPORT_FORMATS[fmt],
        found.summaries,
        session.generation.version,
        slug(asked.text) if asked.text else "summaries",
    )
    response.headers["X-Total-Count"] = str(found.total)
    response.headers["X-Exported-Count"] = str(min(found.total, LIMIT))
    if notices or found.notices:
        response.headers["X-Notices"] = _in_header((*notices, *found.notices))
    return response


@blueprint.get(f"/summaries/<summary_id>.{_FORMAT}", endpoint="summary")
@blueprint.get(f"/api/v1/summaries/<summary_id>.{_FORMAT}", endpoint="api_summary")
@operation(None)
def summary(summary_id: str, fmt: str) -> Response | str | dict[str, Any]:
    """Send one summary."""
    snapshot = context.snapshot()
    if snapshot.summary(named := f"{summary_id}.{fmt}"):  # an id may end like a format
        return api.summary(named) if request.path.startswith("/api/") else pages.summary(named)
    found = snapshot.summary(summary_id)
    if found is None:
        context.no_summary(summary_id)
    labels = labels_of(found, snapshot.vocabulary)
    return _sent(EXPORT_FORMATS[fmt], [(found, labels)], snapshot.generation.version, summary_id)


def _sent(chosen: ExportFormat, summaries: Iterable[tuple[Summary, Labels]], version: str, name: str) -> Response:
    deadlines.lift()  # sending takes as long as the reader does

    def records() -> Iterator[ExportRecord]:
        return (context.record(found, labels, version) for found, labels in summaries)

    response = current_app.response_class(
        stream_with_context(export(chosen, records())), content_type=f"{chosen.media_type}; charset=utf-8"
    )
    response.headers.set(
        "Content-Disposition", "attachment" if chosen.saved else "inline", filename=f"{name}.{chosen.name}"
    )
    response.headers["X-Robots-Tag"] = "noindex"  # the pages are what a search engine is to show
    return response


def _in_header(notices: Sequence[str]) -> str:
    """Return the notices as a JSON array in ASCII; those that a header cannot hold are counted in its last one."""
    lengths = accumulate(len(json.dumps(notice)) + 2 for notice in notices)
    fitting = sum(1 for _ in takewhile(lambda length: length <= _LONGEST_NOTICES, lengths))
    left = [f"{len(notices) - fitting} more; GET /api/v1/search has them all"] if fitting < len(notices) else []
    return json.dumps([*notices[:fitting], *left])
