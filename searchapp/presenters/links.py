"""Links that all pages share: searches, summaries, and badges for concepts."""

from dataclasses import dataclass

from flask import url_for

from indexer.query.request import Filters, SearchRequest
from indexer.search.results import Completion, Labels
from indexer.summaries.facets import FACETS, Facet
from searchapp.addresses.search import address, args_from_request
from searchapp.addresses.tabs import LIST


@dataclass(frozen=True, slots=True)
class Link:
    """A label with its URL. ``href`` is None for plain text. ``current`` is True for a link to the current page."""

    label: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A concept of a summary, with a link to all summaries that have this concept."""

    facet: Facet
    label: str
    href: str


def badges(labels: Labels, facets: tuple[Facet, ...] = FACETS) -> tuple[Badge, ...]:
    """Return a badge for each concept of a summary, in the order of ``facets``."""
    return tuple(
        Badge(facet, label.label, search_url(SearchRequest(filters=Filters().adding(facet.name, label.id))))
        for facet in facets
        for label in labels.get(facet.field, ())
    )


def search_url(request: SearchRequest) -> str:
    """Return the URL of the result list of ``request``."""
    return LIST.url(request)


def summary_url(summary_id: str, request: SearchRequest) -> str:
    """Return the URL of a summary's page. Its parameters repeat ``request``, so that the page can link back to it."""
    return address("pages.summary", args_from_request(request), summary_id=summary_id)


def completion_url(completion: Completion) -> str:
    """Return the URL of a completion. A title leads to its summary, and a concept to a search with this filter."""
    if completion.facet is None:
        return url_for("pages.summary", summary_id=completion.id)
    if completion.replacement is not None:
        return search_url(SearchRequest(completion.replacement))
    return search_url(SearchRequest(completion.before, Filters().adding(completion.facet.name, completion.id)))
