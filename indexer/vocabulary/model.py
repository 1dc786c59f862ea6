"""The vocabulary: all concepts of all facets, with their hierarchy and their names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from indexer.summaries.facets import Facet
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.names import NamedConcepts


class LabelEntry(NamedTuple):
    """A concept's position among the labels of its facet in alphabetical order, its label, and its main parent."""

    position: int
    label: str
    parent: str | None


class Vocabulary(NamedConcepts):
    """All concepts with their names and their hierarchy. Immutable."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        super().__init__(concepts)
        self._positions = {key: position for position, key in enumerate(self._concepts)}
        self._ancestors = {key: tuple(self._find_ancestors(*key)) for key in self._concepts}
        self._label_orders: dict[str, dict[str, LabelEntry]] = {}
        self._children: dict[tuple[str, str], tuple[str, ...]] = {}
        for concept in self:
            for parent in concept.parents:
                key = (concept.facet, parent)
                self._children[key] = (*self._children.get(key, ()), concept.id)

    def position(self, facet: str, concept_id: str) -> int:
        """Return the position of the concept in file order; raises KeyError for an unknown concept."""
        return self._positions[facet, concept_id]

    def label(self, facet: str, concept_id: str) -> str:
        """Return the label of the concept, or the id of an unknown concept."""
        concept = self.get(facet, concept_id)
        return concept.label if concept else concept_id

    def label_order(self, facet: str) -> Mapping[str, LabelEntry]:
        """Return a LabelEntry for each concept of the facet, by id, in alphabetical order of the labels."""
        if facet not in self._label_orders:
            concepts = sorted((c for c in self if c.facet == facet), key=lambda c: (c.label.casefold(), c.id))
            self._label_orders[facet] = {
                concept.id: LabelEntry(position, concept.label, next(iter(concept.parents), None))
                for position, concept in enumerate(concepts)
            }
        return self._label_orders[facet]

    def ancestors(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids of all ancestors, the nearest first, each once; () for an unknown concept."""
        return self._ancestors.get((facet, concept_id), ())

    def children(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids of the children in file order."""
        return self._children.get((facet, concept_id), ())

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Return whether a concept only groups others ("Respiratory conditions"), so that no study is about it."""
        concept = self.get(facet.name, concept_id)
        return concept is not None and (concept.group or (facet.tops_group and not concept.parents))

    def names_below(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the names of the concept and of all its descendants, without ambiguous acronyms."""
        queue, names = [concept_id], dict[str, None]()
        while queue:
            concept = self.get(facet, queue.pop(0))
            if concept:
                names |= dict.fromkeys(name for name in concept.names if name not in concept.ambiguous)
                queue += self.children(facet, concept.id)
        return tuple(names)

    def closure(self, facet: str, concept_ids: Iterable[str]) -> frozenset[str]:
        """Return the ids with all their ancestors: the concepts that match a document of these ids."""
        return frozenset(found for concept in concept_ids for found in (concept, *self.ancestors(facet, concept)))

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids in their order, each once, without those that are ancestors of another one."""
        ids = tuple(dict.fromkeys(concept_ids))
        ancestors = {ancestor for concept in ids for ancestor in self.ancestors(facet, concept)}
        return tuple(concept for concept in ids if concept not in ancestors)

    def to_json(self) -> str:
        """Return the vocabulary as JSON for :func:`from_json`; equal concepts give equal text."""
        return json.dumps([asdict(concept) for concept in self], ensure_ascii=False)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all concepts in hexadecimal. Vocabularies with equal fingerprints behave equally."""
        return sha256(self.to_json().encode()).hexdigest()

    def _find_ancestors(self, facet: str, concept_id: str) -> Iterator[str]:
        queue = list(self._concepts[facet, concept_id].parents)
        seen: set[str] = set()
        while queue:
            parent = queue.pop(0)
            if parent not in seen:
                seen.add(parent)
                yield parent
                queue += self._concepts[facet, parent].parents


@lru_cache(maxsize=2)  # generations of an index mostly have the same vocabulary
def from_json(text: str) -> Vocabulary:
    """Return the vocabulary that :meth:`Vocabulary.to_json` wrote."""
    return Vocabulary(Concept(**dict(map(_immutable, stored.items()))) for stored in json.loads(text))


def _immutable(item: tuple[str, Any]) -> tuple[str, Any]:
    key, value = item
    return key, tuple(value) if isinstance(value, list) else value
