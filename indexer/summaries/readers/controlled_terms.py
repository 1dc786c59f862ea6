"""Mapping of catalogue terms (MeSH headings, publication types, registry fields) to concepts of the vocabulary.

A heading is compared with the MeSH identifiers of concepts. If no concept has this identifier, the heading is compared
with the names of concepts. The concepts of a facet are complete (``settles``) in three cases. First, MeSH marks a
condition as a major topic. Second, the vocabulary has all conditions of a trial. Third, a publication type or the
design of a trial names a study design. Cell types, routes and donors are never complete, because MeSH has only general
headings for them. Concepts that only group other concepts ("Nervous System Diseases") are left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from indexer.summaries.facets import BY_NAME, Facet
from indexer.summaries.readers.contract import TermLookup
from indexer.summaries.summary import Catalogued, Concepts

_STUDY, _CONDITION = BY_NAME["study"], BY_NAME["condition"]
_CELLS = BY_NAME["cell_type"]
_CELL_FACETS = tuple(BY_NAME[name] for name in ("cell_type", "route", "donor"))
# Patterns of publication types, each with a more general name, which is used if the vocabulary lacks the type itself.
_TRIAL_TYPES = (
    (re.compile(r"(?i)randomi[sz]ed controlled trial\b"), "randomized trial"),
    (re.compile(r"(?i)(?:(?:adaptive|controlled|equivalence|pragmatic) )?clinical trial\b"), "clinical trial"),
)


class Heading(NamedTuple):
    """A subject heading: its name, its MeSH identifier if known, and whether it is a major topic of the paper."""

    name: str
    mesh: str = ""
    major: bool = False


def parse_heading(text: str) -> Heading:
    """Parse a heading in PubMed's one-line notation, such as "Osteoarthritis, Knee/*therapy"."""
    return Heading(text.partition("/")[0].strip(" *"), major="*" in text)


def concepts_of_headings(headings: Sequence[Heading], types: Iterable[str], terms: TermLookup) -> dict[str, Catalogued]:
    """Return the most specific concepts that the headings and publication ``types`` name, by facet field."""
    major = _named([heading for heading in headings if heading.major], _CONDITION, terms)
    by_facet = {facet: Catalogued(_named(headings, facet, terms), False) for facet in (_CONDITION, *_CELL_FACETS)}
    if major:  # conditions that are not major topics, such as "Pain", are comorbidities
        by_facet[_CONDITION] = Catalogued(major, True)
    by_facet[_STUDY] = Catalogued(study_designs(types, terms), True)
    return _by_field(by_facet)


def study_designs(publication_types: Iterable[str], terms: TermLookup) -> Concepts:
    """Return the most specific study designs that publication types ("Randomized Controlled Trial") name."""
    concepts: list[str] = []
    for publication_type in publication_types:
        names = [publication_type, *(general for pattern, general in _TRIAL_TYPES if pattern.match(publication_type))]
        ids = next(filter(None, (terms.resolve(_STUDY, name) for name in names)), ())
        concepts += ids if len(ids) == 1 else ()
    return terms.most_specific(_STUDY.name, concepts)


def concepts_of_trial(
    conditions: Iterable[str],
    headings: Sequence[Heading],
    interventions: Iterable[str],
    design: tuple[str, str],
    terms: TermLookup,
) -> dict[str, Catalogued]:
    """Return the most specific concepts that the fields of a registered trial name, by facet field.

    The registry derives ``headings`` from the conditions. These headings are used only if the vocabulary has none of
    the ``conditions``. Cell types, routes and donors are read only from ``interventions`` that name a cell type
    unambiguously. ``design`` is (study type, allocation).
    """
    by_name = [_named([Heading(name)], _CONDITION, terms) or terms.named_in(_CONDITION, name) for name in conditions]
    known = _specific(_CONDITION, (concept for concepts in by_name for concept in concepts), terms)
    derived = () if known else _named(headings, _CONDITION, terms)
    by_facet = {_CONDITION: Catalogued(known or derived, bool(known) and all(by_name))}
    with_cells = [name for name in interventions if terms.named_in(_CELLS, name)]
    for facet in _CELL_FACETS:
        named = (concept for name in with_cells for concept in terms.named_in(facet, name))
        by_facet[facet] = Catalogued(_specific(facet, named, terms), False)
    by_facet[_STUDY] = Catalogued(study_designs(_design_names(*design), terms), True)
    return _by_field(by_facet)


def _design_names(study_type: str, allocation: str) -> list[str]:
    """Return a list with the name of the study design. The list is empty if the type is not "interventional"."""
    study_type, allocation = study_type.casefold(), allocation.casefold().replace("_", "-").replace(" ", "")
    if study_type != "interventional":
        return []
    if allocation == "randomized":
        return ["randomized trial"]
    return ["non-randomized trial"] if allocation in ("non-randomized", "na", "n/a") else ["clinical trial"]


def _named(headings: Iterable[Heading], facet: Facet, terms: TermLookup) -> Concepts:
    concepts: list[str] = []
    for heading in headings:
        ids = terms.with_xref(facet, "mesh", heading.mesh) if heading.mesh else ()
        ids = ids or terms.resolve(facet, _in_natural_order(heading.name))
        if not ids and facet in _CELL_FACETS:  # "Mesenchymal Stem Cell Transplantation", "Transplantation, Autologous"
            concepts += terms.named_in(facet, heading.name)
        concepts += ids if len(ids) == 1 else ()
    return _specific(facet, concepts, terms)


def _specific(facet: Facet, concepts: Iterable[str], terms: TermLookup) -> Concepts:
    """Return the most specific ids of ``concepts``, without concepts that only group other concepts."""
    return terms.most_specific(facet.name, (concept for concept in concepts if not terms.is_group(facet, concept)))


def _by_field(by_facet: Mapping[Facet, Catalogued]) -> dict[str, Catalogued]:
    """Return the concepts by facet field, without facets that have no concepts."""
    return {facet.field: named for facet, named in by_facet.items() if named.concepts}


def _in_natural_order(name: str) -> str:
    """Return "Knee Osteoarthritis" for "Osteoarthritis, Knee"."""
    return " ".join(reversed(name.split(", "))) if name.count(", ") == 1 else name
