"""Atom feeds (RFC 4287) of search results, with which readers follow a search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, request, url_for

from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from searchapp import context
from searchapp.addresses.search import PAGE_SIZE, args_from_request, request_from_args
from searchapp.presenters.request_text import request_text
from searchapp.views.xml_response import xml

blueprint = Blueprint("feeds", __name__)

MOST = 50
"""Entries of a feed: the summaries that were added or changed last, among the SCANNED ones."""
SCANNED = 1_000
"""Hits that a feed considers, newest studies first."""

# The year of our tag URIs (RFC 4151), in which we owned the site's name. It must never change.
_TAG_YEAR = "2026"


@dataclass(frozen=True, slots=True)
class Entry:
    """A feed entry. ``updated`` is the time since which the collection holds the summary unchanged.

    An index of an older version does not store it for each summary; the entry then has the build time of the index.
    """

    id: str
    url: str
    summary: Summary
    terms: tuple[str, ...]
    updated: str


@blueprint.get("/search.atom")
def results() -> Response:
    """Return the feed of a search: the summaries that were added or changed last come first."""
    query, _ = request_from_args(request.args)
    query = replace(query, sort="newest", page=1, size=PAGE_SIZE, explain=False)
    session = context.session(query)
    scan, built = session.scan(SCANNED), session.generation.built
    entries = [_entry(summary, labels, built) for summary, labels in scan.summaries]
    entries.sort(key=lambda entry: entry.updated, reverse=True)  # stable: on the same day, newest study first
    args = urlencode(args_from_request(replace(query, sort=None)))
    path = f"search?{args}" if args else "search"
    return xml(
        "feed.xml",
        "application/atom+xml",
        id=_tag_uri(path),
        site=context.site(),
        search=request_text(session.query.request, session.vocabulary),
        page=f"{context.origin()}/{path}",
        feed=context.origin() + url_for("feeds.results") + (f"?{args}" if args else ""),
        entries=entries[:MOST],
        updated=max((entry.updated for entry in entries), default=built),
        total=scan.total,
    )


def _entry(summary: Summary, labels: Labels, built: str) -> Entry:
    return Entry(
        id=_tag_uri(f"summaries/{quote(summary.id, safe='')}"),
        url=context.origin() + url_for("pages.summary", summary_id=summary.id),
        summary=summary,
        terms=tuple(label.label for facet in FACETS for label in labels.get(facet.field, ())),
        updated=summary.updated or built,
    )


def _tag_uri(specific: str) -> str:
    """Return a tag URI, which stays the same when the resource moves, as long as the site keeps its name."""
    return f"tag:{urlsplit(context.origin()).hostname},{_TAG_YEAR}:{specific}"
