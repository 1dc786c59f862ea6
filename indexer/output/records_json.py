"""Records of searches as JSON, and back. Names are relied on for years: add, never rename."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from indexer.errors import SummarySearchError
from indexer.query.ast import Years
from indexer.query.concept_linking import Interpretation
from indexer.query.request import SORTS, Words
from indexer.search.records import Chosen, RecordDiff, SearchRecord, statement

WHAT = "record of a search"
_FORMAT = 1


def search_record_json(record: SearchRecord, site: str, url: str | None, text: str | None = None) -> dict[str, Any]:
    """Return the record of a search of ``site`` at the address ``url``.

    ``text`` is the record as a paragraph, in English where it is not given. ``complete`` tells whether ``ids`` are all.
    """
    years = record.years
    return {
        "what": WHAT,
        "format": _FORMAT,
        "made": record.made,
        "text": text or " ".join(statement(record, site, url)),
        "site": site,
        "url": url,
        "query": record.text,
        "interpretation": [
            {"kind": "concept", "typed": read.typed, "facet": read.facet, "id": read.concept, "label": read.label}
            for read in record.readings
        ],
        "filters": [each._asdict() for each in record.chosen],
        "years": {"first": years.first, "last": years.last} if years else None,
        "sort": record.sort,
        "words": record.words,
        "literal": list(record.literal),
        "total": record.total,
        "complete": len(record.ids) == record.total,
        "ids": list(record.ids),
        "digest": record.digest,
        "notices": [{"message": notice} for notice in record.notices],
        "index": {"version": record.version, "summaries": record.summaries, "vocabulary": record.vocabulary},
        "program": record.program,
    }


def search_record_from_json(given: Any) -> SearchRecord:
    """Return the record that :func:`search_record_json` wrote; names that it does not know are passed over.

    Raises SummarySearchError where it is none.
    """
    if not isinstance(given, Mapping) or given.get("what") != WHAT:
        raise SummarySearchError("this is no record of a search", "download one from a page of results")
    if given.get("format") != _FORMAT:
        raise SummarySearchError("this record was made by a newer version", "upgrade the program")
    try:
        return _record(given)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SummarySearchError(f"this record of a search is damaged: {error!r}", "download it again") from None


def comparison_json(found: RecordDiff) -> dict[str, Any]:
    """Return a comparison: ``order`` is "identical", "reordered" or "changed"."""
    return {
        "order": found.order,
        "came": list(found.came),
        "gone": [{"id": each, "in_collection": each not in found.removed} for each in found.gone],
        "remarks": [{"message": remark} for remark in found.remarks],
    }


def _record(given: Mapping[str, Any]) -> SearchRecord:
    years, index = given["years"], given["index"]
    if given["sort"] not in SORTS or given["words"] not in get_args(Words):
        raise ValueError("unknown order")
    return SearchRecord(
        made=str(given["made"]),
        text=str(given["query"]),
        readings=tuple(
            Interpretation(read["typed"], read["facet"], read["id"], read["label"]) for read in given["interpretation"]
        ),
        chosen=tuple(Chosen(each["facet"], each["id"], each["label"]) for each in given["filters"]),
        years=Years(*(years[end] and int(years[end]) for end in ("first", "last"))) if years else None,
        sort=given["sort"],
        words=given["words"],
        literal=tuple(map(str, given["literal"])),
        total=int(given["total"]),
        version=str(index["version"]),
        summaries=int(index["summaries"]),
        vocabulary=str(index["vocabulary"]),
        program=str(given["program"]),
        ids=tuple(map(str, given["ids"])),
    )
