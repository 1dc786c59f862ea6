"""Downloads of one summary or of all results of a search, in the formats of EXPORT_FORMATS."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile

from flask import Blueprint, Response, request, stream_with_context
from werkzeug.routing import AnyConverter, Map

from indexer import deadlines
from indexer.output.exports import EXPORT_FORMATS, ExportFormat, export
from indexer.search.results import Labels, labels_of
from indexer.search.scan import LIMIT
from indexer.summaries.summary import Summary, slug
from searchapp import context
from searchapp.addresses.search import request_from_args
from searchapp.schema import parameters
from searchapp.schema.openapi import operation
from searchapp.schema.problems import refuse_if_strict
from searchapp.views import api, pages

blueprint = Blueprint("exports", __name__)

_MAX_NOTICES = 1_000  # characters; many proxies limit the sum of all headers to about 4,000


class ExportFormatConverter(AnyConverter):
    """URL converter for the names in EXPORT_FORMATS. It ignores names that are added after ``create_app``."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # werkzeug's name of the argument
        super().__init__(map, *EXPORT_FORMATS)


blueprint.record(lambda state: state.app.url_map.converters.update(export_format=ExportFormatConverter))


@blueprint.get("/search.<export_format:fmt>", endpoint="results")
@blueprint.get("/api/v1/search.<export_format:fmt>", endpoint="api_results")
@operation(None, *parameters.SEARCH, headers=("X-Total-Count", "X-Exported-Count", "X-Notices"))
def results(fmt: str, limit: int = LIMIT) -> Response:
    """Download all results of a search in their order, at most 10,000.

    The header X-Total-Count is the number of matching summaries, X-Exported-Count the number in the file. X-Notices is
    a JSON array of messages about ignored or omitted input, if there are any.
    """
    search_request, notices = request_from_args(request.args)
    session = context.session(replace(search_request, explain=False))
    refuse_if_strict(request.args, notices, search_request.filters, session.vocabulary)
    scan = session.scan(limit)
    name = slug(search_request.text) if search_request.text else "summaries"
    response = _file(EXPORT_FORMATS[fmt], scan.summaries, session.generation.version, name)
    response.headers["X-Total-Count"] = str(scan.total)
    response.headers["X-Exported-Count"] = str(min(scan.total, limit))
    if all_notices := (*notices, *scan.notices):
        response.headers["X-Notices"] = _in_header(all_notices)
    return response


@blueprint.get("/summaries/<summary_id>.<export_format:fmt>", endpoint="summary")
@blueprint.get("/api/v1/summaries/<summary_id>.<export_format:fmt>", endpoint="api_summary")
@operation(None)
def summary(summary_id: str, fmt: str) -> Response | str:
    """Download one summary."""
    snapshot = context.snapshot()
    if snapshot.summary(whole_id := f"{summary_id}.{fmt}"):  # an id may end with a dot and the name of a format
        return api.summary(whole_id) if request.path.startswith("/api/") else pages.summary(whole_id)
    indexed = snapshot.summary(summary_id)
    if indexed is None:
        context.no_summary(summary_id)
    labels = labels_of(indexed, snapshot.vocabulary)
    return _file(EXPORT_FORMATS[fmt], [(indexed, labels)], snapshot.generation.version, summary_id)


def _file(chosen: ExportFormat, summaries: Iterable[tuple[Summary, Labels]], version: str, name: str) -> Response:
    """Return a response that streams the export file. It reads ``summaries`` one by one while it sends the file."""
    deadlines.lift()  # an export has no deadline, because its duration depends on the client
    exported = (context.exported_summary(summary, labels, version) for summary, labels in summaries)
    body, content_type = stream_with_context(export(chosen, exported)), f"{chosen.media_type}; charset=utf-8"
    response = Response(body, content_type=content_type)
    disposition = "attachment" if chosen.saved else "inline"
    response.headers.set("Content-Disposition", disposition, filename=f"{name}.{chosen.name}")
    response.headers["X-Robots-Tag"] = "noindex"  # search engines should index the pages instead
    return response


def _in_header(notices: Sequence[str]) -> str:
    """Return the notices as a JSON array in ASCII. If some don't fit, the last element states how many are omitted."""
    lengths = accumulate(len(json.dumps(notice)) + 2 for notice in notices)
    fitting = sum(1 for _ in takewhile(lambda length: length <= _MAX_NOTICES, lengths))
    omitted = [f"{len(notices) - fitting} more; GET /api/v1/search has them all"] if fitting < len(notices) else []
    return json.dumps([*notices[:fitting], *omitted])
