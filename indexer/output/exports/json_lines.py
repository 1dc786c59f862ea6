"""JSON Lines. Each line is the JSON object that the API returns for a summary, but without similar summaries."""

import json

from msgspec import to_builtins

from indexer.output.api.summaries import summary_fields
from indexer.output.exports.exported_summary import ExportedSummary


def json_line(exported: ExportedSummary) -> str:
    """Return the summary as a line of ASCII, because some readers also split lines at Unicode line separators."""
    fields = summary_fields(exported.summary, exported.labels, exported.path)
    return json.dumps({**fields, "index": {"version": exported.version}}, default=to_builtins) + "\n"
