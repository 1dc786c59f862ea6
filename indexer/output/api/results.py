"""JSON of a page of search results."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypedDict

from msgspec import UNSET, Meta, Struct, UnsetType, to_builtins

from indexer.engines.answers import Place
from indexer.output.api import common
from indexer.output.api.common import CitationJson, ConceptJson, Count, FacetName, LabelJson, Url
from indexer.query.request import Sort
from indexer.search.results import HighlightedHit, Match, ResultPage, ScorePart
from indexer.summaries.facets import FACETS

_FACET_NAMES = [facet.name for facet in FACETS]
_Kind = Literal["word", "filter", "years"]
_Text = str | None

FormJson = TypedDict("FormJson", {"text": str, "match": Match, "times": Count})
FacetValueJson = TypedDict(
    "FacetValueJson", {"id": str, "label": str, "count": Count, "selected": bool, "parent": common.ParentId}
)
RemedyJson = TypedDict(
    "RemedyJson",
    {"kind": _Kind, "text": str, "total": Count, "alone": Count, "query": _Text, "facet": _Text, "concept": _Text},
)
OfferJson = TypedDict("OfferJson", {"text": str, "query": str, "total": Count})
SenseJson = TypedDict("SenseJson", {"typed": str, "facet": FacetName, "id": str, "label": str, "total": Count})
SpanJson = TypedDict("SpanJson", {"text": str, "matched": bool})
SuggestionJson = TypedDict("SuggestionJson", {"query": str, "total": Count})
YearCountJson = TypedDict("YearCountJson", {"year": int, "count": Count})


class ReasonJson(Struct):
    """Contribution of one part of the query to a hit's score. The contributions add up to the score."""

    place: Place
    score: float
    typed: Annotated[str, Meta(description="The part as typed; empty for “meaning” and “feedback”.")]
    forms: Annotated[list[FormJson], Meta(description="Forms in which the words occur in the summary.")]
    concept: Annotated[ConceptJson | None, Meta(description="Concept that the part names.")]
    tagged: Annotated[list[LabelJson], Meta(description="Concepts of the summary that match the named concept.")]


class HitJson(Struct):
    """Matching summary."""

    id: str
    title: str
    score: Annotated[float, Meta(description="0 if relevance doesn't affect the order.")]
    url: Url
    year: common.StudyYear
    citation: CitationJson | None
    __annotations__.update(common.LABEL_FIELDS)
    passages: Annotated[list[list[SpanJson]], Meta(description="Best sentences, in pieces of plain text (not HTML).")]
    explanation: Annotated[list[ReasonJson], Meta(description="Present with explain=true.")] | UnsetType = UNSET


class SearchResultJson(Struct):
    """Page of search results."""

    query: Annotated[str, Meta(description="The query as typed.")]
    total: Annotated[int, Meta(ge=0, description="Exact number of matching summaries.")]
    page: Annotated[int, Meta(ge=1, description="The last page if the requested one is beyond it.")]
    pages: Annotated[int, Meta(ge=1)]
    size: Annotated[int, Meta(ge=1, le=100, description="Hits per page.")]
    sort: Annotated[Sort, Meta(description="Order of the hits.")]
    hits: list[HitJson]
    facets: Annotated[
        dict[str, list[FacetValueJson]],
        Meta(
            description="Concepts of each facet, by descending count. The filters of all other facets apply.",
            extra_json_schema={"propertyNames": {"enum": _FACET_NAMES}, "required": _FACET_NAMES},
        ),
    ]
    years: Annotated[list[YearCountJson], Meta(description="In ascending order. All filters but the years apply.")]
    interpretation: common.Interpretations
    relaxed: Annotated[list[HitJson], Meta(description="Best partial matches, if the full matches leave room.")]
    relaxed_total: Count
    related: Annotated[list[HitJson], Meta(description="Summaries on similar subjects without the query's words.")]
    total_all_words: Annotated[int, Meta(ge=0, description="Matching summaries that contain all words.")]
    literal: Annotated[common.Interpretations, Meta(description="Interpretations that the request excludes.")]
    senses: Annotated[list[SenseJson], Meta(description="Possible meanings of ambiguous acronyms.")]
    offers: Annotated[list[OfferJson], Meta(description="Other queries that may be meant.")]
    suggestion: Annotated[SuggestionJson | None, Meta(description="Spelling correction.")]
    corrected: Annotated[
        str | None, Meta(description="The searched spelling correction, if nothing matches the query as typed.")
    ]
    notices: common.Notices
    remedies: Annotated[list[RemedyJson], Meta(description="Zero-result hints. Empty if anything matches.")]
    index: common.IndexJson
    took_ms: Annotated[float, Meta(ge=0, description="Duration of the search in milliseconds.")]


def result_json(
    page: ResultPage, url_of: common.SummaryUrl = "/summaries/{}".format, notices: Sequence[str] = ()
) -> SearchResultJson:
    """Return the JSON of a page of results. ``notices`` precede the notices of the page."""
    correction = page.suggestion
    return SearchResultJson(
        query=page.request.text if page.typed is None else page.typed,
        total=page.total,
        page=page.request.page,
        pages=page.pages,
        size=page.request.size,
        sort=page.sort,
        hits=[_hit(hit, url_of) for hit in page.hits],
        facets={counts.facet.name: common.objects(counts.values) for counts in page.facets},
        years=common.objects(page.years),
        interpretation=common.interpretations_json(page.interpretations),
        relaxed=[_hit(hit, url_of) for hit in page.partial],
        relaxed_total=page.partial_total,
        related=[_hit(hit, url_of) for hit in page.related],
        total_all_words=page.matching_all,
        literal=common.interpretations_json(page.undone),
        senses=[
            {"typed": s.typed, "facet": s.facet, "id": s.concept, "label": s.label, "total": s.total}
            for s in page.senses
        ],
        offers=[{"text": str(offer.text), "query": offer.query, "total": offer.total} for offer in page.offers],
        suggestion={"query": correction.text, "total": correction.total} if correction else None,
        corrected=None if page.typed is None else page.request.text,
        notices=common.notices_json(*notices, *page.notices),
        remedies=to_builtins(page.hints),
        index={"version": page.version, "summaries": page.summaries},
        took_ms=round(page.took_ms, 2),
    )


def _hit(hit: HighlightedHit, url_of: common.SummaryUrl) -> HitJson:
    summary = hit.summary
    return HitJson(
        id=summary.id,
        title=summary.title,
        score=round(hit.score, 6),
        url=url_of(summary.id),
        year=summary.year,
        citation=common.citation_json(summary.citation),
        **common.label_fields(hit.labels),
        passages=[common.objects(passage) for passage in hit.passages],
        explanation=[_reason(part) for part in hit.reasons] or UNSET,
    )


def _reason(part: ScorePart) -> ReasonJson:
    named = part.concept
    return ReasonJson(
        place=part.place,
        score=round(part.score, 9),
        typed=part.typed,
        forms=to_builtins(part.forms),
        concept={"facet": named.facet, "id": named.concept, "label": named.label} if named else None,
        tagged=common.objects(part.tagged),
    )
