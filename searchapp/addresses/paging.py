"""Link headers (RFC 8288): where the other pages of a result are, and the same as a page, a file or a feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from indexer.output.exports import EXPORT_FORMATS
from indexer.query.request import SearchRequest
from indexer.search.results import ResultPage
from searchapp.addresses.search import PAGE_SIZE, args_from_request

# Proxies take some 4,000 bytes of headers in all; a long query in every address is more.
_LONGEST = 2_000


def link_header(page: ResultPage) -> str:
    """Return the links of a result of the API, the most useful first, as many as a header holds."""
    links: list[str] = []
    room = _LONGEST
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
            yield _address("api.search", replace(page.request, page=number)), f'rel="{relation}"'


def _alternates(request: SearchRequest) -> Iterator[tuple[str, str]]:
    yield url_for("api.openapi"), 'rel="service-desc"; type="application/vnd.oai.openapi+json"'
    yield _address("pages.search", request), 'rel="alternate"; type="text/html"'
    whole = replace(request, page=1, size=PAGE_SIZE, explain=False)
    yield _address("feeds.results", replace(whole, sort=None)), 'rel="alternate"; type="application/atom+xml"'
    for each in EXPORT_FORMATS.values():
        yield _address("exports.api_results", whole, fmt=each.name), f'rel="alternate"; type="{each.media_type}"'


def _address(endpoint: str, request: SearchRequest, **values: Any) -> str:
    args, path = args_from_request(request), url_for(endpoint, **values)
    return f"{path}?{urlencode(args)}" if args else path
