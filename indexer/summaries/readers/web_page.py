"""A web page of one summary: by trafilatura, its text without the site's own words, title and date from metadata.

A paragraph at the end that begins with "Source:" is the citation, else the ``citation_*`` tags are that publishers set.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from indexer.errors import Problem
from indexer.summaries.citations import parse_citation
from indexer.summaries.limits import LARGEST_FILE, Fault, plain
from indexer.summaries.readers.opening import id_of_file
from indexer.summaries.readers.page_dump import SOURCE
from indexer.summaries.readers.record import SourceRecord, inverted_author
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary, slug

_BLOCKS = frozenset(("p", "head", "item", "quote", "row", "code"))


def read(stream: BinaryIO, where: str, _terms: Terms) -> Iterator[Summary | Problem]:
    """Yield the one summary in ``stream``, or what is wrong with it."""
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        yield Problem(where, None, f"larger than {LARGEST_FILE >> 20} MB, which is no page", "remove it")
        return
    try:
        found = _record(content, where)
    except ImportError as error:
        remedy = "install it with: pip install 'summary-search[web]'"
        yield Problem(where, None, f"web pages are read with trafilatura, which is not there ({error})", remedy)
        return
    summary = found.summary() if isinstance(found, SourceRecord) else found
    yield Problem(where, None, *summary) if isinstance(summary, Fault) else summary


def _record(content: bytes, where: str) -> SourceRecord | Fault:
    """Return what a page says. Raises ImportError."""
    import trafilatura
    from lxml import etree, html

    for name in ("trafilatura", "htmldate", "justext", "courlan"):  # what they say is of their own workings
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        page = html.fromstring(content)
        document: Any = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False)
    except (etree.LxmlError, ValueError) as error:
        return Fault(f"not HTML: {error}", "save the page again")
    except Exception as error:  # whatever a library stumbles over in one page, the others are read
        return Fault(f"the text is not found: {error!r}", "copy it into a file, and read that")
    if document is None:
        return Fault("no text in the page", "copy the text into a file, and read that")
    tags = {str(tag.get("name")).casefold(): tag.get("content") or "" for tag in page.iter("meta") if tag.get("name")}
    title = document.title or tags.get("citation_title", "")
    paragraphs = [words for words in _words(document.body) if words != plain(title)]
    source = SOURCE.match(paragraphs[-1]) if paragraphs else None
    citation = parse_citation(paragraphs.pop()[source.end() :]) if source else None
    return SourceRecord(
        id=id_of_file(where) or slug(title),
        title=title,
        paragraphs=paragraphs,
        year=str((citation and citation.year) or document.date or ""),
        url=document.url or "",
        site=document.sitename or "",
        citation=citation,
        **_cited(page, tags),
    )


def _words(body: Any) -> Iterator[str]:
    """Yield the words of each block that holds no other."""
    for element in body.iter(*_BLOCKS):
        if not any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
            words = plain(" ".join(element.itertext()))
            if words:
                yield words


def _cited(page: Any, tags: dict[str, str]) -> dict[str, Any]:
    """Return what the tags say of the study."""
    first, last = tags.get("citation_firstpage", ""), tags.get("citation_lastpage", "")
    authors = [tag.get("content") or "" for tag in page.iter("meta") if tag.get("name") == "citation_author"]
    return {
        "authors": [inverted_author(author) for author in authors],
        "study_title": tags.get("citation_title", ""),
        "journal": tags.get("citation_journal_title", ""),
        "volume": tags.get("citation_volume", ""),
        "issue": tags.get("citation_issue", ""),
        "pages": "-".join(part for part in (first, last) if part),
        "doi": tags.get("citation_doi", ""),
        "pmid": tags.get("citation_pmid", ""),
    }
