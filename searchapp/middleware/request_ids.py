"""Every answer has an id, X-Request-Id, by which its line in the log is found again."""

from __future__ import annotations

import re
from uuid import uuid4

from flask import Flask, Response, g, request

HEADER = "X-Request-Id"

# What a proxy before us has given is kept; what could break a line of a log, or fill it, is not.
_SANE = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")


def register(app: Flask) -> None:
    """Give each answer of the application its id."""
    app.after_request(_traced)


def request_id() -> str:
    """Return the id of this request: the one that it came with, where that is sane, or else one made up."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SANE.fullmatch(given) else uuid4().hex
    found: str = g.request_id
    return found


def _traced(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response
