"""The facets of a collection. FACETS is the only place that lists them; everything else is derived from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.messages import message

Color = Literal["teal", "violet", "orange", "green", "gray", "blue", "red", "yellow"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of a summary that readers filter by.

    Names: ``name`` is used in URLs, in the index and in JSON, ``field`` in front matter and in the JSON of a summary,
    ``query`` in typed queries (``cell:msc``). ``label`` is shown to readers. ``source`` is the vocabulary file that
    holds its concepts.

    Roles: ``badge`` shows its concepts as badges of a hit, in the palette color ``color``; without, they are plain text
    beside the year. ``suggested`` offers its concepts in autocomplete. ``linkable`` reads their names in a typed query
    as concepts. ``about`` lists its largest concepts on the home and about pages.

    Tagging: a summary without the field gets the concepts that its text is likely about. Where none is likely enough,
    the likeliest one is assigned if its probability is at least ``likeliest``. ``tops_group`` marks a facet whose
    top-level concepts only group others ("Respiratory conditions"), so that no study is about them.
    """

    name: str
    field: str
    query: str
    label: str
    source: str
    badge: bool = True
    color: Color = "gray"
    suggested: bool = False
    linkable: bool = False
    about: bool = True
    likeliest: float = 1.0
    tops_group: bool = False


FACETS: tuple[Facet, ...] = (
    Facet(
        name="condition",
        field="conditions",
        query="condition",
        label=message("Condition"),
        source="conditions.yaml",
        color="teal",
        suggested=True,
        linkable=True,
        likeliest=0.2,
        tops_group=True,
    ),
    Facet(
        name="cell_type",
        field="cell_types",
        query="cell",
        label=message("Cell type"),
        source="cell_types.yaml",
        color="violet",
        suggested=True,
        linkable=True,
        likeliest=0.2,
    ),
    Facet(
        name="route",
        field="routes",
        query="route",
        label=message("Route"),
        source="routes.yaml",
        color="orange",
        suggested=True,
        linkable=True,
        likeliest=0.3,
        tops_group=True,
    ),
    Facet(name="donor", field="donor", query="donor", label=message("Donor"), source="cell_types.yaml", color="green"),
    Facet(
        name="study",
        field="study",
        query="study",
        label=message("Study design"),
        source="study_designs.yaml",
        badge=False,
        likeliest=0.4,
    ),
)

BY_NAME: dict[str, Facet] = {}
BY_FIELD: dict[str, Facet] = {}
BY_QUERY: dict[str, Facet] = {}


def _index(facet: Facet) -> None:
    BY_NAME[facet.name] = facet
    BY_FIELD[facet.field] = facet
    BY_QUERY.update(dict.fromkeys((facet.name, facet.query, facet.field), facet))


def register(facet: Facet) -> None:
    """Add a facet to FACETS. Call it before other modules are imported: they derive their tables from FACETS."""
    global FACETS
    FACETS = (*FACETS, facet)
    _index(facet)


for _facet in FACETS:
    _index(_facet)
