"""Plain text of one summary: the first block is its title, the others its paragraphs; blank lines part them.

A last block that begins with "Source:" is its citation. Nothing is left out: for the text of a web page with the site's
own words around it, there is ``page_dump``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.citations import parse_citation
from indexer.summaries.limits import text_fault, title_fault
from indexer.summaries.readers.opening import id_of_file
from indexer.summaries.readers.page_dump import SOURCE, blocks
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import read_whole
from indexer.summaries.summary import Summary, slug


def read(stream: TextIO, where: str, _terms: Terms) -> Iterator[Summary | Problem]:
    """Yield the one summary in ``stream``, or what is wrong with it."""
    text = read_whole(stream, where)
    if isinstance(text, Problem):
        yield text
        return
    title, *paragraphs = [block for _, block in blocks(text)] or [""]
    source = SOURCE.match(paragraphs[-1]) if paragraphs else None
    citation = parse_citation(paragraphs.pop()[source.end() :]) if source else None
    fault = title_fault(title) or text_fault("".join(paragraphs))
    if fault:
        yield Problem(where, 1, *fault)
    elif not paragraphs:
        yield Problem(where, 1, "no summary found", "write a title, a blank line, and the text")
    else:
        year = citation.year if citation else None
        yield Summary(id_of_file(where) or slug(title), title, tuple(paragraphs), year=year, citation=citation)
