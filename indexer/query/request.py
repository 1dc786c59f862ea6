"""The search request: typed text, filters, sort order and page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from indexer.query.ast import Years

Sort = Literal["relevance", "newest", "oldest", "title"]
Words = Literal["all", "some"]

SORTS: tuple[Sort, ...] = get_args(Sort)
WORDS: tuple[Words, ...] = get_args(Words)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a search: concept ids by facet name (OR within a facet, AND between facets), and a range of years."""

    concepts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    years: Years | None = None

    def of(self, facet: str) -> tuple[str, ...]:
        """Return the concept ids selected in a facet, in the order of selection."""
        return dict(self.concepts).get(facet, ())

    def without(self, facet: str, concept: str | None = None) -> Filters:
        """Return the filters without one concept, or without all concepts of the facet."""
        kept = tuple(c for c in self.of(facet) if concept is not None and c != concept)
        others = dict(self.concepts) | {facet: kept}
        return replace(self, concepts=tuple((name, ids) for name, ids in others.items() if ids))

    def adding(self, facet: str, concept: str) -> Filters:
        """Return the filters with one more concept."""
        ids = dict.fromkeys((*self.of(facet), concept))
        return replace(self, concepts=tuple((dict(self.concepts) | {facet: tuple(ids)}).items()))

    def replacing(self, facet: str, concept: str) -> Filters:
        """Return the filters with this concept as the only one of its facet."""
        return self.without(facet).adding(facet, concept)

    def __bool__(self) -> bool:
        return bool(self.concepts) or self.years is not None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A request for one page of results.

    ``text`` is the typed query, ``page`` counts from 1, ``size`` is the number of hits per page. ``sort`` None is the
    default order (:class:`~indexer.query.resolution.ResolvedQuery`). Words are not linked to the concept ids in
    ``literal``. A match contains "all" ``words`` or at least one ("some"); with None, matches of some words fill a page
    after the matches of all words. With ``explain``, each hit has the parts of its score.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    size: int = 20
    words: Words | None = None
    literal: tuple[str, ...] = ()
    explain: bool = False
