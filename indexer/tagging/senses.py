"""Senses of the terms of a vocabulary, matches of terms in a text, and the mentions of concepts they give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from indexer.tagging.special_facets import CELL_TYPE, DONOR
from indexer.vocabulary.concept import Concept

ConceptKey = tuple[str, str]  # facet, concept id


@dataclass(frozen=True, eq=False)
class Sense:
    """One meaning of a term.

    ``role`` is "concept" if the term names ``concept``; "source" if it is a source tissue of ``concept``; "head" if it
    is a general word for ``concept``, whose children differ by tissue ("stem cells"); "sourced" if it is a tissue and a
    head together; "site" if it is a body site of the route ``concept``. ``acronym`` is the required spelling, None for
    words in any case.
    """

    concept: Concept
    role: str = "concept"
    acronym: str | None = None
    ambiguous: bool = False
    weak: bool = False

    @cached_property
    def key(self) -> ConceptKey:
        """The facet and id of the concept."""
        return self.concept.facet, self.concept.id

    @cached_property
    def parent_key(self) -> ConceptKey:
        """The facet and id of the main parent: the kind of cell that a source tissue specifies."""
        return self.concept.facet, self.concept.parents[0] if self.concept.parents else ""


class SenseSet:
    """All senses of one term by role. Precomputed, because every term of every text needs it."""

    def __init__(self, senses: tuple[Sense, ...]) -> None:
        self.all = senses
        by_role: dict[str, list[Sense]] = {}
        for sense in senses:
            by_role.setdefault(sense.role, []).append(sense)
        self.concepts = by_role.get("concept", [])
        self.sourced = by_role.get("sourced", [])
        self.heads = by_role.get("head", [])
        self.sites = by_role.get("site", [])
        self.sources = [sense for sense in by_role.get("source", []) if sense.concept.facet != DONOR]
        self.owners = [sense for sense in by_role.get("source", []) if sense.concept.facet == DONOR]
        # No text changes the meaning.
        self.is_certain = not self.sourced and all(sense.acronym is None for sense in self.concepts)
        # Only a definition in the text changes the meaning.
        self.is_clear = not self.sourced and not any(sense.ambiguous for sense in self.concepts)
        # Can name a concept together with other words.
        self.is_partial = bool(self.sources or self.sites or self.owners)
        self.concept_keys = {sense.key for sense in self.concepts}
        self.head_keys = {sense.key for sense in self.heads}
        self.unambiguous = [sense for sense in self.concepts if not sense.ambiguous]
        self.unambiguous_keys = {sense.key for sense in self.unambiguous}
        self.names_cells = any(sense.concept.facet == CELL_TYPE for sense in senses)


@lru_cache(maxsize=1 << 14)  # most names of a concept have the same senses
def sense_set(senses: tuple[Sense, ...]) -> SenseSet:
    """Return the SenseSet of ``senses``, the same object for the same senses."""
    return SenseSet(senses)


class TermMatch(NamedTuple):
    """A term of the vocabulary in the words ``first`` to ``last`` of a text, with all its senses."""

    first: int
    last: int
    senses: SenseSet


class Mention(NamedTuple):
    """A concept named by the words ``first`` to ``last`` of a text.

    ``weak`` marks a common word that isn't enough alone. ``sourced`` marks a cell named by its tissue and a separate
    word for cells.
    """

    first: int
    last: int
    key: ConceptKey
    weak: bool = False
    sourced: bool = False
