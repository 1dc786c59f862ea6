"""JSON of autocomplete suggestions."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypedDict

from msgspec import Meta

from indexer.output.api.common import Count, Url
from indexer.search.results import Completion
from indexer.summaries.facets import FACETS

_Group = Annotated[str, Meta(extra_json_schema={"enum": [*(facet.name for facet in FACETS), "title"]})]
_Name = Annotated[str, Meta(description="The name that matches the typed text.")]
_Query = Annotated[str, Meta(description="The words typed before the name.")]
_Replacement = Annotated[
    str | None, Meta(description="The query that excludes the concept, if the typed text excludes it.")
]

CompletionJson = TypedDict(
    "CompletionJson",
    {
        "id": str,
        "label": str,
        "name": _Name,
        "query": _Query,
        "count": Count | None,
        "replacement": _Replacement,
        "url": Url,
    },
)
GroupJson = TypedDict("GroupJson", {"facet": _Group, "label": str, "suggestions": list[CompletionJson]})
SuggestionsJson = TypedDict("SuggestionsJson", {"query": str, "groups": list[GroupJson]})


def completions_json(
    text: str, completions: Sequence[Completion], url_of: Callable[[Completion], str]
) -> SuggestionsJson:
    """Return the JSON of the completions of ``text``, grouped by facet in the order of first occurrence."""
    groups: dict[str, GroupJson] = {}
    for c in completions:
        name, label = (c.facet.name, str(c.facet.label)) if c.facet else ("title", "Title")
        group = groups.setdefault(name, {"facet": name, "label": label, "suggestions": []})
        group["suggestions"].append(
            {
                "id": c.id,
                "label": c.label,
                "name": c.name,
                "query": c.before,
                "count": c.total,
                "replacement": c.replacement,
                "url": url_of(c),
            }
        )
    return {"query": text, "groups": list(groups.values())}
