"""A whole summary -> what its page prints: the way back, the citation, what it shares with others, and for machines."""

from __future__ import annotations

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
class Download:
    """A file of the summary: what its format is called, where it is, and its media type."""

    label: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar summary: the names of the concepts that both hold, and words that tell most of what both speak of."""

    title: str
    href: str
    year: int | None
    concepts: tuple[Badge, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Everything that a summary's page prints.

    ``back`` leads to the search that the reader came from, page and filters as they were, and is labelled with its
    query; None where there was none.
    ``reference`` is the reference in plain text. ``tags`` are names and contents for the head, ``data`` is the JSON-LD.
    """

    shown: HighlightedSummary
    page: str
    back: Link | None
    badges: tuple[tuple[Facet, tuple[Badge, ...]], ...]
    reference: str
    downloads: tuple[Download, ...]
    similar: tuple[Alike, ...]
    tags: tuple[tuple[str, str], ...]
    data: metadata.Node


def present_summary(shown: HighlightedSummary, request: SearchRequest, record: ExportedSummary) -> SummaryView:
    """Return what the page prints for a reader who came from ``request``, an empty one from nowhere."""
    grouped = ((facet, badges(shown.labels, (facet,))) for facet in FACETS)
    return SummaryView(
        shown=shown,
        page=record.page,
        back=Link(request.text, search_url(request)) if request != SearchRequest() else None,
        badges=tuple((facet, found) for facet, found in grouped if found),
        reference=plain_text(record).strip(),
        downloads=tuple(_download(shown.summary.id, each) for each in download_formats()),
        similar=tuple(_alike(near) for near in shown.similar),
        tags=tuple(metadata.citation_tags(shown.summary.citation)),
        data=metadata.linked_data(record),
    )


def _download(summary_id: str, chosen: ExportFormat) -> Download:
    href = url_for("exports.summary", summary_id=summary_id, fmt=chosen.name)
    return Download(chosen.label, href, f"{chosen.media_type}; charset=utf-8")


def _alike(near: Similar) -> Alike:
    summary = near.summary
    href = url_for("pages.summary", summary_id=summary.id)
    return Alike(summary.title, href, summary.year, badges(near.shared), near.words)
