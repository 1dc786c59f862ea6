"""Maps and timelines as JSON, as the API prints them. Names are relied on: add, never rename."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from indexer.query.request import SearchRequest
from indexer.search.axes import Axis
from indexer.search.evidence_map import EvidenceMap
from indexer.search.timeline import Timeline, TimelineYear

UrlOfRequest = Callable[[SearchRequest], str]


def map_json(shown: EvidenceMap, url_of: UrlOfRequest) -> dict[str, Any]:
    """Return a map; ``url_of`` gives the address of the page that a request asks for.

    ``rows`` and ``columns`` hold the concepts of the two ``facets``, most summaries first, each with the nearest one
    above it (``parent``); ``cells`` the pairs that some summary holds, row by row. Each has the address of a search
    whose total is its ``count``. Of the ``total``, ``placed`` stand in some cell. ``gap`` is the cell asked about, with
    what the whole collection has there (``anywhere``), or null.
    """
    gap = shown.gap
    return {
        "query": shown.request.text,
        "total": shown.total,
        "placed": shown.placed,
        "facets": {"rows": shown.rows.facet.name, "columns": shown.columns.facet.name},
        "rows": _axis(shown, shown.rows, url_of),
        "columns": _axis(shown, shown.columns, url_of),
        "cells": [
            {"row": row.id, "column": column.id, "count": count, "url": url_of(shown.of_cell(row.id, column.id))}
            for row in shown.rows.values
            for column in shown.columns.values
            if (count := shown.cells.get((row.id, column.id)))
        ],
        "gap": gap and {"row": gap.row.id, "column": gap.column.id, "count": gap.total, "anywhere": gap.anywhere},
        "notices": [{"message": notice} for notice in shown.notices],
        "index": {"version": shown.version, "summaries": shown.summaries},
    }


def timeline_json(shown: Timeline, url_of: UrlOfRequest) -> dict[str, Any]:
    """Return a timeline; ``url_of`` gives the address of the page that a request asks for.

    ``designs`` are the study designs; each year tells how many of its summaries hold each of them, and how many none.
    Years without summaries are left out, and so are designs that a year has none of. ``undated`` of the ``total`` have
    no year. The ``parts`` of a year are in the order of the ``parts`` beside, and add up to its ``count``: summaries
    that hold "only" this design, this and none of those shown below it ("rest"), "several" or "none".
    """
    return {
        "query": shown.request.text,
        "total": shown.total,
        "undated": shown.undated,
        "designs": [
            {"id": value.id, "label": value.label, "parent": value.parent, "count": value.count}
            for value in shown.designs.values
        ],
        "parts": [{"kind": part.kind, "id": part.value.id if part.value else None} for part in shown.parts],
        "years": [_year(shown, year, url_of) for year in shown.years],
        "notices": [{"message": notice} for notice in shown.notices],
        "index": {"version": shown.version, "summaries": shown.summaries},
    }


def _axis(shown: EvidenceMap, axis: Axis, url_of: UrlOfRequest) -> list[dict[str, Any]]:
    return [{**value._asdict(), "url": url_of(shown.of_value(axis, value.id))} for value in axis.values]


def _year(shown: Timeline, year: TimelineYear, url_of: UrlOfRequest) -> dict[str, Any]:
    return {
        "year": year.year,
        "count": year.total,
        "url": url_of(shown.of_year(year.year)),
        "parts": list(year.parts),
        "designs": [
            {"id": design, "count": count, "url": url_of(shown.of_year(year.year, design))}
            for design, count in year.held.items()
            if design is not None
        ],
        "without_design": year.held.get(None, 0),
    }
