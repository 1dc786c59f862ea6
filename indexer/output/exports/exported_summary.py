"""Summaries to export, and the bibliographic references that formats write for these summaries."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary

# The pattern does not match tabs and line ends, because they separate words.
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PAGE_DASH = re.compile(r"\s*[-–—]+\s*")


@dataclass(frozen=True, slots=True)
class ExportedSummary:
    """A summary to export, with the labels of its concepts and the URL of its page.

    The URL is ``origin`` ("https://example.org") followed by ``path``. ``site`` is the name of the site. ``version`` is
    the version of the index.
    """

    summary: Summary
    labels: Labels
    path: str
    origin: str
    site: str
    version: str

    @property
    def page(self) -> str:
        """The URL of the page of the summary."""
        return self.origin + self.path

    @property
    def keywords(self) -> tuple[str, ...]:
        """The labels of the concepts of the summary in the order of the facets, without repetitions."""
        labels = (one_line(label.label) for facet in FACETS for label in self.labels.get(facet.field, ()))
        return tuple(dict.fromkeys(labels))

    @property
    def note(self) -> str:
        """The summary in one line. The line begins with a note that the text is not the abstract of the paper."""
        summary = self.summary
        text = one_line(f"{summary.title}. {summary.text}")
        return f"Summary from {one_line(self.site)} (not the abstract of the paper), {self.page}: {text}"


def reference(exported: ExportedSummary) -> Citation:
    """Return the citation of the study. The ``title`` of the returned citation is never None.

    A missing title is replaced by the whole citation in one line or, if that is empty, by the link of the citation. A
    missing year is replaced by the year of the summary. If there is no citation, or if all these texts are
    empty, the reference describes the page of the summary.
    """
    summary, citation = exported.summary, exported.summary.citation
    candidates = (citation.title, str(citation), citation.link) if citation else ()
    title = next((text for text in candidates if text and one_line(text)), None)
    if citation is None or title is None:
        return Citation(title=summary.title, site=exported.site, url=exported.page)
    return replace(citation, title=title, year=citation.year or summary.year)


def reference_type(citation: Citation) -> Literal["article", "web", "other"]:
    """Return "article" for an article in a journal, "web" for a web page, and "other" for any other citation."""
    if citation.journal:
        return "article"
    return "web" if citation.site or (citation.url and not citation.doi and not citation.pmid) else "other"


def page_range(pages: str) -> tuple[str, str | None]:
    """Return the first and the last page of a range such as "1129-1137". For one page, the last is None."""
    first, *rest = _PAGE_DASH.split(one_line(pages), maxsplit=1)
    return (first, rest[0]) if first and rest and rest[0] else (one_line(pages), None)


def one_line(text: str) -> str:
    """Return the text in one line without control characters, which could end the value in an exported file."""
    return " ".join(_CONTROL_CHARACTERS.sub("", text).split())
