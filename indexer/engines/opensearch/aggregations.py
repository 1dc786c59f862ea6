"""Exact group counts by one or two fields, for histograms and co-occurrence counts.

A ``composite`` aggregation returns the groups page by page, so their number is unlimited. Nested ``terms``
aggregations return all groups at once and fail beyond 65,535 of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from indexer.engines.opensearch.search_body import count_body
from indexer.query.ast import Query
from indexer.query.request import Filters

SearchFunction = Callable[[dict[str, Any]], dict[str, Any]]
"""Sends a search body to the cluster and returns the response."""

_GROUPS_PER_REQUEST = 5_000


class GroupKey(NamedTuple):
    """A field to group by. With ``missing``, documents without a value form a group under None."""

    field: str
    missing: bool = False


def group_counts(
    search: SearchFunction, query: Query, filters: Filters, *keys: GroupKey
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield the values of each group, in the order of ``keys``, and its number of documents; empty groups left out."""
    names = list(map(str, range(len(keys))))  # names must differ, but the same field may be given twice
    sources = [
        {name: {"terms": {"field": key.field, "missing_bucket": key.missing}}}
        for name, key in zip(names, keys, strict=True)
    ]
    composite: dict[str, Any] = {"size": _GROUPS_PER_REQUEST, "sources": sources}
    while True:
        body = count_body(query, filters) | {"aggs": {"groups": {"composite": composite}}}
        groups = search(body)["aggregations"]["groups"]
        for bucket in groups["buckets"]:
            yield tuple(bucket["key"][name] for name in names), bucket["doc_count"]
        if len(groups["buckets"]) < _GROUPS_PER_REQUEST:
            return
        composite["after"] = groups["after_key"]
