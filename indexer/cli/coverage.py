"""How well a vocabulary covers an index, as text and as JSON."""

from __future__ import annotations

from typing import Any

from indexer.cli.terminal import say
from indexer.ingest.coverage import Coverage
from indexer.summaries.facets import FACETS

_LISTED = 8


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Return the coverage as JSON has it."""
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
    """Print the coverage, long lists cut short."""
    unused = sum(map(len, coverage.unused.values()))
    say(f"Concepts without a summary: {unused} of {coverage.concepts}")
    for facet in FACETS:
        concepts = coverage.unused[facet.name]
        if concepts:
            say(f"  {facet.label}, {len(concepts)}: {_listed([concept.label for concept in concepts])}")
    say(f"Summaries without a condition: {coverage.without_condition}")
    if coverage.examples:
        more = coverage.without_condition - min(_LISTED, len(coverage.examples))
        shown = ", ".join(coverage.examples[:_LISTED])
        say(f"  {shown}" + (f" and {more} more" if more else ""))
    say(f"What {coverage.read} summaries say and the vocabulary does not know, with how many say it:")
    say(f"  short forms: {_listed([f'{form.short} ({form.long}) {form.texts}' for form in coverage.short_forms], ';')}")
    say(f"  phrases: {_listed([f'{phrase.phrase} {phrase.texts}' for phrase in coverage.phrases], ';')}")


def _listed(names: list[str], between: str = ",") -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return (f"{between} ".join(names[:_LISTED]) or "none") + more
