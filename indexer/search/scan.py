"""A request -> everything that it finds, one after another: for exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.engines.protocols import Engine, Generation
from indexer.messages import message
from indexer.query.concept_linking import Interpretation
from indexer.query.request import SearchRequest, Sort
from indexer.query.resolution import understand
from indexer.search.results import Labels
from indexer.search.service import (
    asked_for,
    known_filters,
    labels_of,
    order_of,
    page_found,
)
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

MOST = 10_000
"""How many summaries are collected at most: each page of them is found anew, the later ones more slowly."""

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Collected:
    """What a request finds: ``total`` in all, and in ``summaries``, to be gone through once, the first of them.

    All are of one ``generation``, whatever becomes current meanwhile, and of its ``vocabulary``. ``request`` is what
    was asked of it, in the order ``sort``, its words read as ``interpretations`` tell.
    """

    total: int
    summaries: Iterator[tuple[Summary, Labels]]
    notices: tuple[str, ...]
    request: SearchRequest
    sort: Sort
    interpretations: tuple[Interpretation, ...]
    generation: Generation
    vocabulary: Vocabulary

    @property
    def version(self) -> str:
        """The version of the generation."""
        return self.generation.version


def collect(engine: Engine, request: SearchRequest, most: int = MOST, page: int = _PAGE) -> Collected:
    """Return what ``request`` finds in the order of its pages, at most ``most``; its own page and size do not matter.

    No more than ``page`` summaries are held at a time. Raises IndexUnavailable where the engine has no index.
    """
    snapshot = engine.snapshot()
    parsed, interpretations = understand(request.text, snapshot.vocabulary, snapshot.terms_with_prefix, request.literal)
    asked, notices = known_filters(replace(request, page=1, size=page, explain=False), snapshot.vocabulary)
    in_force, sort = asked_for(parsed.query, asked), order_of(asked, parsed.query)
    first = page_found(snapshot, parsed.query, in_force, replace(asked, size=min(page, most)), sort)
    total = first.total
    if total > most:
        notices.append(
            message("Only the first %(most)s of %(total)s summaries are here.", most=f"{most:,}", total=f"{total:,}")
        )

    def each() -> Iterator[tuple[Summary, Labels]]:
        found, given, number = first, 0, 1
        while found.hits:
            for hit in found.hits[: most - given]:
                yield hit.summary, labels_of(hit.summary, snapshot.vocabulary)
            given, number = given + len(found.hits), number + 1
            if given >= min(total, most):
                return
            found = page_found(snapshot, parsed.query, in_force, replace(asked, page=number), sort)

    told = (*parsed.notices, *notices)
    return Collected(total, each(), told, asked, sort, interpretations, snapshot.generation, snapshot.vocabulary)
