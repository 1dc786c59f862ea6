"""RIS, which Zotero, EndNote, Mendeley, Scopus, Web of Science, Embase and Cochrane write. Streams.

Tags are described at https://en.wikipedia.org/wiki/RIS_(file_format) and in Zotero's documentation; programs differ in
which of several tags they use for the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import Fault
from indexer.summaries.readers.catalogues import heading, of_headings
from indexer.summaries.readers.record import SourceRecord, inverted_author, sections
from indexer.summaries.readers.tagged_lines import Lines, records
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary

_TAGGED = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_END = "ER"
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|PMID:?\s*)(\d{1,9})")
_PMC = re.compile(r"PMC\d+")
_NOT_SAID = 'add a line "ER  - " at its end'


def read(stream: TextIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a record, or a Problem with the line where the record starts."""
    for record in records(stream, where, _TAGGED, "TY", _END):
        if isinstance(record, Problem):
            yield record
        elif not record.ended:
            yield Problem(where, record.line, "a record without an end", _NOT_SAID)
        else:
            found = _record(record, terms).summary()
            yield Problem(where, record.line, *found) if isinstance(found, Fault) else found


def _record(lines: Lines, terms: Terms) -> SourceRecord:
    addresses = " ".join(lines.all("AN", "UR", "L1", "L2", "LK", "N1", "M1", "C7", "ID"))
    pubmed, central = _PUBMED.search(addresses), _PMC.search(" ".join(lines.all("C2", "UR", "L1", "L2")))
    numbers = lines.all("AN") if "pubmed" in " ".join(lines.all("DB", "DP")).casefold() else []
    return SourceRecord(
        title=lines.first("TI", "T1").rstrip("."),
        paragraphs=sections(lines.first("AB", "N2")),
        authors=[inverted_author(written) for written in lines.all("AU", "A1")],
        journal=lines.first("T2", "JF", "JO", "JA", "J2"),
        year=lines.first("PY", "Y1", "DA"),
        volume=lines.first("VL"),
        issue=lines.first("IS"),
        pages="-".join(lines.all("SP")[:1] + lines.all("EP")[:1]),
        doi=lines.first("DO") or lines.first("UR"),
        pmid=next((number for number in numbers if number.isdigit()), pubmed[1] if pubmed else ""),
        pmcid=central[0] if central else "",
        url=next((address for address in lines.all("UR") if "doi.org/" not in address), ""),
        catalogued=of_headings([heading(written) for written in lines.all("KW")], lines.all("M3", "PT"), terms),
    )
