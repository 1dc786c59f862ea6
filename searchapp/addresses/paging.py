"""Link headers (RFC 8288) of the API.

A Link header contains links to the other pages of a search result, to the OpenAPI document, and to the same result as
HTML page, feed and export file.
"""

from collections.abc import Iterator
from dataclasses import replace

from flask import url_for

from indexer.output.exports import EXPORT_FORMATS
from indexer.query.request import SearchRequest
from indexer.search.results import ResultPage
from searchapp.addresses.search import address, args_from_request, feed_url, whole_result_url

LONGEST = 2_000
"""Maximum size of a Link header in bytes. Each link repeats the query, and some proxies allow only 4,000 bytes."""


def link_header(page: ResultPage) -> str:
    """Return the Link header of a result page, most useful links first. Links beyond LONGEST are omitted."""
    links: list[str] = []
    room = LONGEST
    for url, parameters in (*_pages(page), *_alternates(page.request)):
        link = f"<{url}>; {parameters}"
        room -= len(link) + 2
        if room < 0:
            break
        links.append(link)
    return ", ".join(links)


def _pages(page: ResultPage) -> Iterator[tuple[str, str]]:
    here, last = page.request.page, page.pages
    targets = {"next": here + 1 if here < last else 0, "prev": here - 1, "first": 1, "last": last}
    for relation, number in targets.items():
        if number:
            args = args_from_request(replace(page.request, page=number))
            yield address("api.search", args), f'rel="{relation}"'


def _alternates(request: SearchRequest) -> Iterator[tuple[str, str]]:
    yield url_for("api.openapi"), 'rel="service-desc"; type="application/vnd.oai.openapi+json"'
    yield address("pages.search", args_from_request(request)), 'rel="alternate"; type="text/html"'
    yield feed_url(request), 'rel="alternate"; type="application/atom+xml"'
    for fmt in EXPORT_FORMATS.values():
        url = whole_result_url("exports.api_results", request, fmt=fmt.name)
        yield url, f'rel="alternate"; type="{fmt.media_type}"'
