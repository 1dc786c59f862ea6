"""JSON of autocomplete suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from indexer.output.api.common import Count, Url
from indexer.search.results import Completion
from indexer.summaries.facets import FACETS

_GROUPS = [*(facet.name for facet in FACETS), "title"]


class CompletionJson(Struct):
    """Concept, or summary with a matching title."""

    id: str
    label: str
    name: Annotated[str, Meta(description="The name that matches the typed text.")]
    query: Annotated[str, Meta(description="The words typed before the name.")]
    count: Annotated[Count | None, Meta(description="Number of matching summaries; null for a title.")]
    url: Url


class CompletionGroupJson(Struct):
    """Completions of one facet, or titles."""

    facet: Annotated[str, Meta(extra_json_schema={"enum": _GROUPS})]
    label: str
    suggestions: list[CompletionJson]


class SuggestionsJson(Struct):
    """Completions of the typed text."""

    query: str
    groups: list[CompletionGroupJson]


def completions_json(
    text: str, completions: Sequence[Completion], url_of: Callable[[Completion], str]
) -> SuggestionsJson:
    """Return the completions of ``text``, grouped by facet in the order of first occurrence."""
    groups: dict[str, CompletionGroupJson] = {}
    for each in completions:
        name, label = (each.facet.name, str(each.facet.label)) if each.facet else ("title", "Title")
        group = groups.setdefault(name, CompletionGroupJson(name, label, []))
        group.suggestions.append(CompletionJson(each.id, each.label, each.name, each.before, each.total, url_of(each)))
    return SuggestionsJson(text, list(groups.values()))
