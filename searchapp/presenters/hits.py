"""View model of a hit in a list."""

from dataclasses import dataclass, replace

from indexer.query.request import SearchRequest
from indexer.search.explanations import sentence
from indexer.search.results import HighlightedHit
from indexer.summaries.facets import FACETS
from searchapp.presenters.links import Badge, badges, search_url, summary_url
from searchapp.translation import translated

_BADGE_FACETS = tuple(facet for facet in FACETS if facet.badge)
_PLAIN_FACETS = tuple(facet for facet in FACETS if not facet.badge)


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit with its URL and concepts. The page shows ``badges`` in color, and ``plain`` as text beside the year.

    ``why`` is the URL of the page that explains the scores; it is None if the hit has no score. ``reasons`` contains
    pairs (sentence, part of the score). It is empty unless the request asks for explanations.
    """

    hit: HighlightedHit
    href: str
    badges: tuple[Badge, ...]
    plain: tuple[Badge, ...]
    why: str | None
    reasons: tuple[tuple[str, float], ...]


def hit_view(hit: HighlightedHit, request: SearchRequest) -> HitView:
    """Return the view of a hit of ``request``."""
    summary_id = hit.summary.id
    return HitView(
        hit,
        href=summary_url(summary_id, replace(request, explain=False)),
        badges=badges(hit.labels, _BADGE_FACETS),
        plain=badges(hit.labels, _PLAIN_FACETS),
        why=f"{search_url(replace(request, explain=True))}#why-{summary_id}" if hit.score else None,
        reasons=tuple((sentence(reason, translated), reason.score) for reason in hit.reasons),
    )
