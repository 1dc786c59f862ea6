"""What the API takes and gives, as JSON Schema: facets come from FACETS, all else stands here once.

tests/searchapp/test_openapi.py holds every answer to this, and lets none have a name that is not here.
"""

from __future__ import annotations

from typing import Any

from indexer.output.exports import EXPORT_FORMATS
from indexer.query.request import SORTS, WORDS
from indexer.summaries.facets import FACETS
from searchapp.addresses.search import LARGEST_PAGE, LARGEST_SIZE, PAGE_SIZE

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Return a reference to a schema of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def _text(about: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": about} if about else {}), **more}


def _number(about: str = "", **more: Any) -> Schema:
    return {"type": "integer", **({"description": about} if about else {}), **more}


def _list(items: Schema, about: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": about} if about else {})}


def _or_null(schema: Schema) -> Schema:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if kind else {"anyOf": [schema, {"type": "null"}]}


def _object(about: str, always: Schema, sometimes: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": {**always, **(sometimes or {})},
        "required": list(always),
    }


_COUNT = _number(minimum=0)
_YEAR = _or_null(_number("The year that the study was published."))
_ADDRESS = _text("An address on this server.", format="uri-reference")
_LABELS = {facet.field: _list(ref("Label"), f"{facet.label}.") for facet in FACETS}
_FACET = _text("The name of a facet.", enum=[facet.name for facet in FACETS])
_OF_SUMMARY = {"id": _text(), "title": _text(), "url": _ADDRESS, "year": _YEAR}
_INDEX = _object(
    "Which index answered: another version may find other summaries.", {"version": _text(), "summaries": _COUNT}
)
_PLAIN_INDEX = _object("Which index answered.", {"version": _text()})
_NOTICES = _list(ref("Notice"), "What was ignored, repaired or left out, in words.")
_YEAR_END = _or_null(_number())
_INTERPRETATION = _object(
    "Words that were taken as the name of a concept, too. The parameter literal undoes that.",
    {
        "kind": {"const": "concept"},
        "typed": _text("The words as they were typed."),
        "facet": _FACET,
        "id": _text(),
        "label": _text(),
    },
)
_COUNTED = {"id": _text(), "label": _text(), "count": _COUNT, "selected": {"type": "boolean"}}
_PARENT = {"parent": _or_null(_text("The id of the concept right above."))}

SCHEMAS: dict[str, Schema] = {
    "Label": _object("A concept of the vocabulary.", {"id": _text(), "label": _text("Its name for people.")}),
    "Notice": _object("Something to tell the reader.", {"message": _text()}),
    "Span": _object(
        "A piece of a passage. Its text is plain: escape it as you print it.",
        {"text": _text(), "matched": {"type": "boolean"}},
    ),
    "Citation": _object(
        "Where the study was published; what is not known is not there.",
        {"text": _text("The whole in one line."), "link": _or_null(_text("The best address of the study."))},
        {
            "authors": _list(_text("Family AB")),
            "more_authors": {"type": "boolean", "description": "Whether there are more than are named."},
            "year": _number(),
            **{name: _text() for name in "title journal volume issue pages doi pmid pmcid url site".split()},
        },
    ),
    "Reason": _object(
        "What a part of the query gave to a hit's score. All of a hit's add up to its score.",
        {
            "place": _text(enum=["title", "text", "concept", "meaning", "feedback"]),
            "score": {"type": "number"},
            "typed": _text(),
            "forms": _list(
                _object(
                    "How a word stands in the summary.",
                    {
                        "text": _text(),
                        "match": _text(enum=["exact", "spelling", "stem", "synonym"]),
                        "times": _COUNT,
                    },
                )
            ),
            "concept": _or_null(_object("What was named.", {"facet": _FACET, "id": _text(), "label": _text()})),
            "tagged": _list(ref("Label")),
        },
    ),
    "Hit": _object(
        "A summary that was found.",
        {
            **_OF_SUMMARY,
            "score": {"type": "number", "description": "0 where nothing ranks."},
            "citation": _or_null(ref("Citation")),
            **_LABELS,
            "passages": _list(_list(ref("Span")), "Its best sentences, in pieces."),
        },
        {"explanation": _list(ref("Reason"), "With explain=true.")},
    ),
    "FacetValue": _object("A concept with its count.", {**_COUNTED, **_PARENT}),
    "Facets": _object(
        "Of each facet the concepts, most summaries first, counted under all filters but the facet's own.",
        {facet.name: _list(ref("FacetValue"), f"{facet.label}.") for facet in FACETS},
    ),
    "YearCount": _object("A year and its summaries.", {"year": _number(), "count": _COUNT}),
    "SearchResult": _object(
        "A page of results.",
        {
            "query": _text(),
            "total": _number("How many are found, exactly.", minimum=0),
            "page": _number("A page beyond the last is answered with the last.", minimum=1),
            "pages": _number(minimum=1),
            "size": _number(minimum=1, maximum=LARGEST_SIZE),
            "sort": _text("The order in force.", enum=list(SORTS)),
            "hits": _list(ref("Hit")),
            "facets": ref("Facets"),
            "years": _list(ref("YearCount"), "Under all filters but that of the years."),
            "interpretation": _list(_INTERPRETATION),
            "relaxed": _list(ref("Hit"), "The best with some of the words, where those with all leave room."),
            "relaxed_total": _COUNT,
            "related": _list(ref("Hit"), "On like matters, without the words."),
            "total_all_words": _COUNT,
            "senses": _list(
                _object(
                    "What an ambiguous acronym may mean.",
                    {"facet": _FACET, "id": _text(), "label": _text(), "total": _COUNT},
                )
            ),
            "suggestion": _or_null(_object("A better spelling.", {"query": _text(), "total": _COUNT})),
            "notices": _NOTICES,
            "remedies": _list(
                _object(
                    "A way out of an empty result: what would be found without something.",
                    {
                        "kind": _text(enum=["word", "filter", "years"]),
                        "text": _text(),
                        "total": _COUNT,
                        "alone": _COUNT,
                        "query": _or_null(_text()),
                        "facet": _or_null(_text()),
                        "concept": _or_null(_text()),
                    },
                )
            ),
            "index": _INDEX,
            "took_ms": {"type": "number", "minimum": 0},
        },
    ),
    "Summary": _object(
        "A whole summary.",
        {
            **_OF_SUMMARY,
            "updated": _or_null(
                _text("Since when the collection has held it as it is; null where not known.", format="date-time")
            ),
            **_LABELS,
            "paragraphs": _list(_text()),
            "citation": _or_null(ref("Citation")),
            "similar": _list(
                _object(
                    "A summary like it.",
                    {
                        **_OF_SUMMARY,
                        "likeness": {"type": "number"},
                        "shared": _object("What both hold.", {**_LABELS, "words": _list(_text())}),
                    },
                )
            ),
            "index": _PLAIN_INDEX,
        },
    ),
    "Suggestions": _object(
        "What may be meant so far, in groups.",
        {
            "query": _text(),
            "groups": _list(
                _object(
                    "Suggestions of one kind.",
                    {
                        "facet": _text(enum=[*(facet.name for facet in FACETS), "title"]),
                        "label": _text(),
                        "suggestions": _list(
                            _object(
                                "A concept, or a summary by its title.",
                                {
                                    "id": _text(),
                                    "label": _text(),
                                    "name": _text("The name that was met."),
                                    "query": _text("What the words before it ask for."),
                                    "count": _or_null(_COUNT),
                                    "url": _ADDRESS,
                                },
                            )
                        ),
                    },
                )
            ),
        },
    ),
    "MapValue": _object("A row or a column.", {**_COUNTED, **_PARENT, "url": _ADDRESS}),
    "Map": _object(
        "Two facets crossed, under the search.",
        {
            "query": _text(),
            "total": _COUNT,
            "placed": _number("How many stand in some cell.", minimum=0),
            "facets": _object("Which facets.", {"rows": _FACET, "columns": _FACET}),
            "rows": _list(ref("MapValue")),
            "columns": _list(ref("MapValue")),
            "cells": _list(
                _object("A cell with summaries.", {"row": _text(), "column": _text(), "count": _COUNT, "url": _ADDRESS})
            ),
            "gap": _or_null(
                _object(
                    "The cell that was asked about.",
                    {"row": _text(), "column": _text(), "count": _COUNT, "anywhere": _COUNT},
                )
            ),
            "notices": _NOTICES,
            "index": _INDEX,
        },
    ),
    "Timeline": _object(
        "The summaries of a search a year.",
        {
            "query": _text(),
            "total": _COUNT,
            "undated": _COUNT,
            "designs": _list(_object("A study design.", {"id": _text(), "label": _text(), **_PARENT, "count": _COUNT})),
            "parts": _list(
                _object(
                    "A part of each year, which no two share a summary of.",
                    {"kind": _text(enum=["only", "rest", "several", "none"]), "id": _or_null(_text())},
                )
            ),
            "years": _list(
                _object(
                    "A year.",
                    {
                        "year": _number(),
                        "count": _COUNT,
                        "url": _ADDRESS,
                        "parts": _list(_COUNT),
                        "designs": _list(_object("A study design.", {"id": _text(), "count": _COUNT, "url": _ADDRESS})),
                        "without_design": _COUNT,
                    },
                )
            ),
            "notices": _NOTICES,
            "index": _INDEX,
        },
    ),
    "SearchRecord": _object(
        "A search, told so that it can be repeated.",
        {
            "what": {"const": "record of a search"},
            "format": {"const": 1},
            "made": _text(format="date-time"),
            "text": _text("The record as a paragraph, for a methods section."),
            "site": _text(),
            "url": _or_null(_text("The page of results.", format="uri")),
            "query": _text(),
            "interpretation": _list(_INTERPRETATION),
            "filters": _list(
                _object("A concept that narrowed the search.", {"facet": _FACET, "id": _text(), "label": _text()})
            ),
            "years": _or_null(
                _object("The first and the last year; null is open.", {"first": _YEAR_END, "last": _YEAR_END})
            ),
            "sort": _text(enum=list(SORTS)),
            "words": _text(enum=list(WORDS)),
            "literal": _list(_text()),
            "total": _COUNT,
            "complete": {"type": "boolean", "description": "Whether ids are all that were found."},
            "ids": _list(_text(), "What was found, in order, at most 10,000."),
            "digest": _text("A hash of total and ids: the same for the same answer."),
            "notices": _NOTICES,
            "index": _object("Which index answered.", {"version": _text(), "summaries": _COUNT, "vocabulary": _text()}),
            "program": _text("Which version of the program."),
        },
        {"same_as_before": {"type": "boolean", "description": "With digest: whether the answer is that one."}},
    ),
    "Problem": _object(
        "What went wrong (RFC 9457).",
        {
            "type": _text(format="uri-reference"),
            "title": _text(),
            "status": _number(minimum=400, maximum=599),
            "detail": _text(),
            "request_id": _text("Tell it when you ask about this."),
        },
        {
            "errors": _list(
                _object(
                    "One thing that is wrong, and where.",
                    {
                        "in": _text(enum=["query", "path"]),
                        "name": _text("The parameter."),
                        "value": _text(),
                        "detail": _text(),
                    },
                    {"remedy": _text()},
                )
            )
        },
    ),
}


_YEARS = "^([0-9]{4}|[0-9]{4}-([0-9]{4})?|-[0-9]{4})$"


def _parameter(name: str, about: str, schema: Schema, **more: Any) -> Schema:
    return {"name": name, "in": "query", "description": about, "schema": schema, **more}


def _several(name: str, about: str) -> Schema:
    return _parameter(name, about, _list(_text()), style="form", explode=True)


SEARCH: tuple[Schema, ...] = (
    _parameter("q", "The query.", _text()),
    *(_several(f.name, f"The id of a concept ({f.label.lower()}); repeat it for “or”.") for f in FACETS),
    _parameter("year", "2015-2020, 2015-, -2020 or 2015.", _text(pattern=_YEARS)),
    _parameter("sort", "The order; without it the best fit.", _text(enum=list(SORTS))),
    _several("literal", "The id of a concept that words of the query are not to be read as."),
    _parameter("words", "All words required, or some enough.", _text(enum=list(WORDS))),
    _parameter("strict", "true: refuse (400) what would be ignored with a notice.", {"type": "boolean"}),
)
PAGE: tuple[Schema, ...] = (
    _parameter("page", "Which page.", _number(minimum=1, maximum=LARGEST_PAGE, default=1)),
    _parameter("size", "Hits a page.", _number(minimum=1, maximum=LARGEST_SIZE, default=PAGE_SIZE)),
    _parameter("explain", "true: hits say what gave them their score.", {"type": "boolean"}),
)
MAP: tuple[Schema, ...] = (
    _parameter("rows", "The facet of the rows.", _FACET),
    _parameter("columns", "The facet of the columns, another one.", _FACET),
    _parameter("cell", "ROW~COLUMN: a cell that is asked about in the whole collection, too.", _text()),
)
TIMELINE: tuple[Schema, ...] = (_several("open", "A study design that is parted into those below it."),)
SUGGEST: tuple[Schema, ...] = (_parameter("q", "What is typed so far.", _text()),)
DIGEST: Schema = _parameter(
    "digest", "The digest of an earlier record, to be compared with.", _text(pattern="^[0-9a-f]{64}$")
)
SUMMARY_ID: Schema = {"name": "summary_id", "in": "path", "required": True, "schema": _text(minLength=1)}
FORMAT: Schema = {
    "name": "fmt",
    "in": "path",
    "required": True,
    "description": "; ".join(f"{each.name}: {each.label}" for each in EXPORT_FORMATS.values()),
    "schema": _text(enum=list(EXPORT_FORMATS)),
}
