"""Request ids. The header X-Request-Id of a response and the log line of its request contain the same id."""

import re
from typing import cast
from uuid import uuid4

from flask import Flask, Response, g, request

HEADER = "X-Request-Id"

_VALID = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")  # a log line can contain it: it is short and has no white space


def register(app: Flask) -> None:
    """Add the header X-Request-Id to each response."""
    app.after_request(_add_id)


def request_id() -> str:
    """Return the id of the current request: its X-Request-Id header if the header is valid, or else a random id."""
    if "request_id" not in g:
        sent = request.headers.get(HEADER, "")
        g.request_id = sent if _VALID.fullmatch(sent) else uuid4().hex
    return cast(str, g.request_id)


def _add_id(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    return response
