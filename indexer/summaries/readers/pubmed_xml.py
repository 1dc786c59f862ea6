"""PubMed XML: a PubmedArticleSet, as PubMed's API and its yearly files have it. Streams.

Elements are described at https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
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


def read(stream: BinaryIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a PubmedArticle, or a Problem with the line where it starts, or where it is broken."""
    yield from summaries(stream, where, "PubmedArticle", lambda root: _record(root, terms))


def _record(root: etree._Element, terms: Terms) -> SourceRecord:
    def first(path: str) -> str:
        return text(root.find(path))

    article = "MedlineCitation/Article"
    types = [text(kind) for kind in root.iterfind(f"{article}/PublicationTypeList/PublicationType")]
    ids = {found.get("IdType"): text(found) for found in root.iterfind("PubmedData/ArticleIdList/ArticleId")}
    authors = root.find(f"{article}/AuthorList")
    return SourceRecord(
        title=(first(f"{article}/ArticleTitle") or first(f"{article}/VernacularTitle")).strip(" .[]"),
        paragraphs=[
            labelled(part.get("Label", ""), text(part)) for part in root.iterfind(f"{article}/Abstract/AbstractText")
        ],
        authors=[_author(found) for found in root.iterfind(f"{article}/AuthorList/Author")],
        more_authors=authors is not None and authors.get("CompleteYN") == "N",
        journal=first(f"{article}/Journal/Title") or first("MedlineCitation/MedlineJournalInfo/MedlineTA"),
        year=first(f"{article}/Journal/JournalIssue/PubDate"),
        volume=first(f"{article}/Journal/JournalIssue/Volume"),
        issue=first(f"{article}/Journal/JournalIssue/Issue"),
        pages=first(f"{article}/Pagination/MedlinePgn") or first(f"{article}/Pagination/StartPage"),
        pmid=first("MedlineCitation/PMID"),
        pmcid=ids.get("pmc", ""),
        doi=ids.get("doi", "") or first(f"{article}/ELocationID[@EIdType='doi']"),
        catalogued=of_headings(list(_headings(root)), types, terms),
    )


def _author(found: etree._Element) -> str:
    group = text(found.find("CollectiveName"))
    given = text(found.find("Initials")) or text(found.find("ForeName"))
    return group or author(text(found.find("LastName")), given, text(found.find("Suffix")))


def _headings(root: etree._Element) -> Iterator[Heading]:
    """Yield MeSH's headings; where there are none yet, the authors' keywords."""
    headings = root.findall("MedlineCitation/MeshHeadingList/MeshHeading")
    for found in headings:
        named = found.find("DescriptorName")
        if named is not None:
            major = any(part.get("MajorTopicYN") == "Y" for part in found)
            yield Heading(text(named), named.get("UI", ""), major)
    if not headings:
        yield from (Heading(text(found)) for found in root.iterfind("MedlineCitation/KeywordList/Keyword"))
