"""XML responses from templates."""

from __future__ import annotations

import re

from flask import Response, render_template

# XML 1.0 cannot represent these characters, not even as escapes.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(template: str, media_type: str, **values: object) -> Response:
    """Return the template rendered with ``values``, without the characters that XML cannot represent."""
    text = _NOT_XML.sub("", render_template(template, **values))
    return Response(text, content_type=f"{media_type}; charset=utf-8")
