"""JATS XML, in which PubMed Central and publishers keep articles: what stands in front, and the abstract. Streams.

Elements are described at https://jats.nlm.nih.gov/archiving/tag-library/. The paper's own text is not read: a summary
is what is wanted, and most papers' texts are not free to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from indexer.errors import Problem
from indexer.summaries.readers.catalogues import Heading, of_headings
from indexer.summaries.readers.record import SourceRecord, author, labelled
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.xml_records import summaries, text
from indexer.summaries.summary import Summary

if TYPE_CHECKING:
    from lxml import etree

_NOT_WORDS = frozenset(("xref", "fn", "tex-math", "object-id"))  # numbers of references, notes, another way to write
_META = "front/article-meta"


def read(stream: BinaryIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary an article, or a Problem with the line where it starts, or where it is broken."""
    yield from summaries(stream, where, "article", lambda root: _record(root, terms))


def _record(root: etree._Element, terms: Terms) -> SourceRecord:
    def first(*paths: str) -> str:
        return next((words for path in paths if (words := text(root.find(path), _NOT_WORDS).strip())), "")

    ids = {found.get("pub-id-type"): text(found).strip() for found in root.iterfind(f"{_META}/article-id")}
    number = (ids.get("pmcid") or ids.get("pmc") or "").removeprefix("PMC")
    headings = [Heading(text(found)) for found in root.iterfind(f"{_META}/kwd-group/kwd")]
    kind = root.get("article-type", "").removesuffix("-article").replace("-", " ")
    return SourceRecord(
        title=first(f"{_META}/title-group/article-title"),
        paragraphs=list(_abstract(root)),
        authors=[_author(found) for found in root.iterfind(f"{_META}/contrib-group/contrib[@contrib-type='author']")],
        journal=first("front/journal-meta/journal-title-group/journal-title", "front/journal-meta/journal-title"),
        year=_year(root),
        volume=first(f"{_META}/volume"),
        issue=first(f"{_META}/issue"),
        pages="-".join(part for part in (first(f"{_META}/fpage"), first(f"{_META}/lpage")) if part)
        or first(f"{_META}/elocation-id"),
        doi=ids.get("doi", ""),
        pmid=ids.get("pmid", ""),
        pmcid=f"PMC{number}",
        catalogued=of_headings(headings, [kind] if kind else [], terms),
    )


def _abstract(root: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of the abstract, a section's title before its first; no graphical or short ones."""
    for abstract in root.iterfind(f"{_META}/abstract"):
        if abstract.get("abstract-type") is None:
            yield from _paragraphs(abstract)


def _paragraphs(part: etree._Element) -> Iterator[str]:
    title = text(part.find("title"), _NOT_WORDS) if part.tag == "sec" else ""
    for child in part:
        if child.tag == "sec":
            yield from _paragraphs(child)
        elif child.tag in ("p", "list"):
            yield labelled(title, text(child, _NOT_WORDS))
            title = ""


def _author(found: etree._Element) -> str:
    name = found.find("name") if found.find("name") is not None else found.find("name-alternatives/name")
    if name is None:
        return text(found.find("collab"), frozenset(("contrib-group",))) or text(found.find("string-name"))
    return author(text(name.find("surname")), text(name.find("given-names")), text(name.find("suffix")))


def _year(root: etree._Element) -> str:
    """Return the year of publication, the earliest where several days are told."""
    dates = root.findall(f"{_META}/pub-date")
    published = [
        found for found in dates if found.get("date-type", "pub") == "pub" and found.get("pub-type") != "pmc-release"
    ]
    return min((year for found in published or dates if (year := text(found.find("year")).strip())), default="")
