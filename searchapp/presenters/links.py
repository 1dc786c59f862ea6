"""What every page links: searches, summaries and the concepts that they are tagged with."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for

from indexer.query.request import Filters, SearchRequest
from indexer.search.results import Completion, Labels
from indexer.summaries.facets import FACETS, Facet
from searchapp.addresses.search import args_from_request
from searchapp.addresses.tabs import LIST


@dataclass(frozen=True, slots=True)
class Link:
    """Something to go to. ``current`` where one is there already; ``href`` None where there is nothing."""

    label: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A concept of a summary, linked to all summaries that hold it."""

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
    """Return the address of the list that ``request`` asks for."""
    return LIST.url(request)


def summary_url(summary_id: str, request: SearchRequest) -> str:
    """Return the address of a summary's page, with the search that it was found by, so that there is a way back."""
    args, path = args_from_request(request), url_for("pages.summary", summary_id=summary_id)
    return f"{path}?{urlencode(args)}" if args else path


def completion_url(found: Completion) -> str:
    """Return the address that a completion leads to: a summary's page, or a search."""
    if found.facet is None:
        return url_for("pages.summary", summary_id=found.id)
    return search_url(SearchRequest(found.before, Filters().adding(found.facet.name, found.id)))
