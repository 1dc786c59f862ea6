"""JSON of search records and of their comparison. Users keep records as files and can replay them years later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypedDict

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert, to_builtins

from indexer.errors import SummarySearchError
from indexer.output.api import common
from indexer.output.api.common import ConceptJson, Count
from indexer.query.ast import Years
from indexer.query.clauses import Interpretation
from indexer.query.request import Sort, Words
from indexer.search.records import Chosen, RecordDiff, SearchRecord, statement

RecordIndexJson = TypedDict("RecordIndexJson", {"version": str, "summaries": Count, "vocabulary": str})
YearRangeJson = TypedDict("YearRangeJson", {"first": int | None, "last": int | None})


class SearchRecordJson(Struct, kw_only=True):
    """Search with its interpretation and its results, complete enough to replay it."""

    what: Literal["record of a search"]
    format: Literal[1]
    made: common.DateTime
    text: Annotated[str, Meta(description="The record as a paragraph for a methods section.")]
    site: str
    url: Annotated[str | None, Meta(description="Page of results.", extra_json_schema={"format": "uri"})]
    query: str
    interpretation: common.Interpretations
    filters: list[ConceptJson]
    years: YearRangeJson | None
    sort: Sort
    words: Words
    literal: list[str]
    total: Count
    complete: Annotated[bool, Meta(description="Whether ids holds all matching summaries.")]
    ids: Annotated[list[str], Meta(description="Ids of the matching summaries in order, at most 10,000.")]
    digest: Annotated[str, Meta(description="Hash of total and ids; equal for equal answers.")]
    notices: common.Notices
    index: RecordIndexJson
    program: Annotated[str, Meta(description="Version of the program.")]
    same_as_before: Annotated[bool, Meta(description="With digest: whether both are equal.")] | UnsetType = UNSET


def search_record_json(
    record: SearchRecord,
    site: str,
    url: str | None,
    text: str | None = None,
    notices: Sequence[str] = (),
    same_as_before: bool | UnsetType = UNSET,
) -> SearchRecordJson:
    """Return the JSON of a search record. ``site`` is the name of the site, ``url`` the address of the result page.

    ``text`` is the record as a paragraph. Without ``text``, the paragraph is in English. ``notices`` precede the
    notices of the record.
    """
    return SearchRecordJson(
        what="record of a search",
        format=1,
        made=record.made,
        text=text or " ".join(statement(record, site, url)),
        site=site,
        url=url,
        query=record.text,
        interpretation=common.interpretations_json(record.readings),
        filters=common.objects(record.chosen),
        years=to_builtins(record.years),
        sort=record.sort,
        words=record.words,
        literal=list(record.literal),
        total=record.total,
        complete=len(record.ids) == record.total,
        ids=list(record.ids),
        digest=record.digest,
        notices=common.notices_json(*notices, *record.notices),
        index={"version": record.version, "summaries": record.summaries, "vocabulary": record.vocabulary},
        program=record.program,
        same_as_before=same_as_before,
    )


def search_record_from_json(data: Any) -> SearchRecord:
    """Return the record that ``data``, the JSON of a search record, describes. Unknown keys are ignored.

    Raises SummarySearchError if ``data`` is not a record, is damaged or has another format version.
    """
    if not isinstance(data, Mapping) or data.get("what") != "record of a search":
        raise SummarySearchError("this is not the record of a search", "download one from a page of results")
    if data.get("format") != 1:
        raise SummarySearchError("a newer version of the program made this record", "upgrade the program")
    try:
        record = convert(data, SearchRecordJson)
    except ValidationError as error:
        raise SummarySearchError(f"this record of a search is damaged: {error}", "download it again") from None
    return SearchRecord(
        made=record.made,
        text=record.query,
        readings=tuple(
            Interpretation(i["typed"], i["facet"], i["id"], i["label"], i.get("ambiguous", False))
            for i in record.interpretation
        ),
        chosen=tuple(Chosen(**concept) for concept in record.filters),
        years=Years(**record.years) if record.years else None,
        sort=record.sort,
        words=record.words,
        literal=tuple(record.literal),
        total=record.total,
        version=record.index["version"],
        summaries=record.index["summaries"],
        vocabulary=record.index["vocabulary"],
        program=record.program,
        ids=tuple(record.ids),
    )


def record_diff_json(before: SearchRecord, now: SearchRecord, diff: RecordDiff) -> dict[str, Any]:
    """Return the JSON that ``indexer recheck --json`` prints. It compares a record with a replay of the search."""
    return {
        "before": before.version,
        "now": now.version,
        "total": {"before": before.total, "now": now.total},
        "order": diff.order,
        "came": list(diff.came),
        "gone": [{"id": gone, "in_collection": gone not in diff.removed} for gone in diff.gone],
        "remarks": common.notices_json(*diff.remarks),
    }
