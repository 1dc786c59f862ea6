"""Reader of plain text with one summary. The first block is the title, the other blocks are paragraphs.

Blank lines separate blocks. If the last block starts with "Source:", this block is the citation. No text is removed.
The reader ``page_dump`` is for text copied from web pages and removes boilerplate.
"""

from collections.abc import Iterator
from typing import TextIO

from indexer.summaries.limits import read_whole, text_fault, title_fault
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.file_opening import id_from_file_name
from indexer.summaries.readers.page_dump import NO_SUMMARY, split_source, text_blocks
from indexer.summaries.summary import Summary, slug


def read(stream: TextIO, where: str, _terms: TermLookup) -> Iterator[ReadItem]:
    """Yield the only summary in ``stream``, or a fault."""
    text = read_whole(stream)
    if not isinstance(text, str):
        yield text
        return
    title, *blocks = [block for _, block in text_blocks(text)] or [""]
    paragraphs, citation = split_source(blocks)
    fault = title_fault(title) or text_fault("".join(paragraphs)) or (None if paragraphs else NO_SUMMARY)
    year = citation.year if citation else None
    summary_id = id_from_file_name(where) or slug(title)
    yield 1, fault or Summary(summary_id, title, tuple(paragraphs), year=year, citation=citation)
