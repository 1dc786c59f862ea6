"""What catalogues call a study (MeSH headings, publication types, a registry's fields) -> concepts, by field.

A heading is known by its identifier, else by its name. What a field is settled by: the conditions that MeSH marks as
what a paper is mainly about; all conditions of a registered trial, where each is known here; the design of a trial, and
a paper's publication types. Cells, routes and donors are never settled: MeSH has names for their general kinds alone.
Shelves ("Nervous System Diseases") say less than any text, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from indexer.summaries.facets import BY_NAME, Facet
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Catalogued, Concepts

_STUDY, _CONDITION = BY_NAME["study"], BY_NAME["condition"]
_CELLS = BY_NAME["cell_type"]
_OF_CELLS = tuple(BY_NAME[name] for name in ("cell_type", "route", "donor"))
# Kinds of trial that MeSH has names of its own for, beginnings of them -> names that a vocabulary may rather have.
_TRIALS = (
    (re.compile(r"randomi[sz]ed controlled trial\b", re.IGNORECASE), "randomized trial"),
    (
        re.compile(r"(?:(?:adaptive|controlled|equivalence|pragmatic) )?clinical trial\b", re.IGNORECASE),
        "clinical trial",
    ),
)


class Heading(NamedTuple):
    """A subject heading: its name, its identifier in MeSH if known, and whether the paper is mainly about it."""

    name: str
    mesh: str = ""
    major: bool = False


def heading(written: str) -> Heading:
    """Return a heading as PubMed writes it in one line: "Osteoarthritis, Knee/*therapy"."""
    return Heading(written.partition("/")[0].strip(" *"), major="*" in written)


def of_headings(headings: Sequence[Heading], types: Iterable[str], terms: Terms) -> dict[str, Catalogued]:
    """Return what headings and publication types name, by field, most specific only."""
    mainly = _named([heading for heading in headings if heading.major], _CONDITION, terms)
    found = {facet: Catalogued(_named(headings, facet, terms), False) for facet in (_CONDITION, *_OF_CELLS)}
    if mainly:  # "Pain" and "Diabetes Complications" beside them are what patients had as well
        found[_CONDITION] = Catalogued(mainly, True)
    found[_STUDY] = Catalogued(of_designs(types, terms), True)
    return _by_field(found)


def of_designs(types: Iterable[str], terms: Terms) -> Concepts:
    """Return the study designs that publication types name ("Randomized Controlled Trial", "Review")."""
    found: list[str] = []
    for name in types:
        names = [name, *(other for pattern, other in _TRIALS if pattern.match(name))]
        known = next((ids for ids in (terms.resolve(_STUDY, each) for each in names) if ids), ())
        found += known if len(known) == 1 else ()
    return terms.most_specific(_STUDY.name, found)


def of_registry(
    conditions: Iterable[str],
    headings: Sequence[Heading],
    interventions: Iterable[str],
    design: tuple[str, str],
    terms: Terms,
) -> dict[str, Catalogued]:
    """Return what the fields of a registered trial name, by field, most specific only.

    The ``headings`` that a registry derives count where none of the ``conditions`` is known. Of ``interventions`` those
    that plainly name cells count, with the route and the donor that they name. ``design`` is (type, allocation).
    """
    each = [_named([Heading(name)], _CONDITION, terms) or terms.named_in(_CONDITION, name) for name in conditions]
    given = _thing(_CONDITION, (concept for known in each for concept in known), terms)
    derived = () if given else _named(headings, _CONDITION, terms)
    found = {_CONDITION: Catalogued(given or derived, bool(given) and all(each))}
    of_cells = [name for name in interventions if terms.named_in(_CELLS, name)]
    for facet in _OF_CELLS:
        named = (concept for name in of_cells for concept in terms.named_in(facet, name))
        found[facet] = Catalogued(_thing(facet, named, terms), False)
    found[_STUDY] = Catalogued(of_designs(_designs(*design), terms), True)
    return _by_field(found)


def _designs(kind: str, allocation: str) -> list[str]:
    """Return the names of a registered trial's design: "INTERVENTIONAL", "RANDOMIZED"; () of what observes only."""
    kind, allocation = kind.casefold(), allocation.casefold().replace("_", "-").replace(" ", "")
    if kind != "interventional":
        return []
    if allocation == "randomized":
        return ["randomized trial"]
    return ["non-randomized trial"] if allocation in ("non-randomized", "na", "n/a") else ["clinical trial"]


def _named(headings: Iterable[Heading], facet: Facet, terms: Terms) -> Concepts:
    found: list[str] = []
    for heading in headings:
        known = terms.with_xref(facet, "mesh", heading.mesh) if heading.mesh else ()
        known = known or terms.resolve(facet, _straight(heading.name))
        if not known and facet in _OF_CELLS:  # "Mesenchymal Stem Cell Transplantation", "Transplantation, Autologous"
            found += terms.named_in(facet, heading.name)
        found += known if len(known) == 1 else ()
    return _thing(facet, found, terms)


def _thing(facet: Facet, found: Iterable[str], terms: Terms) -> Concepts:
    """Return the most specific of the concepts, and no shelves."""
    return terms.most_specific(facet.name, (concept for concept in found if not terms.is_group(facet, concept)))


def _by_field(found: Mapping[Facet, Catalogued]) -> dict[str, Catalogued]:
    """Return what was found by field; where nothing was, nothing."""
    return {facet.field: named for facet, named in found.items() if named.concepts}


def _straight(name: str) -> str:
    """Return "Knee Osteoarthritis" of "Osteoarthritis, Knee"."""
    return " ".join(reversed(name.split(", "))) if name.count(", ") == 1 else name
