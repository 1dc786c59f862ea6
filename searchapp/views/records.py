"""Records of searches: what was searched, how it was understood and what was found, to be told and to be repeated."""

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
    """Record a search: what was asked, how it was understood, and the ids of what was found, in order.

    With the ``digest`` of an earlier record, ``same_as_before`` tells whether the answer is that one, in its order. At
    most 10,000 ids come; ``complete`` tells whether these are all. The command ``indexer recheck FILE`` tells what has
    come and gone since a record was saved.
    """
    args = MultiDict((name, value) for name, value in request.args.items(multi=True) if name != "digest")
    asked, notices = request_from_args(args)
    earlier = request.args.get("digest", "")
    wrong = (*notices, *_wrong_digest(earlier))
    session = context.session(replace(asked, explain=False))
    refuse_if_strict(args, wrong, asked.filters, session.vocabulary)
    response = jsonify(_told(session.record(now()), wrong, earlier))
    if not request.path.startswith("/api/"):
        name = f"{slug(asked.text) if asked.text else 'summaries'}.record.json"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _told(made: SearchRecord, wrong: tuple[Wrong, ...], earlier: str) -> dict[str, Any]:
    told = search_record_json(made, context.site(), search_page(made.request), paragraph(made))
    told["notices"] = [{"message": notice} for notice in (*wrong, *made.notices)]
    if earlier and not _wrong_digest(earlier):
        told["same_as_before"] = earlier == made.digest
    return told


def _wrong_digest(digest: str) -> tuple[Wrong, ...]:
    if not digest or re.fullmatch(r"[0-9a-f]{64}", digest):
        return ()
    told = _("“digest=%(given)s” is none of a record; it was ignored.", given=digest)
    return (Wrong(told, "digest", digest),)
