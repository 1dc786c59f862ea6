"""The API may be read by the scripts of any page (CORS): it holds nothing that is not public, and writes nothing."""

from __future__ import annotations

from flask import Flask, Response, request

_READABLE = (
    "Link, ETag, Retry-After, Content-Disposition, X-Request-Id, X-Total-Count, X-Exported-Count, X-Notices, "
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
_A_DAY = "86400"  # seconds


def register(app: Flask) -> None:
    """Open the API to the scripts of all pages, for reading."""
    app.after_request(_opened)


def _opened(response: Response) -> Response:
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _READABLE
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match, X-Request-Id"
            response.headers["Access-Control-Max-Age"] = _A_DAY
    return response
