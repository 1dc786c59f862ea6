"""What was sent is known again: an ETag of index, address and language, and 304 without a search where it is the same.

The tag is made of what an answer is made of, not of its bytes: all it takes is a look at which generation is current.
It is weak, since bytes may differ (gzip, the milliseconds that a search took).
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from flask import Flask, Response, current_app, g, request

import indexer
from indexer.settings import Settings
from searchapp import context, translation

_OF_THE_INDEX = frozenset(("pages", "api", "exports", "feeds", "records", "discovery"))  # blueprints
_ALWAYS_THE_SAME = frozenset(("api.openapi", "discovery.opensearch", "discovery.robots"))
_PROGRAM = frozenset((".py", ".html", ".json", ".mo"))  # how names of files end
# What says on which day it was made.
_DATED = frozenset(("pages.search", "records.page_record", "records.api_record"))


def register(app: Flask, settings: Settings) -> None:
    """Tag the application's answers, and answer 304 to who has the newest one."""
    app.extensions["made by"] = _program() + repr((settings.title, settings.language))
    app.before_request(_unchanged)
    app.after_request(_tagged)


def _unchanged() -> Response | None:
    """Return 304 where the reader has what would be sent. Raises IndexUnavailable."""
    if request.method not in ("GET", "HEAD") or request.endpoint is None or request.blueprint not in _OF_THE_INDEX:
        return None
    g.tag = _tag(request.endpoint)
    asked = request.if_none_match
    # "*" stands for anything that is there; whether it is, a search would have to tell.
    return Response(status=304) if not asked.star_tag and asked.contains_weak(g.tag) else None


def _tagged(response: Response) -> Response:
    if "tag" in g and response.status_code in (200, 304):
        response.set_etag(g.tag, weak=True)
    if "tag" in g:
        response.vary.update(("Accept-Encoding", "Accept-Language"))
    return response


def _tag(endpoint: str) -> str:
    parts = [current_app.extensions["made by"], context.origin(), request.url, translation.language()]
    if endpoint not in _ALWAYS_THE_SAME:
        parts.append(context.snapshot().generation.version)
    if endpoint in _DATED:
        parts.append(_today())
    return blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _program() -> str:
    """Return a hash of the program: after an upgrade nothing is as it was."""
    held = blake2b(digest_size=12)
    for package in (Path(__file__).parents[1], Path(indexer.__file__).parent):
        for path in sorted(path for path in package.rglob("*") if path.suffix in _PROGRAM):
            held.update(path.read_bytes())
    return held.hexdigest()
