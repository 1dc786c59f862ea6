"""A hit -> what is printed of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.query.request import SearchRequest
from indexer.search.explanations import sentence
from indexer.search.results import HighlightedHit
from indexer.summaries.facets import BY_NAME, FACETS
from searchapp.presenters.links import Badge, badges, search_url, summary_url
from searchapp.translation import translated

_BADGED = tuple(facet for facet in FACETS if facet.name != "study")


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit with its address and badges; ``why`` leads to the page that explains the hits, None where none ranks.

    ``reasons`` are there on that page: what gave the hit how much of its score. ``designs`` are those of the
    study; ``cite`` and ``similar`` lead to these parts of the summary's page.
    """

    hit: HighlightedHit
    href: str
    badges: tuple[Badge, ...]
    why: str | None
    reasons: tuple[tuple[str, float], ...]
    designs: tuple[Badge, ...]

    @property
    def cite(self) -> str:
        """Where the hit is cited."""
        return f"{self.href}#cite"

    @property
    def similar(self) -> str:
        """Where summaries like it are."""
        return f"{self.href}#similar"


def hit_view(hit: HighlightedHit, request: SearchRequest) -> HitView:
    """Return what is printed of a hit that ``request`` found."""
    summary_id = hit.summary.id
    return HitView(
        hit,
        href=summary_url(summary_id, replace(request, explain=False)),
        badges=badges(hit.labels, _BADGED),
        why=f"{search_url(replace(request, explain=True))}#why-{summary_id}" if hit.score else None,
        reasons=tuple((sentence(reason, translated), reason.score) for reason in hit.reasons),
        designs=badges(hit.labels, (BY_NAME["study"],)),
    )
