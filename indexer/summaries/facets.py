"""The facets, declared once: everything else asks here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that readers narrow by.

    ``name`` stands in URLs and in the index, ``field`` in a summary's front matter and in JSON, ``query`` in
    typed queries; ``source`` is the vocabulary file that holds its concepts. Where ``enough`` is 2, a concept
    found in the text of an untagged summary counts from its second mention or from the title on; where it is
    1, one mention will do (a route is rarely named twice).
    """

    name: str
    field: str
    query: str
    label: str
    source: str
    hierarchical: bool
    enough: int = 2


FACETS = (
    Facet("condition", "conditions", "condition", "Condition", "conditions.yaml", hierarchical=True),
    Facet("cell_type", "cell_types", "cell", "Cell type", "cell_types.yaml", hierarchical=True),
    Facet("route", "routes", "route", "Route", "routes.yaml", hierarchical=True, enough=1),
    Facet("donor", "donor", "donor", "Donor", "cell_types.yaml", hierarchical=False, enough=1),
    Facet("study", "study", "study", "Study design", "study_designs.yaml", hierarchical=True),
)

BY_NAME = {facet.name: facet for facet in FACETS}
BY_QUERY = {alias: facet for facet in FACETS for alias in (facet.name, facet.query, facet.field)}
