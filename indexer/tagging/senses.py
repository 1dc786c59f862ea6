"""Data types: senses of vocabulary terms, matches of terms in a text, and mentions of concepts."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from indexer.tagging.special_facets import CELL_TYPE, DONOR
from indexer.vocabulary.concept import Concept

ConceptKey = tuple[str, str]  # facet, concept id


@dataclass(frozen=True, eq=False)
class Sense:
    """One meaning of a term.

    ``role`` is the relation of the term to ``concept``. A term with the role "concept" names the concept. A "source"
    term names the source tissue of the concept. A "head" term is a general word ("stem cells") for a concept whose
    children differ by tissue. A "sourced" term is a tissue followed by a head. A "site" term names the body site of a
    route. ``acronym`` is the required spelling of the term. It is None if case and spelling don't matter.
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
        """The facet of the concept and the id of its main parent. The id is "" if the concept has no parent."""
        return self.concept.facet, self.concept.parents[0] if self.concept.parents else ""


class SenseSet:
    """All senses of one term, by role. The attributes are computed once, because every match reads them."""

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
        # True if the senses are the same in every text.
        self.is_certain = not self.sourced and all(sense.acronym is None for sense in self.concepts)
        # True if only a definition in the text can change the senses.
        self.is_clear = not self.sourced and not any(sense.ambiguous for sense in self.concepts)
        # True if the term can name a concept together with other words.
        self.is_partial = bool(self.sources or self.sites or self.owners)
        self.concept_keys = {sense.key for sense in self.concepts}
        self.head_keys = {sense.key for sense in self.heads}
        self.unambiguous = [sense for sense in self.concepts if not sense.ambiguous]
        self.unambiguous_keys = {sense.key for sense in self.unambiguous}
        self.names_cells = any(sense.concept.facet == CELL_TYPE for sense in senses)


@lru_cache(maxsize=1 << 14)  # most names of a concept have the same senses
def sense_set(senses: tuple[Sense, ...]) -> SenseSet:
    """Return the SenseSet of ``senses``. Calls with the same senses return the same object."""
    return SenseSet(senses)


class TermMatch(NamedTuple):
    """A term of the vocabulary in the words ``first`` to ``last`` of a text, with all its senses."""

    first: int
    last: int
    senses: SenseSet


class Mention(NamedTuple):
    """A concept named by the words ``first`` to ``last`` of a text.

    ``weak`` is True if the concept is named by a common word, which alone isn't sufficient evidence. ``sourced`` is
    True if one word names the tissue and another word names the cells.
    """

    first: int
    last: int
    key: ConceptKey
    weak: bool = False
    sourced: bool = False
