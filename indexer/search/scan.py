"""Iteration over the results of a search, up to a maximum, for exports, feeds and search records."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.engines.protocols import Snapshot
from indexer.messages import message
from indexer.query.resolution import ResolvedQuery
from indexer.search.hits import search_page
from indexer.search.results import Labels, labels_of
from indexer.summaries.summary import Summary

LIMIT = 10_000
"""The default maximum number of results. Each page costs one search, and later pages take longer."""

_PAGE = 500  # maximum number of summaries in memory


@dataclass(frozen=True, slots=True)
class Scan:
    """The results of a search. ``total`` is exact. ``summaries`` iterates once over the first results."""

    total: int
    summaries: Iterator[tuple[Summary, Labels]]
    notices: tuple[str, ...]


def scan(snapshot: Snapshot, query: ResolvedQuery, limit: int = LIMIT, page_size: int = _PAGE) -> Scan:
    """Return the first ``limit`` results in page order, with at most ``page_size`` summaries in memory at a time."""
    size = min(page_size, limit)
    first = search_page(snapshot, query, 1, size, counted=False)
    wanted, notices = min(first.total, limit), query.notices
    if first.total > limit:
        notices = (
            *notices,
            message(
                "Only the first %(most)s of %(total)s summaries are included.",
                most=f"{limit:,}",
                total=f"{first.total:,}",
            ),
        )

    def summaries() -> Iterator[tuple[Summary, Labels]]:
        answer, done, page = first, 0, 1
        while answer.hits:
            for hit in answer.hits[: wanted - done]:
                yield hit.summary, labels_of(hit.summary, snapshot.vocabulary)
            done, page = done + len(answer.hits), page + 1
            if done >= wanted:
                return
            answer = search_page(snapshot, query, page, size, counted=False)

    return Scan(first.total, summaries(), notices)
