"""JSON Lines: one object a line, as the API gives a summary, for programs."""

from __future__ import annotations

import json

from indexer.output.api_json import record_json
from indexer.output.exports.record import ExportRecord


def json_line(record: ExportRecord) -> str:
    """Return the summary as a line of ASCII, so that no character in it ends the line for any reader."""
    return json.dumps(record_json(record.summary, record.labels, record.version, lambda _: record.path)) + "\n"
