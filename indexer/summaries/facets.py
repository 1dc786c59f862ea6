"""The facets, declared once: everything else asks here."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.messages import said


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that readers narrow by.

    ``name`` stands in URLs and in the index, ``field`` in a summary's front matter and in JSON, ``query`` in
    typed queries; ``source`` is the vocabulary file that holds its concepts. The rest is for finding concepts in
    the text of a summary that came without: where no concept is likely, the likeliest one is taken if it is at
    least ``likeliest`` likely. Where ``tops_group``, concepts without a parent are shelves ("Respiratory
    conditions") rather than things a study is about.
    """

    name: str
    field: str
    query: str
    label: str
    source: str
    likeliest: float = 1.0
    tops_group: bool = False


FACETS = (
    Facet("condition", "conditions", "condition", said("Condition"), "conditions.yaml", likeliest=0.2, tops_group=True),
    Facet("cell_type", "cell_types", "cell", said("Cell type"), "cell_types.yaml", likeliest=0.2),
    Facet("route", "routes", "route", said("Route"), "routes.yaml", likeliest=0.3, tops_group=True),
    Facet("donor", "donor", "donor", said("Donor"), "cell_types.yaml"),
    Facet("study", "study", "study", said("Study design"), "study_designs.yaml", likeliest=0.4),
)

BY_NAME = {facet.name: facet for facet in FACETS}
BY_FIELD = {facet.field: facet for facet in FACETS}
BY_QUERY = {alias: facet for facet in FACETS for alias in (facet.name, facet.query, facet.field)}
