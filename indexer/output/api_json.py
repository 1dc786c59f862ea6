"""Results as JSON: the one shape that the API and the command line print. Names are relied on: add, never rename."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from indexer.search.results import (
    Completion,
    FacetCounts,
    HighlightedHit,
    HighlightedSummary,
    Labels,
    Passage,
    ResultPage,
    ScorePart,
)
from indexer.summaries.summary import Citation, Summary

UrlOf = Callable[[str], str]
UrlOfCompletion = Callable[[Completion], str]


def _summary_path(summary_id: str) -> str:
    return f"/summaries/{summary_id}"


def result_json(page: ResultPage, url_of: UrlOf = _summary_path) -> dict[str, Any]:
    """Return a page of results; ``url_of`` gives the address of a summary's page from its id.

    ``years`` holds {"year", "count"}, in order, under all filters but that of the years. ``interpretation`` tells
    which words were taken as names of concepts, too; the parameter ``literal`` with the concept's id undoes that.
    ``senses`` are what an ambiguous acronym may mean. ``suggestion`` is the query spelt as the collection spells it,
    {"query", "total"}, where a word stands nowhere. ``notices`` holds {"message"}: what was ignored, repaired or left
    out, and, where nothing was found, what each word and filter would find without it ("remedies" has the same in
    figures). ``relaxed`` holds the best of the ``relaxed_total`` hits that have some of the words, where those with
    all leave room on the page; ``total_all_words`` of the total have all. ``related`` holds the best on like matters
    with none of the words, where those leave room. Where it was asked for, each hit has an ``explanation``: parts
    whose scores add up to that of the hit.
    """
    return {
        "query": page.request.text,
        "total": page.total,
        "page": page.request.page,
        "pages": page.pages,
        "size": page.request.size,
        "sort": page.sort,
        "hits": [_hit(hit, url_of) for hit in page.hits],
        "facets": {counts.facet.name: _facet(counts) for counts in page.facets},
        "years": [counted._asdict() for counted in page.years],
        "interpretation": [
            {"kind": "concept", "typed": read.typed, "facet": read.facet, "id": read.concept, "label": read.label}
            for read in page.interpretations
        ],
        "relaxed": [_hit(hit, url_of) for hit in page.partial],
        "relaxed_total": page.partial_total,
        "related": [_hit(hit, url_of) for hit in page.related],
        "total_all_words": page.matching_all,
        "senses": [
            {"facet": sense.facet, "id": sense.concept, "label": sense.label, "total": sense.total}
            for sense in page.senses
        ],
        "suggestion": {"query": page.suggestion.text, "total": page.suggestion.total} if page.suggestion else None,
        "notices": [{"message": notice} for notice in page.notices],
        "remedies": [asdict(remedy) for remedy in page.hints],
        "index": {"version": page.version, "summaries": page.summaries},
        "took_ms": round(page.took_ms, 2),
    }


def completions_json(text: str, completions: Sequence[Completion], url_of: UrlOfCompletion) -> dict[str, Any]:
    """Return completions of ``text`` in groups: {"facet", "label", "suggestions"}, "facet" being "title" for summaries.

    A suggestion has "id", "label", "name" (the name that was met), "query" (what the words typed before it ask for),
    "count" (null for a summary) and "url".
    """
    groups: dict[str, dict[str, Any]] = {}
    for found in completions:
        name, label = (found.facet.name, found.facet.label) if found.facet else ("title", "Title")
        group = groups.setdefault(name, {"facet": name, "label": label, "suggestions": []})
        group["suggestions"].append(
            {
                "id": found.id,
                "label": found.label,
                "name": found.name,
                "query": found.before,
                "count": found.total,
                "url": url_of(found),
            }
        )
    return {"query": text, "groups": list(groups.values())}


def summary_json(shown: HighlightedSummary, url_of: UrlOf = _summary_path) -> dict[str, Any]:
    """Return a whole summary: its fields, its paragraphs as text, its citation in parts, and summaries like it."""
    return {
        **_whole(shown.summary, shown.labels, url_of),
        "similar": [
            {
                "id": near.summary.id,
                "title": near.summary.title,
                "url": url_of(near.summary.id),
                "year": near.summary.year,
                "likeness": round(near.similarity, 6),
                "shared": {**_labels(near.shared), "words": list(near.words)},
            }
            for near in shown.similar
        ],
        "index": {"version": shown.version},
    }


def record_json(summary: Summary, labels: Labels, version: str, url_of: UrlOf = _summary_path) -> dict[str, Any]:
    """Return a whole summary as :func:`summary_json` does, but for "similar", which is of the collection, not of it."""
    return {**_whole(summary, labels, url_of), "index": {"version": version}}


def _whole(summary: Summary, labels: Labels, url_of: UrlOf) -> dict[str, Any]:
    return {
        "id": summary.id,
        "title": summary.title,
        "url": url_of(summary.id),
        "year": summary.year,
        "updated": summary.updated,
        **_labels(labels),
        "paragraphs": list(summary.paragraphs),
        "citation": _citation(summary.citation),
    }


def _hit(hit: HighlightedHit, url_of: UrlOf) -> dict[str, Any]:
    summary = hit.summary
    explained = {"explanation": [_reason(reason) for reason in hit.reasons]} if hit.reasons else {}
    return {
        "id": summary.id,
        "title": summary.title,
        "score": round(hit.score, 6),
        "url": url_of(summary.id),
        "year": summary.year,
        "citation": _citation(summary.citation),
        **_labels(hit.labels),
        "passages": [_passage(passage) for passage in hit.passages],
        **explained,
    }


def _reason(reason: ScorePart) -> dict[str, Any]:
    read = reason.concept
    return {
        "place": reason.place,
        "score": round(reason.score, 9),
        "typed": reason.typed,
        "forms": [asdict(form) for form in reason.forms],
        "concept": {"facet": read.facet, "id": read.concept, "label": read.label} if read else None,
        "tagged": [label._asdict() for label in reason.tagged],
    }


def _labels(labels: Labels) -> dict[str, Any]:
    return {field: [label._asdict() for label in of_field] for field, of_field in labels.items()}


def _passage(passage: Passage) -> list[dict[str, Any]]:
    return [span._asdict() for span in passage]


def _facet(counts: FacetCounts) -> list[dict[str, Any]]:
    return [value._asdict() for value in counts.values]


def _citation(citation: Citation | None) -> dict[str, Any] | None:
    """Return the parts of a citation that are there, with the whole as ``text`` and the best address as ``link``."""
    if citation is None:
        return None
    parts = {key: value for key, value in asdict(citation).items() if value not in (None, (), False)}
    return {**parts, "text": str(citation), "link": citation.link}
