"""JSON responses."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response


def json_response(answer: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Return ``answer`` (structs, dictionaries, lists) as a response of compact UTF-8 JSON, ending with a newline."""
    return Response(msgspec.json.encode(answer) + b"\n", status, content_type=media_type)
