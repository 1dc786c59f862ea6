"""Objects and types that several responses of the API share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

from msgspec import UNSET, Meta, Struct, UnsetType

from indexer.query.clauses import Interpretation
from indexer.search.results import Labels
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation

SummaryUrl = Callable[[str], str]
"""The type of a function that returns the URL of the page of a summary. Its argument is the id of the summary."""

Count = Annotated[int, Meta(ge=0)]
FacetName = Annotated[str, Meta(description="Name of a facet.", extra_json_schema={"enum": [f.name for f in FACETS]})]
Url = Annotated[str, Meta(description="Address on this server.", extra_json_schema={"format": "uri-reference"})]
DateTime = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
StudyYear = Annotated[int | None, Meta(description="Year in which the study was published.")]
ParentId = Annotated[str | None, Meta(description="Id of the concept directly above.")]
OptionalText = str | UnsetType

ConceptJson = TypedDict("ConceptJson", {"facet": FacetName, "id": str, "label": str})
IndexJson = TypedDict("IndexJson", {"version": str, "summaries": Count})
LabelJson = TypedDict("LabelJson", {"id": str, "label": str})
NoticeJson = TypedDict("NoticeJson", {"message": str})
VersionJson = TypedDict("VersionJson", {"version": str})
InterpretationJson = TypedDict(
    "InterpretationJson",
    {
        "kind": Literal["concept"],
        "typed": str,
        "facet": FacetName,
        "id": str,
        "label": str,
        "ambiguous": bool,
    },
)

Interpretations = Annotated[list[InterpretationJson], Meta(description="Words that were also read as concepts.")]
Notices = Annotated[list[NoticeJson], Meta(description="Messages about ignored, repaired or omitted input.")]

LABEL_FIELDS: Mapping[str, Any] = {
    facet.field: Annotated[list[LabelJson], Meta(description=f"{facet.label}.")] for facet in FACETS
}
"""Types of the fields that contain the concepts of a summary. Each facet has one field."""


class CitationJson(Struct, kw_only=True):
    """Publication of the study. Unknown parts are absent."""

    authors: Annotated[list[str], Meta(description="Written “Family AB”.")] | UnsetType = UNSET
    more_authors: Annotated[bool, Meta(description="Whether the list of authors is incomplete.")] | UnsetType = UNSET
    title: OptionalText = UNSET
    journal: OptionalText = UNSET
    year: int | UnsetType = UNSET
    volume: OptionalText = UNSET
    issue: OptionalText = UNSET
    pages: OptionalText = UNSET
    doi: OptionalText = UNSET
    pmid: OptionalText = UNSET
    pmcid: OptionalText = UNSET
    url: OptionalText = UNSET
    site: OptionalText = UNSET
    text: Annotated[str, Meta(description="The whole citation in one line.")]
    link: Annotated[str | None, Meta(description="Best address of the study.")]


def citation_json(citation: Citation | None) -> CitationJson | None:
    """Return the JSON of a citation with its known parts, or None if there is no citation."""
    if citation is None:
        return None
    known = {name: value for name, value in asdict(citation).items() if value not in (None, (), False)}
    return CitationJson(**{**known, "text": str(citation), "link": citation.link})


def label_fields(labels: Labels) -> dict[str, Any]:
    """Return the values of the fields in LABEL_FIELDS. A field that isn't in ``labels`` has an empty list."""
    return {field: objects(labels.get(field, ())) for field in LABEL_FIELDS}


def objects(values: Iterable[NamedTuple]) -> list[Any]:
    """Return named tuples as dictionaries, because msgspec would encode the tuples as JSON arrays."""
    return [value._asdict() for value in values]


def interpretations_json(interpretations: Iterable[Interpretation]) -> list[InterpretationJson]:
    """Return the JSON of the interpretations of a query."""
    return [
        {
            "kind": "concept",
            "typed": i.typed,
            "facet": i.facet,
            "id": i.concept,
            "label": i.label,
            "ambiguous": i.ambiguous,
        }
        for i in interpretations
    ]


def notices_json(*messages: str) -> list[NoticeJson]:
    """Return each message as a JSON object with a plain string, because a Message cannot be encoded."""
    return [{"message": str(text)} for text in messages]
