"""Conditional requests. The ETag combines index version, URL and language, and a match is answered with 304.

The tag is computed from the inputs of a response, not from its bytes, so neither the tag nor a 304 needs a search. The
tag is weak because responses with the same tag may differ in compression or in the reported search time. Responses get
``Cache-Control: no-cache`` unless their view sets another value. Browsers then revalidate them, so the effect of a
rebuild is visible at once.
"""

from hashlib import blake2b
from pathlib import Path

from flask import Flask, Response, current_app, g, request

import indexer
from indexer.settings import Settings
from searchapp import context, translation

_TAGGED_BLUEPRINTS = frozenset(("pages", "api", "exports", "feeds", "records", "discovery"))
_INDEX_INDEPENDENT = frozenset(("api.openapi", "discovery.opensearch", "discovery.robots"))  # no index used
_DATED = frozenset(("pages.search", "records.page_record", "records.api_record"))  # responses with the current date
_PROGRAM_SUFFIXES = frozenset((".py", ".html", ".css", ".js", ".json", ".mo"))
_PROGRAM = "program fingerprint"  # key in app.extensions


def register(app: Flask, settings: Settings) -> None:
    """Add ETag and Cache-Control to responses, and answer matching conditional requests with 304."""
    app.extensions[_PROGRAM] = _program_hash() + repr((settings.title, settings.language))
    app.before_request(_not_modified)
    app.after_request(_add_validators)


def _not_modified() -> Response | None:
    """Return a 304 response if the client has the current version, else None. Raises IndexUnavailable."""
    if request.method not in ("GET", "HEAD") or request.blueprint not in _TAGGED_BLUEPRINTS:
        return None
    g.tag = _tag(request.endpoint or "")
    tags = request.if_none_match
    # "*" matches any existing resource, and only a search can determine if the resource exists.
    return Response(status=304) if not tags.star_tag and tags.contains_weak(g.tag) else None


def _add_validators(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-cache")
    if "tag" in g:
        response.vary.update(("Accept-Encoding", "Accept-Language"))
        if response.status_code in (200, 304):
            response.set_etag(g.tag, weak=True)
    return response


def _tag(endpoint: str) -> str:
    parts = [current_app.extensions[_PROGRAM], context.origin(), request.url, translation.language()]
    if endpoint not in _INDEX_INDEPENDENT:
        parts.append(context.snapshot().generation.version)
    if endpoint in _DATED:
        parts.append(context.now().date().isoformat())
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _program_hash() -> str:
    """Return a hash over the source files of both packages, so that an upgrade changes every ETag."""
    digest = blake2b(digest_size=12)
    for package in (Path(__file__).parents[1], Path(indexer.__file__).parent):
        for path in sorted(path for path in package.rglob("*") if path.suffix in _PROGRAM_SUFFIXES):
            digest.update(path.read_bytes())
    return digest.hexdigest()
