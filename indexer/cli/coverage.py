"""Output of the coverage of a vocabulary, as text and as JSON."""

from __future__ import annotations

from typing import Any

from indexer.cli.terminal import say
from indexer.ingest.coverage import Coverage
from indexer.summaries.facets import FACETS

_MAX_LISTED = 8


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Return the coverage as JSON-ready data."""
    unused = {
        facet.field: [{"id": concept.id, "label": concept.label} for concept in coverage.unused[facet.name]]
        for facet in FACETS
    }
    return {
        "concepts": coverage.concepts,
        "unused": unused,
        "without_condition": coverage.without_condition,
        "without_condition_ids": list(coverage.examples),
        "read": coverage.read,
        "short_forms": [form._asdict() for form in coverage.short_forms],
        "phrases": [{**phrase._asdict(), "weight": round(phrase.weight, 1)} for phrase in coverage.phrases],
    }


def print_coverage(coverage: Coverage) -> None:
    """Print the coverage with the first entries of each list."""
    unused = sum(map(len, coverage.unused.values()))
    say(f"Concepts without a summary: {unused} of {coverage.concepts}")
    for facet in FACETS:
        concepts = coverage.unused[facet.name]
        if concepts:
            say(f"  {facet.label}, {len(concepts)}: {_first([concept.label for concept in concepts])}")
    say(f"Summaries without a condition: {coverage.without_condition}")
    if coverage.examples:
        more = coverage.without_condition - min(_MAX_LISTED, len(coverage.examples))
        shown = ", ".join(coverage.examples[:_MAX_LISTED])
        say(f"  {shown}" + (f" and {more} more" if more else ""))
    say(f"Terms missing from the vocabulary, with the number of summaries ({coverage.read} read):")
    say(f"  short forms: {_first([f'{form.short} ({form.long}) {form.texts}' for form in coverage.short_forms], ';')}")
    say(f"  phrases: {_first([f'{phrase.phrase} {phrase.texts}' for phrase in coverage.phrases], ';')}")


def _first(names: list[str], separator: str = ",") -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return (f"{separator} ".join(names[:_MAX_LISTED]) or "none") + more
