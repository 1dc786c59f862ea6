"""View model of the interpretation of a query: links to concepts, meanings of acronyms, and other queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.query.clauses import Interpretation
from indexer.query.request import SearchRequest
from indexer.search.results import Overview
from indexer.summaries.facets import BY_NAME
from searchapp.addresses.search import narrowed
from searchapp.addresses.tabs import Tab
from searchapp.presenters.facets import Choice
from searchapp.presenters.links import Link
from searchapp.translation import gettext as _
from searchapp.translation import translated


@dataclass(frozen=True, slots=True)
class Meanings:
    """An ambiguous acronym with its meanings. ``as_typed`` is the URL of the search for the acronym as a word only."""

    typed: str
    choices: tuple[Choice, ...]
    as_typed: str


@dataclass(frozen=True, slots=True)
class InterpretationView:
    """The interpretation of a query.

    ``links`` are the concepts that were searched in addition to the typed words. Each link repeats the search without
    that concept. ``undone`` are the concepts that the user excluded this way, with links that include them again.
    """

    links: tuple[Link, ...]
    undone: tuple[Link, ...]
    meanings: tuple[Meanings, ...]
    offers: tuple[Choice, ...]


def interpretation_view(page: Overview, tab: Tab) -> InterpretationView:
    """Return the view of the interpretation of the query of ``page``."""
    request = page.request
    return InterpretationView(
        links=tuple(_link(link, request, tab) for link in page.interpretations if not link.ambiguous),
        undone=tuple(_undone(page, tab)),
        meanings=tuple(_meanings(page, tab)),
        offers=tuple(
            Choice(offer.query, translated(offer.text), offer.total, False, _url(request, tab, text=offer.query))
            for offer in page.offers
        ),
    )


def _link(link: Interpretation, request: SearchRequest, tab: Tab) -> Link:
    facet = _(BY_NAME[link.facet].label).lower()
    values = {"typed": link.typed, "facet": facet, "label": link.label}
    undo = _url(request, tab, literal=(*request.literal, link.concept))
    return Link(_("%(typed)s: also searched as the %(facet)s “%(label)s”", **values), undo)


def _undone(page: Overview, tab: Tab) -> Iterator[Link]:
    """Yield one link for each name that is searched as typed only."""
    for typed, links in groupby(page.undone, key=lambda link: link.typed):
        excluded = {link.concept for link in links}
        kept = tuple(concept for concept in page.request.literal if concept not in excluded)
        yield Link(_("%(typed)s: as typed only", typed=typed), _url(page.request, tab, literal=kept))


def _meanings(page: Overview, tab: Tab) -> Iterator[Meanings]:
    request = page.request
    for typed, senses in groupby(page.senses, key=lambda sense: sense.typed):
        found = list(senses)
        choices = (
            Choice(
                sense.concept,
                sense.label,
                sense.total,
                False,
                tab.url(narrowed(request, request.filters.adding(sense.facet, sense.concept))),
            )
            for sense in found
        )
        literal = (*request.literal, *(sense.concept for sense in found))
        yield Meanings(typed, tuple(choices), _url(request, tab, literal=literal))


def _url(request: SearchRequest, tab: Tab, **changes: object) -> str:
    """Return the URL of the first page of the changed request."""
    return tab.url(replace(request, page=1, **changes))  # type: ignore[arg-type]
