"""Summaries as files for other programs: one module a format, and a line for each in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer.output.exports.bibtex import bibtex
from indexer.output.exports.csv_table import csv_head, csv_row
from indexer.output.exports.json_lines import json_line
from indexer.output.exports.plain_text import plain_text
from indexer.output.exports.record import ExportRecord
from indexer.output.exports.ris import ris

_CHUNK = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: ``name`` is what its files' names end with, ``label`` what people call it.

    ``write`` gives the text of one summary, ``head`` what comes before the first. ``saved`` where a browser is to save
    it rather than show it.
    """

    name: str
    label: str
    media_type: str
    write: Callable[[ExportRecord], str]
    head: Callable[[], str] = str
    saved: bool = True


EXPORT_FORMATS = {
    each.name: each
    for each in (
        ExportFormat("ris", "RIS", "application/x-research-info-systems", ris),
        ExportFormat("bib", "BibTeX", "application/x-bibtex", bibtex),
        ExportFormat("csv", "CSV", "text/csv", csv_row, csv_head),
        ExportFormat("jsonl", "JSON Lines", "application/jsonl", json_line),
        ExportFormat("txt", "Plain text", "text/plain", plain_text, saved=False),
    )
}


def export(chosen: ExportFormat, records: Iterable[ExportRecord]) -> Iterator[bytes]:
    """Yield the records in that format, in UTF-8 and pieces of some 64 KB, as they come. Never raises by itself."""
    pieces, size = [chosen.head()], 0
    for record in records:
        pieces.append(chosen.write(record))
        size += len(pieces[-1])
        if size >= _CHUNK:
            yield "".join(pieces).encode(errors="replace")
            pieces, size = [], 0
    yield "".join(pieces).encode(errors="replace")
