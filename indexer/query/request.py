"""The search request: typed text, filters, sort order and page."""

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from indexer.query.ast import Years

Sort = Literal["relevance", "newest", "oldest", "title"]
Words = Literal["all", "some"]

SORTS: tuple[Sort, ...] = get_args(Sort)
WORDS: tuple[Words, ...] = get_args(Words)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a search. ``concepts`` contains pairs of a facet name and the selected concept ids of this facet.

    A hit has at least one of the selected concepts of each facet, and a year in the range ``years``.
    """

    concepts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    years: Years | None = None

    def of(self, facet: str) -> tuple[str, ...]:
        """Return the selected concept ids of a facet, in the order of selection."""
        return dict(self.concepts).get(facet, ())

    def without(self, facet: str, concept: str | None = None) -> "Filters":
        """Return the filters without ``concept``. If ``concept`` is None, leave out all concepts of the facet."""
        kept = tuple(c for c in self.of(facet) if concept is not None and c != concept)
        others = dict(self.concepts) | {facet: kept}
        return replace(self, concepts=tuple((name, ids) for name, ids in others.items() if ids))

    def adding(self, facet: str, concept: str) -> "Filters":
        """Return the filters with ``concept`` added to the facet."""
        ids = dict.fromkeys((*self.of(facet), concept))
        return replace(self, concepts=tuple((dict(self.concepts) | {facet: tuple(ids)}).items()))

    def replacing(self, facet: str, concept: str) -> "Filters":
        """Return the filters with ``concept`` as the only concept of the facet."""
        return self.without(facet).adding(facet, concept)

    def __bool__(self) -> bool:
        return bool(self.concepts) or self.years is not None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A request for one page of results.

    ``text`` is the typed query. ``page`` counts from 1, and ``size`` is the number of hits per page. If ``sort`` is
    None, :attr:`ResolvedQuery.sort <indexer.query.resolution.ResolvedQuery.sort>` selects the order. Words are not
    linked to the concept ids in ``literal``. If ``words`` is "all", a hit contains all words. If it is "some", a hit
    contains at least one word. If it is None and the hits with all words do not fill one page, hits with some words
    follow. If ``explain`` is True, each hit has the parts of its score. If ``exact`` is True, the text is searched as
    typed, even if nothing matches and another spelling has results.
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort | None = None
    page: int = 1
    size: int = 20
    words: Words | None = None
    literal: tuple[str, ...] = ()
    explain: bool = False
    exact: bool = False
