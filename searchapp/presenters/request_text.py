"""Short description of a search request, for titles and lists."""

from __future__ import annotations

from indexer.query.request import SearchRequest
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary
from searchapp.addresses.search import year_range
from searchapp.translation import gettext as _


def request_text(request: SearchRequest, vocabulary: Vocabulary) -> str:
    """Return the query and its filters as text; "" for the whole collection."""
    parts = [f"“{request.text}”"] if request.text else []
    for facet in FACETS:
        if chosen := request.filters.of(facet.name):
            labels = ", ".join(vocabulary.label(facet.name, concept) for concept in chosen)
            parts.append(f"{_(facet.label)}: {labels}")
    if request.filters.years is not None:
        parts.append(_("Year: %(years)s", years=year_range(request.filters.years)))
    return "; ".join(parts)
