"""The search request: the typed text, filters, order and page."""

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
    """What narrows a result beside the query: concepts by facet name (OR within one, AND between), and years."""

    concepts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    years: Years | None = None

    def of(self, facet: str) -> tuple[str, ...]:
        """Return the concept ids chosen in a facet, in the order they were chosen."""
        return dict(self.concepts).get(facet, ())

    def without(self, facet: str, concept: str | None = None) -> Filters:
        """Return the filters less one concept, or less all concepts of the facet."""
        kept = tuple(c for c in self.of(facet) if concept is not None and c != concept)
        others = dict(self.concepts) | {facet: kept}
        return replace(self, concepts=tuple((name, ids) for name, ids in others.items() if ids))

    def adding(self, facet: str, concept: str) -> Filters:
        """Return the filters with one concept more."""
        ids = dict.fromkeys((*self.of(facet), concept))
        return replace(self, concepts=tuple((dict(self.concepts) | {facet: tuple(ids)}).items()))

    def replacing(self, facet: str, concept: str) -> Filters:
        """Return the filters with this concept alone in its facet."""
        return self.without(facet).adding(facet, concept)

    def __bool__(self) -> bool:
        return bool(self.concepts) or self.years is not None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page that is asked for: ``text`` as typed, ``page`` counted from 1, ``sort`` None for the best fit.

    ``literal`` are the ids of concepts that words of the text are not to be read as. ``words``: "all" required, "some"
    enough, or None: all, and where they leave less than a page, some follow. ``explain``: hits say what gave them
    their score.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    size: int = 20
    words: Words | None = None
    literal: tuple[str, ...] = ()
    explain: bool = False
