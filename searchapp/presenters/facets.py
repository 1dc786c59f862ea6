"""The facets of a page -> groups of choices, the selected ones on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.query.request import SearchRequest
from indexer.search.facet_options import FacetOptions
from indexer.search.results import FacetValue, Overview
from indexer.summaries.facets import Facet
from searchapp.addresses.search import narrowed
from searchapp.addresses.tabs import LIST, Tab

SHOWN = 8
MANY = 12  # values, beyond which there is a box to find one


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet in the form, with the more specific ones below it; ``names`` are words of its other names."""

    id: str
    label: str
    count: int
    selected: bool
    href: str
    below: tuple[Choice, ...] = ()
    names: str = ""

    @property
    def opened(self) -> bool:
        """Whether something below is chosen, so that it must be seen."""
        return any(choice.selected or choice.opened for choice in self.below)


@dataclass(frozen=True, slots=True)
class FacetForm:
    """A facet as a group of choices: those that are seen at once, and the ``more`` behind them.

    ``findable`` where there are so many that one is looked for by name.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    selected: int
    findable: bool


def facet_forms(options: Sequence[FacetOptions], request: SearchRequest, tab: Tab = LIST) -> tuple[FacetForm, ...]:
    """Return the facets that have any value, as forms: what is chosen on top, then most summaries first."""
    return tuple(_form(option, request, tab) for option in options if option.values)


def collection(page: Overview) -> tuple[FacetForm, ...]:
    """Return the facets of a page that finds the whole collection, each value a search of its own."""
    options = [FacetOptions(counts.facet, counts.values, {}) for counts in page.facets]
    return facet_forms(options, SearchRequest())


def _form(option: FacetOptions, request: SearchRequest, tab: Tab) -> FacetForm:
    listed = {value.id for value in option.values}
    below: dict[str | None, list[FacetValue]] = {}
    for value in option.values:  # one whose parent is not listed stands on top
        below.setdefault(value.parent if value.parent in listed else None, []).append(value)
    choices = tuple(_choices(option, None, below, request, tab))
    selected = sum(value.selected for value in option.values)
    # Nothing chosen is behind "more", however much is chosen.
    shown = max(SHOWN, sum(choice.selected or choice.opened for choice in choices))
    if len(choices) == shown + 1:  # one is no more than the line that would hide it
        shown += 1
    return FacetForm(option.facet, choices[:shown], choices[shown:], selected, len(option.values) > MANY)


def _choices(
    option: FacetOptions,
    parent: str | None,
    below: Mapping[str | None, list[FacetValue]],
    request: SearchRequest,
    tab: Tab,
) -> Iterator[Choice]:
    """Yield the choices right below ``parent``, those chosen, or with one chosen below them, first."""
    found = [
        Choice(
            id=value.id,
            label=value.label,
            count=value.count,
            selected=value.selected,
            href=tab.url(_toggled(option.facet, value, request)),
            below=tuple(_choices(option, value.id, below, request, tab)),
            names=option.names.get(value.id, ""),
        )
        for value in below.get(parent, ())
    ]
    yield from sorted(found, key=lambda choice: not (choice.selected or choice.opened))


def _toggled(facet: Facet, value: FacetValue, request: SearchRequest) -> SearchRequest:
    filters = request.filters
    if value.selected:
        return narrowed(request, filters.without(facet.name, value.id))
    return narrowed(request, filters.adding(facet.name, value.id))
