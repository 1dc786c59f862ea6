"""The facets, declared once: everything else asks here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that readers narrow by.

    ``name`` stands in URLs and in the index, ``field`` in a summary's front matter and in JSON, ``query`` in
    typed queries; ``source`` is the vocabulary file that holds its concepts. The rest is for finding concepts in
    the text of a summary that came without: a concept is assigned whose mentions weigh ``enough``, and at least
    ``share`` of what the heaviest of the facet weighs. Where ``tops_group``, concepts without a parent are
    shelves ("Respiratory conditions") rather than things a study is about.
    """

    name: str
    field: str
    query: str
    label: str
    source: str
    enough: float = 1.5
    share: float = 0.3
    tops_group: bool = False


FACETS = (
    Facet("condition", "conditions", "condition", "Condition", "conditions.yaml", tops_group=True),
    Facet("cell_type", "cell_types", "cell", "Cell type", "cell_types.yaml", share=0.15),
    Facet("route", "routes", "route", "Route", "routes.yaml", enough=1, share=0, tops_group=True),
    Facet("donor", "donor", "donor", "Donor", "cell_types.yaml", enough=1, share=0),
    Facet("study", "study", "study", "Study design", "study_designs.yaml", enough=2),
)

BY_NAME = {facet.name: facet for facet in FACETS}
BY_QUERY = {alias: facet for facet in FACETS for alias in (facet.name, facet.query, facet.field)}
