"""JSON of a whole summary."""

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


class SummaryJson(Struct):
    """Whole summary."""

    id: str
    title: str
    url: Url
    year: common.StudyYear
    updated: Annotated[common.DateTime | None, Meta(description="Last change in the collection, if known.")]
    __annotations__.update(common.LABEL_FIELDS)
    paragraphs: list[str]
    citation: CitationJson | None
    similar: Annotated[list[SimilarJson], Meta(description="By descending similarity.")]
    index: VersionJson


def summary_json(summary: HighlightedSummary, url_of: SummaryUrl) -> SummaryJson:
    """Return the JSON of a whole summary with its similar summaries."""
    fields = summary_fields(summary.summary, summary.labels, url_of(summary.summary.id))
    similar = [_similar(other, url_of) for other in summary.similar]
    return SummaryJson(**fields, similar=similar, index={"version": summary.version})


def summary_fields(summary: Summary, labels: Labels, url: str) -> dict[str, Any]:
    """Return all fields of SummaryJson except ``similar`` and ``index``, in the order of SummaryJson."""
    return {
        "id": summary.id,
        "title": summary.title,
        "url": url,
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
