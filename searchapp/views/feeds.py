"""Atom feeds (RFC 4287) of search results. Readers subscribe to a feed to see new summaries."""

from dataclasses import replace
from operator import itemgetter
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, request, url_for

from indexer.query.request import SearchRequest
from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary
from searchapp import context
from searchapp.addresses.search import PAGE_SIZE, args_from_request, feed_url, request_from_args, year_range
from searchapp.responses import xml_response
from searchapp.translation import gettext as _

blueprint = Blueprint("feeds", __name__)

MOST = 50
"""Maximum number of entries of a feed. The entries are the candidates that were added or changed last."""
SCANNED = 1_000
"""Maximum number of candidates for a feed. The candidates are the hits with the newest studies."""

# A year in which the operator owned the domain name, for the tag URIs (RFC 4151). This year must never change.
_TAG_YEAR = "2026"


@blueprint.get("/search.atom")
def results() -> Response:
    """Return the feed of a search. Summaries that were added or changed last come first."""
    query, _notices = request_from_args(request.args)
    query = replace(query, sort="newest", page=1, size=PAGE_SIZE, explain=False)
    session = context.session(query)
    scan, built = session.scan(SCANNED), session.generation.built
    entries = [_entry(summary, labels, built) for summary, labels in scan.summaries]
    entries.sort(key=itemgetter("updated"), reverse=True)  # a stable sort: equal times stay sorted by study year
    args = urlencode(args_from_request(replace(query, sort=None)))
    path = f"search?{args}" if args else "search"
    return xml_response(
        "feed.xml",
        "application/atom+xml",
        id=_tag_uri(path),
        site=context.site(),
        search=_request_text(session.query.request, session.vocabulary),
        page=f"{context.origin()}/{path}",
        feed=context.origin() + feed_url(query),
        entries=entries[:MOST],
        updated=max((entry["updated"] for entry in entries), default=built),
        total=scan.total,
    )


def _entry(summary: Summary, labels: Labels, built: str) -> dict[str, Any]:
    return {
        "id": _tag_uri(f"summaries/{quote(summary.id, safe='')}"),
        "url": context.origin() + url_for("pages.summary", summary_id=summary.id),
        "summary": summary,
        "terms": [label.label for facet in FACETS for label in labels.get(facet.field, ())],
        "updated": summary.updated or built,  # an index that an older version built has no ``updated``
    }


def _request_text(request: SearchRequest, vocabulary: Vocabulary) -> str:
    """Return the query and its filters as text. The text is empty if the request has neither."""
    parts = [f"“{request.text}”"] if request.text else []
    for facet in FACETS:
        if chosen := request.filters.of(facet.name):
            labels = ", ".join(vocabulary.label(facet.name, concept) for concept in chosen)
            parts.append(f"{_(facet.label)}: {labels}")
    if request.filters.years is not None:
        parts.append(_("Year: %(years)s", years=year_range(request.filters.years)))
    return "; ".join(parts)


def _tag_uri(specific: str) -> str:
    """Return a tag URI with the host name of the site. ``specific`` identifies the resource on the site."""
    return f"tag:{urlsplit(context.origin()).hostname},{_TAG_YEAR}:{specific}"
