"""Reader of PubMed's text format (MEDLINE, .nbib). Each field has a tag; a record starts with the tag PMID.

The tags are described at https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

import re
from collections.abc import Iterator
from typing import TextIO

from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.controlled_terms import concepts_of_headings, parse_heading
from indexer.summaries.readers.source_record import SourceRecord, abstract_sections
from indexer.summaries.readers.tagged_lines import TaggedRecord, read_tagged_records

_TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")


def read(stream: TextIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each record, with the line where the record starts."""
    return read_tagged_records(stream, _TAG, "PMID", None, lambda record: _source_record(record, terms))


def _source_record(record: TaggedRecord, terms: TermLookup) -> SourceRecord:
    headings = [parse_heading(text) for text in record.all("MH")]
    identifiers = record.all("LID", "AID", "SO")
    return SourceRecord(
        title=record.first("TI", "BTI", "TT").rstrip("."),
        paragraphs=abstract_sections(record.first("AB", "OAB")),
        authors=[*record.all("AU"), *record.all("CN")],
        journal=record.first("JT", "TA"),
        year=record.first("DP", "DEP"),
        volume=record.first("VI"),
        issue=record.first("IP"),
        pages=record.first("PG"),
        pmid=record.first("PMID"),
        pmcid=record.first("PMC"),
        doi=next((text for text in identifiers if text.endswith("[doi]")), "").removesuffix("[doi]"),
        catalogued=concepts_of_headings(headings, record.all("PT"), terms),
    )
