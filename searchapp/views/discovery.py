"""Site descriptions for browsers and crawlers: OpenSearch (the XML format, not the engine), sitemaps, robots.txt."""

from flask import Blueprint, Response, abort, request, url_for

from indexer.engines.protocols import EngineSearch
from indexer.output.exports import EXPORT_FORMATS
from indexer.query.ast import All
from indexer.query.request import Filters, SearchRequest
from indexer.search.autocomplete import LIMIT
from searchapp import context
from searchapp.presenters.links import completion_url
from searchapp.responses import json_response, xml_response

blueprint = Blueprint("discovery", __name__)

SITEMAP_SIZE = 5_000
"""Number of summaries in one sitemap. sitemaps.org allows 50,000, but reading 5,000 already takes half a second."""

_ROBOTS = """\
# Crawlers may index the summaries and the searches for a single concept. The endless combinations of filters and the
# export formats are excluded.
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
    """Return the OpenSearch 1.1 description. A browser uses it to add the site to its search engines."""
    media_type = "application/opensearchdescription+xml"
    return xml_response("opensearch.xml", media_type, origin=context.origin(), site=context.site())


@blueprint.get("/suggestions")
def suggestions() -> Response:
    """Return suggestions in the OpenSearch format: [query, [texts], [descriptions], [URLs]]."""
    text = request.args.get("q", "").strip()
    completions = context.session(SearchRequest(text)).completions(LIMIT)
    answer = [
        text,
        [completion.replacement or f"{completion.before} {completion.label}".strip() for completion in completions],
        [str(completion.facet.label) if completion.facet else "" for completion in completions],
        [context.origin() + completion_url(completion) for completion in completions],
    ]
    return json_response(answer, media_type="application/x-suggestions+json")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return robots.txt. It excludes some URLs from crawling."""
    downloads = "".join(f"Disallow: /summaries/*.{name}$\n" for name in EXPORT_FORMATS)
    text = _ROBOTS.format(downloads=downloads, sitemap=context.origin() + url_for("discovery.sitemap"))
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Return the sitemap index: the URLs of all sitemaps."""
    number = -(-context.snapshot().generation.summaries // SITEMAP_SIZE)
    parts = [context.origin() + url_for("discovery.part", number=part + 1) for part in range(number)]
    return xml_response("sitemaps.xml", "application/xml", parts=parts)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """Return a sitemap of up to SITEMAP_SIZE summaries. The first one also contains the pages home and about."""
    first = (number - 1) * SITEMAP_SIZE
    snapshot = context.snapshot()
    if not 0 <= first < snapshot.generation.summaries:
        abort(404)
    # All scores are equal, and summaries with equal scores are sorted by id.
    by_id = EngineSearch(All(), Filters(), "relevance", first, SITEMAP_SIZE, counted=False)
    matches = snapshot.search(by_id)
    addresses = [
        (context.origin() + url_for("pages.summary", summary_id=hit.summary.id), hit.summary.updated)
        for hit in matches.hits
    ]
    if number == 1:
        addresses = [(context.origin() + url_for(page), None) for page in ("pages.home", "pages.about")] + addresses
    return xml_response("sitemap.xml", "application/xml", addresses=addresses)
