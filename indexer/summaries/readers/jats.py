"""Reader of JATS XML, the article format of PubMed Central and of publishers. It reads metadata and the abstract.

The elements are described at https://jats.nlm.nih.gov/archiving/tag-library/. The abstract becomes the text of the
summary. The body of an article is not read, because most licenses do not allow us to show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.controlled_terms import Heading, concepts_of_headings
from indexer.summaries.readers.source_record import SourceRecord, author_name, labelled_section
from indexer.summaries.readers.xml_records import element_text, read_elements

if TYPE_CHECKING:
    from lxml import etree

_NOT_TEXT = frozenset(("xref", "fn", "tex-math", "object-id"))  # reference marks, notes, TeX copies of formulas, ids
_META = "front/article-meta"


def read(stream: BinaryIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each article, with the line of its start or of a syntax error."""
    return read_elements(stream, "article", lambda article: _source_record(article, terms))


def _source_record(article: etree._Element, terms: TermLookup) -> SourceRecord:
    def first(*paths: str) -> str:
        texts = (element_text(article.find(path), _NOT_TEXT).strip() for path in paths)
        return next((text for text in texts if text), "")

    ids = {e.get("pub-id-type"): element_text(e).strip() for e in article.iterfind(f"{_META}/article-id")}
    number = (ids.get("pmcid") or ids.get("pmc") or "").removeprefix("PMC")
    headings = [Heading(element_text(keyword)) for keyword in article.iterfind(f"{_META}/kwd-group/kwd")]
    article_type = article.get("article-type", "").removesuffix("-article").replace("-", " ")
    authors = article.iterfind(f"{_META}/contrib-group/contrib[@contrib-type='author']")
    return SourceRecord(
        title=first(f"{_META}/title-group/article-title"),
        paragraphs=list(_abstract(article)),
        authors=[_author(author) for author in authors],
        journal=first("front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title"),
        year=_year(article),
        volume=first(f"{_META}/volume"),
        issue=first(f"{_META}/issue"),
        pages="-".join(part for part in (first(f"{_META}/fpage"), first(f"{_META}/lpage")) if part)
        or first(f"{_META}/elocation-id"),
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", ""),
        pmcid=f"PMC{number}",
        catalogued=concepts_of_headings(headings, [article_type] if article_type else [], terms),
    )


def _abstract(article: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of abstracts without a type. Graphical and short abstracts have a type."""
    for abstract in article.iterfind(f"{_META}/abstract"):
        if abstract.get("abstract-type") is None:
            yield from _paragraphs(abstract)


def _paragraphs(part: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of an abstract or a section. The first paragraph of a section starts with its title."""
    title = element_text(part.find("title"), _NOT_TEXT) if part.tag == "sec" else ""
    for child in part:
        if child.tag == "sec":
            yield from _paragraphs(child)
        elif child.tag in ("p", "list"):
            yield labelled_section(title, element_text(child, _NOT_TEXT))
            title = ""


def _author(author: etree._Element) -> str:
    name = author.find("name") if author.find("name") is not None else author.find("name-alternatives/name")
    if name is None:
        group = element_text(author.find("collab"), frozenset(("contrib-group",)))
        return group or element_text(author.find("string-name"))
    family, given, suffix = (element_text(name.find(part)) for part in ("surname", "given-names", "suffix"))
    return author_name(family, given, suffix)


def _year(article: etree._Element) -> str:
    """Return the earliest year of the publication dates, or of all ``pub-date`` elements if there are none."""
    dates = article.findall(f"{_META}/pub-date")
    published = [d for d in dates if d.get("date-type", "pub") == "pub" and d.get("pub-type") != "pmc-release"]
    years = (element_text(date.find("year")).strip() for date in published or dates)
    return min((year for year in years if year), default="")
