"""What is exported of a summary, and which reference it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary

Kind = Literal["article", "web", "other"]

# Those that part words (tabs, line ends) left out.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PAGES = re.compile(r"\s*[-–—]+\s*")


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """A summary with the names of its concepts, the address of its page (``path`` on the server ``origin``), the name
    of the site and the version of the index that it was read from.
    """

    summary: Summary
    labels: Labels
    path: str
    origin: str
    site: str
    version: str

    @property
    def page(self) -> str:
        """The whole address of the summary's page."""
        return self.origin + self.path

    @property
    def keywords(self) -> tuple[str, ...]:
        """The names of the summary's concepts, facet by facet, each once."""
        labels = (one_line(label.label) for facet in FACETS for label in self.labels.get(facet.field, ()))
        return tuple(dict.fromkeys(labels))

    @property
    def note(self) -> str:
        """The summary in one line, saying what it is: no paper's abstract, and not by its authors."""
        summary = self.summary
        said = one_line(f"{summary.title}. {summary.text}")
        return f"Summary from {one_line(self.site)} (not the abstract of the paper), {self.page}: {said}"


def reference(record: ExportRecord) -> Citation:
    """Return what a list of references names for the summary; its ``title`` is never None.

    That is the study. Where its title is not known, the source line as found stands for it; where nothing at all is
    known of the study, it is the summary's own page.
    """
    summary, citation = record.summary, record.summary.citation
    known = (citation.title, str(citation), citation.link) if citation else ()
    title = next((text for text in known if text and one_line(text)), None)
    if citation is None or title is None:
        return Citation(title=summary.title, site=record.site, url=record.page)
    return replace(citation, title=title, year=citation.year or summary.year)


def kind(citation: Citation) -> Kind:
    """Return whether the reference is an article in a journal, a page of the web, or not known to be either."""
    if citation.journal:
        return "article"
    return "web" if citation.site or (citation.url and not citation.doi and not citation.pmid) else "other"


def page_range(pages: str) -> tuple[str, str | None]:
    """Return the first and the last page of "1129-1137", the last as it is written; None where there is but one."""
    first, *rest = _PAGES.split(one_line(pages), maxsplit=1)
    return (first, rest[0]) if first and rest and rest[0] else (one_line(pages), None)


def one_line(text: str) -> str:
    """Return text without line ends and other control characters, so that no value of a format ends before its end."""
    return " ".join(_UNPRINTABLE.sub("", text).split())
