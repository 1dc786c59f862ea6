"""How programs find the site: a description for browsers' search boxes (OpenSearch), a sitemap, and robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request, url_for

from indexer.output.exports import EXPORT_FORMATS
from indexer.query.ast import All
from indexer.query.request import Filters, SearchRequest
from indexer.search.autocomplete import LIMIT
from searchapp import context
from searchapp.presenters import completion_url
from searchapp.views.xml_response import xml

blueprint = Blueprint("discovery", __name__)

IN_A_PART = 5_000
"""Addresses in one sitemap. sitemaps.org allows 50,000, but each is read from the index: a part takes half a second."""

_ROBOTS = """\
# The summaries and the searches for one concept are for all to find. What leads from these without an end, and the
# same in other forms, is not.
User-agent: *
Disallow: /api/
Disallow: /search.
Disallow: /search?q=
Disallow: /search?*&
Disallow: /suggestions
Disallow: /summaries/*?
{downloads}Sitemap: {sitemap}
"""


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search, so that a browser can add it to its own box (OpenSearch 1.1)."""
    media_type = "application/opensearchdescription+xml"
    return xml("opensearch.xml", media_type, origin=context.origin(), site=context.site())


@blueprint.get("/suggestions")
def suggestions() -> Response:
    """Give suggestions as browsers want them: [what is typed, [texts], [what each is], [where each leads]]."""
    text = request.args.get("q", "").strip()
    found = context.session(SearchRequest(text)).completions(LIMIT)
    response = jsonify(
        [
            text,
            [f"{each.before} {each.label}".strip() for each in found],
            [each.facet.label if each.facet else "" for each in found],
            [context.origin() + completion_url(each) for each in found],
        ]
    )
    response.content_type = "application/x-suggestions+json"
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell search engines what not to go through."""
    downloads = "".join(f"Disallow: /summaries/*.{name}$\n" for name in EXPORT_FORMATS)
    text = _ROBOTS.format(downloads=downloads, sitemap=context.origin() + url_for("discovery.sitemap"))
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap."""
    number = -(-context.snapshot().generation.summaries // IN_A_PART)
    parts = [context.origin() + url_for("discovery.part", number=part + 1) for part in range(number)]
    return xml("sitemaps.xml", "application/xml", parts=parts)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List the addresses of some summaries, each with when it changed, where that is known."""
    first = (number - 1) * IN_A_PART
    snapshot = context.snapshot()
    if not 0 <= first < snapshot.generation.summaries:
        abort(404)
    found = snapshot.search(All(), Filters(), "relevance", first, IN_A_PART, counted=False)  # by id
    addresses = [
        (context.origin() + url_for("pages.summary", summary_id=hit.summary.id), hit.summary.updated)
        for hit in found.hits
    ]
    if number == 1:
        addresses = [(context.origin() + url_for(page), None) for page in ("pages.home", "pages.about")] + addresses
    return xml("sitemap.xml", "application/xml", addresses=addresses)
