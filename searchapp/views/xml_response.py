"""XML answers: a template, whatever the texts in it hold."""

from __future__ import annotations

import re

from flask import Response, render_template

# XML has no way to write these, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(template: str, media_type: str, **values: object) -> Response:
    """Return the template with the values, which are escaped there; characters that no XML may hold are left out."""
    text = _UNWRITABLE.sub("", render_template(template, **values))
    return Response(text, content_type=f"{media_type}; charset=utf-8")
