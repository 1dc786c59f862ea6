"""How many summaries are of a year, of a year and a concept, or of two concepts: counted by the cluster, exactly.

Pairs come a few thousand at a time, so that there may be as many as there are; ``terms`` within ``terms`` would come
all at once, and be refused beyond 65,535.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from indexer.engines.opensearch.search_body import counting
from indexer.query.ast import Query
from indexer.query.request import Filters

Ask = Callable[[dict[str, Any]], dict[str, Any]]

_AT_ONCE = 5_000


class Key(NamedTuple):
    """A field that is counted by; ``missing``: those without a value of it are counted, too, under None."""

    field: str
    missing: bool = False


def tally(ask: Ask, query: Query, filters: Filters, *keys: Key) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield the values of the keys that some summary holds together, and how many do."""
    names = list(map(str, range(len(keys))))  # two keys may be the same field
    sources = [
        {name: {"terms": {"field": key.field, "missing_bucket": key.missing}}}
        for name, key in zip(names, keys, strict=True)
    ]
    composite: dict[str, Any] = {"size": _AT_ONCE, "sources": sources}
    while True:
        body = counting(query, filters) | {"aggs": {"tally": {"composite": composite}}}
        found = ask(body)["aggregations"]["tally"]
        for bucket in found["buckets"]:
            yield tuple(bucket["key"][name] for name in names), bucket["doc_count"]
        if len(found["buckets"]) < _AT_ONCE:
            return
        composite["after"] = found["after_key"]
