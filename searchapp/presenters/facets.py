"""The facets of a page -> groups of choices, the selected ones on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.queries.query import SearchRequest
from indexer.results import FacetCounts, FacetValue, ResultPage
from indexer.summaries.facets import Facet
from searchapp.tabs import LIST, Tab
from searchapp.urls import narrowed

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet in the form, with the more specific ones below it."""

    id: str
    label: str
    count: int
    selected: bool
    href: str
    below: tuple[Choice, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether something below is chosen, so that it must be seen."""
        return any(choice.selected or choice.opened for choice in self.below)


@dataclass(frozen=True, slots=True)
class FacetForm:
    """A facet as a group of choices: those that are seen at once, and the ``more`` behind them."""

    facet: Facet
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    selected: int
    size: int


def facet_forms(page: ResultPage, tab: Tab = LIST) -> tuple[FacetForm, ...]:
    """Return the facets that have any value, as forms: what is chosen on top, then most summaries first."""
    return tuple(_form(counts, page.request, tab) for counts in page.facets if counts.values)


def _form(counts: FacetCounts, request: SearchRequest, tab: Tab) -> FacetForm:
    listed = {value.id for value in counts.values}
    below: dict[str | None, list[FacetValue]] = {}
    for value in counts.values:  # one whose parent is not listed stands on top
        below.setdefault(value.parent if value.parent in listed else None, []).append(value)
    choices = tuple(_choices(counts.facet, None, below, request, tab))
    selected = sum(value.selected for value in counts.values)
    # Nothing chosen is behind "more", however much is chosen.
    shown = max(SHOWN, sum(choice.selected or choice.opened for choice in choices))
    return FacetForm(counts.facet, choices[:shown], choices[shown:], selected, len(counts.values))


def _choices(
    facet: Facet, parent: str | None, below: Mapping[str | None, list[FacetValue]], request: SearchRequest, tab: Tab
) -> Iterator[Choice]:
    """Yield the choices right below ``parent``, those chosen, or with one chosen below them, first."""
    found = [
        Choice(
            id=value.id,
            label=value.label,
            count=value.count,
            selected=value.selected,
            href=tab.url(_toggled(facet, value, request)),
            below=tuple(_choices(facet, value.id, below, request, tab)),
        )
        for value in below.get(parent, ())
    ]
    yield from sorted(found, key=lambda choice: not (choice.selected or choice.opened))


def _toggled(facet: Facet, value: FacetValue, request: SearchRequest) -> SearchRequest:
    filters = request.filters
    if value.selected:
        return narrowed(request, filters.without(facet.name, value.id))
    return narrowed(request, filters.adding(facet.name, value.id))
