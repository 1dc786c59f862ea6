"""The facets, declared once: everything else asks here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that readers narrow by.

    ``name`` stands in URLs and in the index, ``field`` in a summary's front matter and in JSON, ``query`` in
    typed queries; ``source`` is the vocabulary file that holds its concepts. Where ``enough`` is 2, a concept
    found in the text of an untagged summary counts from its second mention or from the title on; where it is
    1, one mention will do (a route is rarely named twice). Where ``tops_group``, concepts without a parent are
    shelves ("Respiratory conditions") rather than things a study is about, and ask for twice as many mentions.
    """

    name: str
    field: str
    query: str
    label: str
    source: str
    enough: int = 2
    tops_group: bool = False


FACETS = (
    Facet("condition", "conditions", "condition", "Condition", "conditions.yaml", tops_group=True),
    Facet("cell_type", "cell_types", "cell", "Cell type", "cell_types.yaml"),
    Facet("route", "routes", "route", "Route", "routes.yaml", enough=1, tops_group=True),
    Facet("donor", "donor", "donor", "Donor", "cell_types.yaml", enough=1),
    Facet("study", "study", "study", "Study design", "study_designs.yaml"),
)

BY_NAME = {facet.name: facet for facet in FACETS}
BY_QUERY = {alias: facet for facet in FACETS for alias in (facet.name, facet.query, facet.field)}
