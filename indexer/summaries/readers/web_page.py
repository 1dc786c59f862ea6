"""Reader of a web page with one summary. The library trafilatura extracts title, date, and text without boilerplate.

If the last paragraph starts with "Source:", the citation is read from this paragraph. Otherwise the citation is made
from the meta tags ``citation_*``, which publishers write into their pages.
"""

import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from indexer.summaries.limits import LARGEST_FILE, Fault, clean_text
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.file_opening import id_from_file_name
from indexer.summaries.readers.page_dump import split_source
from indexer.summaries.readers.source_record import SourceRecord, inverted_author_name
from indexer.summaries.summary import slug

_BLOCKS = frozenset(("p", "head", "item", "quote", "row", "code"))
_LOGGERS = ("trafilatura", "htmldate", "justext", "courlan")
_COPY_BY_HAND = "copy the text into a text file, and read that"


def read(stream: BinaryIO, where: str, _terms: TermLookup) -> Iterator[ReadItem]:
    """Yield one item: the summary in ``stream``, or a fault."""
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        yield None, Fault(f"larger than {LARGEST_FILE >> 20} MB, the limit of a web page", "remove it")
        return
    try:
        record = _extract(content, where)
    except ImportError as error:
        remedy = "install it with: pip install 'summary-search[web]'"
        yield None, Fault(f"reading web pages requires trafilatura, which is not installed ({error})", remedy)
        return
    yield None, record.summary() if isinstance(record, SourceRecord) else record


def _extract(content: bytes, where: str) -> SourceRecord | Fault:
    """Return the record of a page, or a fault. Raises ImportError if trafilatura is not installed."""
    import trafilatura
    from lxml import etree, html

    for name in _LOGGERS:  # do not print messages about internals of these libraries
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        page = html.fromstring(content)
        document: Any = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False)
    except (etree.LxmlError, ValueError) as error:
        return Fault(f"not HTML: {error}", "save the page again")
    except Exception as error:  # an unexpected error of a library must not stop the reading of other files
        return Fault(f"the text cannot be extracted: {error!r}", _COPY_BY_HAND)
    if document is None:
        return Fault("no text in the page", _COPY_BY_HAND)
    tags = {str(tag.get("name")).casefold(): tag.get("content") or "" for tag in page.iter("meta") if tag.get("name")}
    title = document.title or tags.get("citation_title", "")
    blocks = [words for words in _paragraphs(document.body) if words != clean_text(title)]
    paragraphs, citation = split_source(blocks)
    return SourceRecord(
        id=id_from_file_name(where) or slug(title),
        title=title,
        paragraphs=paragraphs,
        year=str((citation and citation.year) or document.date or ""),
        url=document.url or "",
        site=document.sitename or "",
        citation=citation,
        **_citation_fields(page, tags),
    )


def _paragraphs(body: Any) -> Iterator[str]:
    """Yield the text of each block element in ``body`` that contains no other block element."""
    for element in body.iter(*_BLOCKS):
        if not any(inner.tag in _BLOCKS for inner in element.iterdescendants()):
            words = clean_text(" ".join(element.itertext()))
            if words:
                yield words


def _citation_fields(page: Any, tags: dict[str, str]) -> dict[str, Any]:
    """Return the values of the ``citation_*`` meta tags, by field name of SourceRecord."""
    first, last = tags.get("citation_firstpage", ""), tags.get("citation_lastpage", "")
    authors = [tag.get("content") or "" for tag in page.iter("meta") if tag.get("name") == "citation_author"]
    return {
        "authors": [inverted_author_name(author) for author in authors],
        "study_title": tags.get("citation_title", ""),
        "journal": tags.get("citation_journal_title", ""),
        "volume": tags.get("citation_volume", ""),
        "issue": tags.get("citation_issue", ""),
        "pages": "-".join(part for part in (first, last) if part),
        "doi": tags.get("citation_doi", ""),
        "pmid": tags.get("citation_pmid", ""),
    }
