"""View model of the facet filters: a group of choices for each facet, with the selected choices first."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.query.request import SearchRequest
from indexer.search.facet_options import FacetOptions
from indexer.search.results import FacetValue, Overview
from indexer.summaries.facets import FACETS, Facet
from searchapp.addresses.search import narrowed
from searchapp.addresses.tabs import LIST, Tab
from searchapp.translation import gettext as _

SHOWN = 8  # number of choices above the link "more"
MANY = 12  # number of values; a facet with more values gets a filter box


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet value, its narrower values in ``below``, and the words of its synonyms in ``names``."""

    id: str
    label: str
    count: int
    selected: bool
    href: str
    below: tuple["Choice", ...] = ()
    names: str = ""

    @property
    def opened(self) -> bool:
        """True if a value below this one is selected, at any depth. The page must then show ``below``."""
        return any(choice.selected or choice.opened for choice in self.below)


@dataclass(frozen=True, slots=True)
class FacetForm:
    """A facet as a group of choices. ``choices`` are always visible. ``more`` contains further choices behind a link.

    ``selected`` is the number of selected values. ``findable`` is True if a box filters the choices by name.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]
    selected: int
    findable: bool


def facet_forms(options: Sequence[FacetOptions], request: SearchRequest, tab: Tab = LIST) -> tuple[FacetForm, ...]:
    """Return a form for each facet that has values. Selected choices come first; the others keep their order."""
    return tuple(_form(option, request, tab) for option in options if option.values)


def collection_forms(overview: Overview) -> tuple[FacetForm, ...]:
    """Return a form for each facet with the role ``about`` in ``overview``. Each choice links to a new search."""
    options = [FacetOptions(counts.facet, counts.values, {}) for counts in overview.facets if counts.facet.about]
    return facet_forms(options, SearchRequest())


def about_labels() -> str:
    """Return the labels of the facets with the role ``about``, in lower case and separated by commas."""
    return ", ".join(_(facet.label).lower() for facet in FACETS if facet.about)


def _form(option: FacetOptions, request: SearchRequest, tab: Tab) -> FacetForm:
    listed = {value.id for value in option.values}
    below: dict[str | None, list[FacetValue]] = {}
    for value in option.values:  # a value whose parent is not listed becomes top-level
        below.setdefault(value.parent if value.parent in listed else None, []).append(value)

    def children(parent: str | None) -> tuple[Choice, ...]:
        """Return the choices below ``parent``. A choice comes first if it, or a choice below it, is selected."""
        choices = [
            Choice(
                id=value.id,
                label=value.label,
                count=value.count,
                selected=value.selected,
                href=tab.url(_toggled(option.facet, value, request)),
                below=children(value.id),
                names=option.names.get(value.id, ""),
            )
            for value in below.get(parent, ())
        ]
        return tuple(sorted(choices, key=lambda choice: not (choice.selected or choice.opened)))

    choices = children(None)
    selected = sum(value.selected for value in option.values)
    # The link "more" must not hide selected choices.
    shown = max(SHOWN, sum(choice.selected or choice.opened for choice in choices))
    if len(choices) == shown + 1:  # the link "1 more" would take as much space as the choice
        shown += 1
    return FacetForm(option.facet, choices[:shown], choices[shown:], selected, len(option.values) > MANY)


def _toggled(facet: Facet, value: FacetValue, request: SearchRequest) -> SearchRequest:
    change = request.filters.without if value.selected else request.filters.adding
    return narrowed(request, change(facet.name, value.id))
