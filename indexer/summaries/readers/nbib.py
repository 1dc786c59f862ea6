"""PubMed's own text format (MEDLINE, .nbib): four-letter tags, records parted by blank lines. Streams.

The tags are described at https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import Fault
from indexer.summaries.readers.catalogues import heading, of_headings
from indexer.summaries.readers.record import SourceRecord, sections
from indexer.summaries.readers.tagged_lines import Lines, records
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary

_TAGGED = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")


def read(stream: TextIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a record, or a Problem with the line where the record starts."""
    for record in records(stream, where, _TAGGED, "PMID", None):
        if isinstance(record, Problem):
            yield record
            continue
        found = _record(record, terms).summary()
        yield Problem(where, record.line, *found) if isinstance(found, Fault) else found


def _record(lines: Lines, terms: Terms) -> SourceRecord:
    headings = [heading(written) for written in lines.all("MH")]
    identifiers = lines.all("LID", "AID", "SO")
    return SourceRecord(
        title=lines.first("TI", "BTI", "TT").rstrip("."),
        paragraphs=sections(lines.first("AB", "OAB")),
        authors=[*lines.all("AU"), *lines.all("CN")],
        journal=lines.first("JT", "TA"),
        year=lines.first("DP", "DEP"),
        volume=lines.first("VI"),
        issue=lines.first("IP"),
        pages=lines.first("PG"),
        pmid=lines.first("PMID"),
        pmcid=lines.first("PMC"),
        doi=next((found for found in identifiers if found.endswith("[doi]")), "").removesuffix("[doi]"),
        catalogued=of_headings(headings, lines.all("PT"), terms),
    )
