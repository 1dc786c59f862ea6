"""JSON responses."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response


def json_response(answer: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Return a response with ``answer`` (structs, dictionaries, lists) as compact JSON in UTF-8 and a line end."""
    return Response(msgspec.json.encode(answer) + b"\n", status, content_type=media_type)
