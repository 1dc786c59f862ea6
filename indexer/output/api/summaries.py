"""JSON of a whole summary."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from indexer.output.api import common
from indexer.output.api.common import CitationJson, SummaryUrl, Url, VersionJson
from indexer.search.results import HighlightedSummary, Labels, Similar
from indexer.summaries.summary import Summary


class SharedJson(Struct):
    """Concepts and words that two summaries share."""

    __annotations__.update(common.LABEL_FIELDS)
    words: Annotated[list[str], Meta(description="Most significant shared terms.")]


class SimilarJson(Struct):
    """Similar summary."""

    id: str
    title: str
    url: Url
    year: common.StudyYear
    likeness: Annotated[float, Meta(description="Similarity, at most 1.")]
    shared: SharedJson


class _Fields(Struct):
    id: str
    title: str
    url: Url
    year: common.StudyYear
    updated: Annotated[
        str | None,
        Meta(description="Last change in the collection, if known.", extra_json_schema={"format": "date-time"}),
    ]
    __annotations__.update(common.LABEL_FIELDS)
    paragraphs: list[str]
    citation: CitationJson | None


class ExportedSummaryJson(_Fields):
    """Whole summary in a JSON Lines export."""

    index: VersionJson


class SummaryJson(_Fields):
    """Whole summary."""

    similar: Annotated[list[SimilarJson], Meta(description="By descending similarity.")]
    index: VersionJson


def summary_json(summary: HighlightedSummary, url_of: SummaryUrl) -> SummaryJson:
    """Return a whole summary with similar ones."""
    return SummaryJson(
        **_fields(summary.summary, summary.labels, url_of),
        similar=[_similar(each, url_of) for each in summary.similar],
        index={"version": summary.version},
    )


def exported_summary_json(summary: Summary, labels: Labels, version: str, url_of: SummaryUrl) -> ExportedSummaryJson:
    """Return a whole summary without similar ones; ``version`` is the version of the index."""
    return ExportedSummaryJson(**_fields(summary, labels, url_of), index={"version": version})


def _fields(summary: Summary, labels: Labels, url_of: SummaryUrl) -> dict[str, Any]:
    return {
        "id": summary.id,
        "title": summary.title,
        "url": url_of(summary.id),
        "year": summary.year,
        "updated": summary.updated,
        **common.label_fields(labels),
        "paragraphs": list(summary.paragraphs),
        "citation": common.citation_json(summary.citation),
    }


def _similar(similar: Similar, url_of: SummaryUrl) -> SimilarJson:
    summary = similar.summary
    return SimilarJson(
        id=summary.id,
        title=summary.title,
        url=url_of(summary.id),
        year=summary.year,
        likeness=round(similar.similarity, 6),
        shared=SharedJson(**common.label_fields(similar.shared), words=list(similar.words)),
    )
