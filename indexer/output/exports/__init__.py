"""File formats for other programs. Each format has one module and one entry in EXPORT_FORMATS.

A format writes the summaries one by one. The web application offers all formats in EXPORT_FORMATS. It reads the
dictionary only once, when the application is created.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer.output.exports.bibtex import bibtex
from indexer.output.exports.csv_table import csv_head, csv_row
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.output.exports.json_lines import json_line
from indexer.output.exports.plain_text import plain_text
from indexer.output.exports.ris import ris

_CHUNK = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A file format. ``name`` is the suffix of its files and URLs, ``label`` is its display name.

    A file consists of ``head``, the texts that ``write`` returns, and ``end``. ``separator`` is put between the texts.
    If ``saved`` is True, browsers save the file. Otherwise, browsers show it, and pages don't offer it as a download.
    """

    name: str
    label: str
    media_type: str
    write: Callable[[ExportedSummary], str]
    head: str = ""
    separator: str = ""
    end: str = ""
    saved: bool = True


EXPORT_FORMATS = {
    fmt.name: fmt
    for fmt in (
        ExportFormat("ris", "RIS", "application/x-research-info-systems", ris),
        ExportFormat("bib", "BibTeX", "application/x-bibtex", bibtex),
        ExportFormat("csv", "CSV", "text/csv", csv_row, head=csv_head()),
        ExportFormat("jsonl", "JSON Lines", "application/jsonl", json_line),
        ExportFormat("txt", "Plain text", "text/plain", plain_text, saved=False),
    )
}


def download_formats() -> list[ExportFormat]:
    """Return the formats that pages offer as downloads."""
    return [fmt for fmt in EXPORT_FORMATS.values() if fmt.saved]


def export(chosen: ExportFormat, summaries: Iterable[ExportedSummary]) -> Iterator[bytes]:
    """Yield a file in UTF-8 in chunks of about 64 KB. Each chunk is yielded before further summaries are read."""
    chunk, separator = chosen.head, ""
    for summary in summaries:
        chunk += separator + chosen.write(summary)
        separator = chosen.separator
        if len(chunk) >= _CHUNK:
            yield chunk.encode(errors="replace")
            chunk = ""
    yield (chunk + chosen.end).encode(errors="replace")
