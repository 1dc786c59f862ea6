"""Reader of PubMed XML (PubmedArticleSet), the format of PubMed's API and of its bulk downloads.

The elements are described at https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
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

_ARTICLE = "MedlineCitation/Article"


def read(stream: BinaryIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each PubmedArticle, with the line of its start or of a syntax error."""
    return read_elements(stream, "PubmedArticle", lambda root: _source_record(root, terms))


def _source_record(root: etree._Element, terms: TermLookup) -> SourceRecord:
    def first(path: str) -> str:
        return element_text(root.find(path))

    types = [element_text(e) for e in root.iterfind(f"{_ARTICLE}/PublicationTypeList/PublicationType")]
    ids = {e.get("IdType"): element_text(e) for e in root.iterfind("PubmedData/ArticleIdList/ArticleId")}
    authors = root.find(f"{_ARTICLE}/AuthorList")
    sections = root.iterfind(f"{_ARTICLE}/Abstract/AbstractText")
    return SourceRecord(
        title=(first(f"{_ARTICLE}/ArticleTitle") or first(f"{_ARTICLE}/VernacularTitle")).strip(" .[]"),
        paragraphs=[labelled_section(section.get("Label", ""), element_text(section)) for section in sections],
        authors=[_author(author) for author in root.iterfind(f"{_ARTICLE}/AuthorList/Author")],
        more_authors=authors is not None and authors.get("CompleteYN") == "N",
        journal=first(f"{_ARTICLE}/Journal/Title") or first("MedlineCitation/MedlineJournalInfo/MedlineTA"),
        year=first(f"{_ARTICLE}/Journal/JournalIssue/PubDate"),
        volume=first(f"{_ARTICLE}/Journal/JournalIssue/Volume"),
        issue=first(f"{_ARTICLE}/Journal/JournalIssue/Issue"),
        pages=first(f"{_ARTICLE}/Pagination/MedlinePgn") or first(f"{_ARTICLE}/Pagination/StartPage"),
        pmid=first("MedlineCitation/PMID"),
        pmcid=ids.get("pmc", ""),
        doi=ids.get("doi", "") or first(f"{_ARTICLE}/ELocationID[@EIdType='doi']"),
        catalogued=concepts_of_headings(list(_headings(root)), types, terms),
    )


def _author(author: etree._Element) -> str:
    group = element_text(author.find("CollectiveName"))
    given = element_text(author.find("Initials")) or element_text(author.find("ForeName"))
    return group or author_name(element_text(author.find("LastName")), given, element_text(author.find("Suffix")))


def _headings(root: etree._Element) -> Iterator[Heading]:
    """Yield the MeSH headings. If there are none, yield the keywords instead."""
    headings = root.findall("MedlineCitation/MeshHeadingList/MeshHeading")
    for heading in headings:
        name = heading.find("DescriptorName")
        if name is not None:
            is_major = any(part.get("MajorTopicYN") == "Y" for part in heading)
            yield Heading(element_text(name), name.get("UI", ""), is_major)
    if not headings:
        for keyword in root.iterfind("MedlineCitation/KeywordList/Keyword"):
            yield Heading(element_text(keyword))
