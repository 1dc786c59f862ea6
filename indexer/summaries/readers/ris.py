"""Reader of RIS, an export format of Zotero, EndNote, Mendeley, Scopus, Web of Science, Embase and Cochrane.

The tags are described at https://en.wikipedia.org/wiki/RIS_(file_format) and in the documentation of Zotero. Programs
use different tags for the same field; the reader tries the most likely tag first.
"""

import re
from collections.abc import Iterator
from typing import TextIO

from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.controlled_terms import concepts_of_headings, parse_heading
from indexer.summaries.readers.source_record import SourceRecord, abstract_sections, inverted_author_name
from indexer.summaries.readers.tagged_lines import TaggedRecord, read_tagged_records

_TAG = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_PMID = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|PMID:?\s*)(\d{1,9})")
_PMCID = re.compile(r"PMC\d+")


def read(stream: TextIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each record, with the line where the record starts."""
    return read_tagged_records(stream, _TAG, "TY", "ER", lambda record: _source_record(record, terms))


def _source_record(record: TaggedRecord, terms: TermLookup) -> SourceRecord:
    pmid = _PMID.search(" ".join(record.all("AN", "UR", "L1", "L2", "LK", "N1", "M1", "C7", "ID")))
    pmcid = _PMCID.search(" ".join(record.all("C2", "UR", "L1", "L2")))
    is_from_pubmed = "pubmed" in " ".join(record.all("DB", "DP")).casefold()
    numbers = [text for text in record.all("AN") if text.isdigit()] if is_from_pubmed else []
    return SourceRecord(
        title=record.first("TI", "T1").rstrip("."),
        paragraphs=abstract_sections(record.first("AB", "N2")),
        authors=[inverted_author_name(name) for name in record.all("AU", "A1")],
        journal=record.first("T2", "JF", "JO", "JA", "J2"),
        year=record.first("PY", "Y1", "DA"),
        volume=record.first("VL"),
        issue=record.first("IS"),
        pages="-".join(record.all("SP")[:1] + record.all("EP")[:1]),
        doi=record.first("DO") or record.first("UR"),
        pmid=next(iter(numbers), pmid[1] if pmid else ""),
        pmcid=pmcid[0] if pmcid else "",
        url=next((url for url in record.all("UR") if "doi.org/" not in url), ""),
        catalogued=concepts_of_headings(
            [parse_heading(text) for text in record.all("KW")], record.all("M3", "PT"), terms
        ),
    )
