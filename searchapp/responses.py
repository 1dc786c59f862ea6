"""Constructors of JSON responses, and of XML responses that are rendered from templates."""

import re
from typing import Any

import msgspec
from flask import Response, render_template

# XML 1.0 cannot represent these characters, not even as escapes.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def json_response(answer: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Return a response with ``answer`` (structs, dictionaries, lists) as compact JSON in UTF-8 and a final newline."""
    return Response(msgspec.json.encode(answer) + b"\n", status, content_type=media_type)


def xml_response(template: str, media_type: str, **values: object) -> Response:
    """Return the template rendered with ``values``, without the characters that XML cannot represent."""
    text = _NOT_XML.sub("", render_template(template, **values))
    return Response(text, content_type=f"{media_type}; charset=utf-8")
