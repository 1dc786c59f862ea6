"""What catalogues call a study (MeSH headings, publication types, a registry's fields) -> concepts, by field.

A heading is known by its identifier, else by its name. MeSH marks what a paper is mainly about: where one of these
names a condition, the others ("Pain", "Diabetes Complications") are not taken for the paper's conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Concepts

_STUDY, _CONDITION = BY_NAME["study"], BY_NAME["condition"]
_CELLS = BY_NAME["cell_type"]
_OF_CELLS = tuple(BY_NAME[name] for name in ("cell_type", "route", "donor"))
# Kinds of trial that MeSH has names of its own for, "Clinical Trial, Phase II" beside them.
_TRIALS = re.compile(r"(?:(?:adaptive|controlled|pragmatic|equivalence) )?(?:clinical )?trial\b(?!s)", re.IGNORECASE)


class Heading(NamedTuple):
    """A subject heading: its name, its identifier in MeSH if known, and whether the paper is mainly about it."""

    name: str
    mesh: str = ""
    major: bool = False


def heading(written: str) -> Heading:
    """Return a heading as PubMed writes it in one line: "Osteoarthritis, Knee/*therapy"."""
    return Heading(written.partition("/")[0].strip(" *"), major="*" in written)


def of_headings(headings: Sequence[Heading], types: Iterable[str], terms: Terms) -> dict[str, Concepts]:
    """Return the concepts of headings and publication types by field, most specific only."""
    found = {facet.field: _named(headings, facet, terms) for facet in FACETS if facet != _STUDY}
    mainly = _named([heading for heading in headings if heading.major], _CONDITION, terms)
    return {
        **found,
        _CONDITION.field: mainly or found[_CONDITION.field],
        _STUDY.field: of_designs(types, terms),
    }


def of_designs(types: Iterable[str], terms: Terms) -> Concepts:
    """Return the study designs that publication types name ("Randomized Controlled Trial", "Review")."""
    found: list[str] = []
    for name in types:
        known = terms.resolve(_STUDY, name)
        if not known and _TRIALS.match(name):
            known = terms.resolve(_STUDY, "clinical trial")
        found += known if len(known) == 1 else ()
    return terms.most_specific(_STUDY.name, found)


def of_registry(
    conditions: Iterable[str],
    headings: Sequence[Heading],
    interventions: Iterable[str],
    design: tuple[str, str],
    terms: Terms,
) -> dict[str, Concepts]:
    """Return the concepts of a registered trial by field.

    The ``headings`` that a registry derives count where none of the ``conditions`` is known. Of ``interventions`` those
    that plainly name cells count, with the route and the donor that they name. ``design`` is (type, allocation).
    """
    given = [Heading(name) for name in conditions]
    of_cells = [name for name in interventions if terms.named_in(_CELLS, name)]
    found = {
        facet.field: terms.most_specific(facet.name, (c for name in of_cells for c in terms.named_in(facet, name)))
        for facet in _OF_CELLS
    }
    return {
        _CONDITION.field: _named(given, _CONDITION, terms) or _named(headings, _CONDITION, terms),
        **found,
        _STUDY.field: of_designs(_designs(*design), terms),
    }


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
        known = terms.identified(facet, "mesh", heading.mesh) if heading.mesh else ()
        known = known or terms.resolve(facet, _straight(heading.name))
        found += known if len(known) == 1 else ()
    return terms.most_specific(facet.name, found)


def _straight(name: str) -> str:
    """Return "Knee Osteoarthritis" of "Osteoarthritis, Knee"."""
    return " ".join(reversed(name.split(", "))) if name.count(", ") == 1 else name
