"""Cross-origin access (CORS). Scripts of any site may read the API, because it is public and read-only."""

from flask import Flask, Response, request

_EXPOSED_HEADERS = (
    "Link, ETag, Retry-After, Content-Disposition, X-Request-Id, X-Total-Count, X-Exported-Count, X-Notices, "
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
_PREFLIGHT_MAX_AGE = "86400"  # seconds: a day


def register(app: Flask) -> None:
    """Add the CORS headers to responses below ``/api/``."""
    app.after_request(_add_cors_headers)


def _add_cors_headers(response: Response) -> Response:
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match, X-Request-Id"
            response.headers["Access-Control-Max-Age"] = _PREFLIGHT_MAX_AGE
    return response
