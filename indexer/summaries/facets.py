"""The facets of a collection. FACETS is the only list of the facets. All other code derives its facets from FACETS."""

from dataclasses import dataclass
from typing import Literal

from indexer.messages import message

Color = Literal["teal", "violet", "orange", "green", "gray", "blue", "red", "yellow"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of a summary by which users can filter the results.

    Names: ``name`` identifies the facet in URLs, in the index and in the JSON of the API. ``field`` is the key in front
    matter and in the JSON of a summary. ``query`` is the prefix in typed queries (``cell:msc``). ``label`` is shown to
    users. ``source`` is the vocabulary file with the concepts of the facet.

    Roles: if ``badge`` is True, a hit shows the concepts as badges in the color ``color``. Otherwise the hit shows them
    as text beside the year. If ``suggested`` is True, autocomplete offers the concepts. If ``linkable`` is True, the
    names of the concepts are recognized in a typed query. If ``about`` is True, the home page and the about page list
    the concepts with the most summaries.

    Tagging: a summary without the field is tagged with the concepts that its text is probably about. If no concept is
    probable enough, the most probable concept is used, provided that its probability is at least ``likeliest``. If
    ``tops_group`` is True, top-level concepts only group other concepts ("Respiratory conditions"), and tagging does
    not assign them.
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
    Facet(
        name="donor",
        field="donor",
        query="donor",
        label=message("Donor"),
        source="cell_types.yaml",
        color="green",
        suggested=True,
    ),
    Facet(
        name="study",
        field="study",
        query="study",
        label=message("Study design"),
        source="study_designs.yaml",
        badge=False,
        suggested=True,
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
    """Add a facet to FACETS. Call this before the import of modules that build tables from FACETS."""
    global FACETS
    FACETS = (*FACETS, facet)
    _index(facet)


for _facet in FACETS:
    _index(_facet)
