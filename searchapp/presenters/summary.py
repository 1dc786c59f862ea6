"""View model of the page of a summary: link to the search, citation, downloads, similar summaries and metadata."""

from dataclasses import dataclass

from flask import url_for

from indexer.output.exports import ExportFormat, download_formats
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.output.exports.plain_text import plain_text
from indexer.query.request import SearchRequest
from indexer.search.results import HighlightedSummary, Similar
from indexer.summaries.facets import FACETS, Facet
from searchapp.presenters import metadata
from searchapp.presenters.links import Badge, Link, badges, search_url


@dataclass(frozen=True, slots=True)
class SimilarView:
    """A similar summary, with the concepts and the most significant words that both summaries contain."""

    title: str
    href: str
    year: int | None
    concepts: tuple[Badge, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """The page of a summary.

    ``back`` links to the search that the reader came from, and its label is the query. It is None without a search.
    ``reference`` is the summary's entry in a list of references, as plain text. ``downloads`` contains pairs (format,
    URL). ``tags`` contains a pair (name, content) for each meta tag, and ``data`` is the JSON-LD.
    """

    shown: HighlightedSummary
    page: str
    back: Link | None
    badges: tuple[tuple[Facet, tuple[Badge, ...]], ...]
    reference: str
    downloads: tuple[tuple[ExportFormat, str], ...]
    similar: tuple[SimilarView, ...]
    tags: tuple[tuple[str, str], ...]
    data: metadata.Node


def present_summary(shown: HighlightedSummary, request: SearchRequest, exported: ExportedSummary) -> SummaryView:
    """Return the view. ``request`` is the search from which the reader came. It is empty without a search."""
    grouped = ((facet, badges(shown.labels, (facet,))) for facet in FACETS)
    return SummaryView(
        shown=shown,
        page=exported.page,
        back=Link(request.text, search_url(request)) if request != SearchRequest() else None,
        badges=tuple((facet, group) for facet, group in grouped if group),
        reference=plain_text(exported).strip(),
        downloads=tuple(
            (fmt, url_for("exports.summary", summary_id=shown.summary.id, fmt=fmt.name)) for fmt in download_formats()
        ),
        similar=tuple(map(_similar, shown.similar)),
        tags=tuple(metadata.citation_tags(shown.summary.citation)),
        data=metadata.linked_data(exported),
    )


def _similar(similar: Similar) -> SimilarView:
    summary = similar.summary
    href = url_for("pages.summary", summary_id=summary.id)
    return SimilarView(summary.title, href, summary.year, badges(similar.shared), similar.words)
