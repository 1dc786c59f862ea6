"""A search record as a paragraph for a methods section."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from indexer.query.request import SearchRequest
from indexer.search.records import SearchRecord, statement
from searchapp import context
from searchapp.addresses.search import args_from_request
from searchapp.translation import translated


def paragraph(record: SearchRecord) -> str:
    """Return the record as a paragraph in the reader's language."""
    return " ".join(map(translated, statement(record, context.site(), search_page(record.request))))


def search_page(request: SearchRequest) -> str:
    """Return the absolute URL of a search's first page."""
    args, path = args_from_request(request), context.origin() + url_for("pages.search")
    return f"{path}?{urlencode(args)}" if args else path


def now() -> str:
    """Return the current time in ISO 8601 format, to the second."""
    return context.now().isoformat(timespec="seconds")
