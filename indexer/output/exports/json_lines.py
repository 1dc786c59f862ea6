"""JSON Lines: one JSON object per line, the summary as the API returns it without similar summaries."""

from __future__ import annotations

import json

from msgspec import to_builtins

from indexer.output.api.summaries import summary_fields
from indexer.output.exports.exported_summary import ExportedSummary


def json_line(exported: ExportedSummary) -> str:
    """Return a line of ASCII: some readers also split lines at Unicode line separators, which JSON may contain."""
    fields = summary_fields(exported.summary, exported.labels, exported.path)
    return json.dumps({**fields, "index": {"version": exported.version}}, default=to_builtins) + "\n"
