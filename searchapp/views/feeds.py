"""An Atom feed (RFC 4287) of what a search finds, so that the search can be followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, request, url_for

from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from searchapp import context
from searchapp.addresses.search import PAGE_SIZE, args_from_request, request_from_args
from searchapp.presenters.asked import in_words
from searchapp.views.xml_response import xml

blueprint = Blueprint("feeds", __name__)

MOST = 50
LOOKED_AT = 1_000
"""Of so many summaries, those of the newest studies, the feed has the MOST that came or changed last."""

# The year in our "tag:" addresses (RFC 4151): one in which the site's name was ours. It must never change.
_MINTED = "2026"


@dataclass(frozen=True, slots=True)
class Entry:
    """A summary in a feed; ``updated`` is since when the collection has held it as it is.

    An index of an older version does not know that of each summary; then it is when that was built.
    """

    id: str
    url: str
    summary: Summary
    terms: tuple[str, ...]
    updated: str


@blueprint.get("/search.atom")
def results() -> Response:
    """Give the summaries that a search finds, those that came or changed last first."""
    asked, _ = request_from_args(request.args)
    asked = replace(asked, sort="newest", page=1, size=PAGE_SIZE, explain=False)
    session = context.session(asked)
    found, built = session.scan(LOOKED_AT), session.generation.built
    entries = [_entry(summary, labels, built) for summary, labels in found.summaries]
    entries.sort(key=lambda entry: entry.updated, reverse=True)  # of one day: the newest study first, as they came
    args = urlencode(args_from_request(replace(asked, sort=None)))
    search = f"search?{args}" if args else "search"
    return xml(
        "feed.xml",
        "application/atom+xml",
        id=_tag(search),
        site=context.site(),
        asked=in_words(session.query.request, session.vocabulary),
        page=f"{context.origin()}/{search}",
        feed=context.origin() + url_for("feeds.results") + (f"?{args}" if args else ""),
        entries=entries[:MOST],
        updated=max((entry.updated for entry in entries), default=built),
        total=found.total,
    )


def _entry(summary: Summary, labels: Labels, built: str) -> Entry:
    return Entry(
        id=_tag(f"summaries/{quote(summary.id, safe='')}"),
        url=context.origin() + url_for("pages.summary", summary_id=summary.id),
        summary=summary,
        terms=tuple(label.label for facet in FACETS for label in labels.get(facet.field, ())),
        updated=summary.updated or built,
    )


def _tag(specific: str) -> str:
    """Return an address that stays the same wherever the thing moves to, as long as the site keeps its name."""
    return f"tag:{urlsplit(context.origin()).hostname},{_MINTED}:{specific}"
