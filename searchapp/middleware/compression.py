"""Compression of responses with gzip if the client accepts it. gunicorn has no compression, and a proxy is optional."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

LEVEL = 5  # compressing a page takes 0.5 ms; level 9 takes three times as long and saves 1 % more
SMALLEST = 1000  # bytes; a smaller body fits into one packet without compression
_TYPES = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


def register(app: Flask) -> None:
    """Compress large text responses with status 200. A streamed response is compressed only for a static file."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not response.content_type.startswith(_TYPES):
        return response
    response.vary.add("Accept-Encoding")
    static = request.endpoint == "static"
    if (
        response.status_code != 200
        or "Content-Encoding" in response.headers
        or (response.is_streamed and not static)
        or request.accept_encodings.best_match(["gzip", "identity"], "identity") != "gzip"
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(_compress_static(body) if static else gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag, _ = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)  # weak, because the content is the same but the bytes differ
    return response


@lru_cache(maxsize=32)
def _compress_static(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
