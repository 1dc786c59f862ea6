"""Search records: the query, interpretation and results of a search, to report the search and repeat it later."""

import re
from dataclasses import replace

from flask import Blueprint, Response, request
from msgspec import UNSET
from werkzeug.datastructures import MultiDict

from indexer.output.api.records import SearchRecordJson, search_record_json
from indexer.summaries.summary import slug
from searchapp import context
from searchapp.addresses.search import request_from_args
from searchapp.presenters.frame import record_paragraph
from searchapp.presenters.links import search_url
from searchapp.responses import json_response
from searchapp.schema import parameters
from searchapp.schema.openapi import operation
from searchapp.schema.problems import ParameterProblem, refuse_if_strict
from searchapp.translation import gettext as _

blueprint = Blueprint("records", __name__)


@blueprint.get("/search.record.json", endpoint="page_record")
@blueprint.get("/api/v1/record", endpoint="api_record")
@operation(SearchRecordJson, *parameters.SEARCH, parameters.DIGEST)
def search_record() -> Response:
    """Record a search: the query, its interpretation, and the ids of the hits, in order.

    Given the ``digest`` of an earlier record, ``same_as_before`` is true if the hits and their order are unchanged. At
    most 10,000 ids are returned; ``complete`` is true if these are all. The command ``indexer recheck FILE`` lists the
    hits that were added and removed since a record was saved.
    """
    args = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "digest")
    query, notices = request_from_args(args)
    earlier = request.args.get("digest", "")
    valid = re.fullmatch(r"[0-9a-f]{64}", earlier)
    if earlier and not valid:
        message = _("“digest=%(given)s” is not the digest of a search record; it was ignored.", given=earlier)
        notices = (*notices, ParameterProblem(message, "digest", earlier))
    session = context.session(replace(query, explain=False))
    refuse_if_strict(args, notices, query.filters, session.vocabulary)
    record = session.record(context.now().isoformat(timespec="seconds"))
    same = earlier == record.digest if valid else UNSET
    url, text = context.origin() + search_url(record.request), record_paragraph(record)
    response = json_response(search_record_json(record, context.site(), url, text, notices, same))
    if not request.path.startswith("/api/"):
        name = f"{slug(query.text) if query.text else 'summaries'}.record.json"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
