"""Search records: query, interpretation and results of a search, for reporting it and repeating it later."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from indexer.output.records_json import search_record_json
from indexer.search.records import SearchRecord
from indexer.summaries.summary import slug
from searchapp import context
from searchapp.addresses.search import request_from_args
from searchapp.presenters.record import now, paragraph, search_page
from searchapp.schema import shapes
from searchapp.schema.openapi import operation
from searchapp.schema.problems import Wrong, refuse_if_strict
from searchapp.translation import gettext as _

blueprint = Blueprint("records", __name__)


@blueprint.get("/search.record.json", endpoint="page_record")
@blueprint.get("/api/v1/record", endpoint="api_record")
@operation("SearchRecord", *shapes.SEARCH, shapes.DIGEST)
def search_record() -> Response:
    """Record a search: the query, its interpretation, and the ids of the hits, in order.

    Given the ``digest`` of an earlier record, ``same_as_before`` is true if the hits and their order are unchanged. At
    most 10,000 ids are returned; ``complete`` is true if these are all. The command ``indexer recheck FILE`` lists the
    hits that were added and removed since a record was saved.
    """
    args = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "digest")
    query, notices = request_from_args(args)
    earlier = request.args.get("digest", "")
    problems = (*notices, *_wrong_digest(earlier))
    session = context.session(replace(query, explain=False))
    refuse_if_strict(args, problems, query.filters, session.vocabulary)
    response = jsonify(_record_json(session.record(now()), problems, earlier))
    if not request.path.startswith("/api/"):
        name = f"{slug(query.text) if query.text else 'summaries'}.record.json"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _record_json(made: SearchRecord, problems: tuple[Wrong, ...], earlier: str) -> dict[str, Any]:
    document = search_record_json(made, context.site(), search_page(made.request), paragraph(made))
    document["notices"] = [{"message": notice} for notice in (*problems, *made.notices)]
    if earlier and not _wrong_digest(earlier):
        document["same_as_before"] = earlier == made.digest
    return document


def _wrong_digest(digest: str) -> tuple[Wrong, ...]:
    if not digest or re.fullmatch(r"[0-9a-f]{64}", digest):
        return ()
    sentence = _("“digest=%(given)s” is not the digest of a search record; it was ignored.", given=digest)
    return (Wrong(sentence, "digest", digest),)
