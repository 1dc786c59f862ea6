"""The vocabulary: the concepts of all facets, their hierarchy, and lookup by name, tissue or external identifier."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from indexer.errors import did_you_mean
from indexer.summaries.facets import Facet
from indexer.text.analysis import terms, words
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.names import NameMatch, NameTables

_LONGEST_NAME = 8  # terms


class LabelEntry(NamedTuple):
    """The alphabetical position of a concept in its facet, the label of the concept, and the id of its main parent."""

    position: int
    label: str
    parent: str | None


class Vocabulary:
    """All concepts in file order, with their hierarchy and their names. A vocabulary is immutable.

    A name is recognized as written or inflected (plural, possessive, British spelling), in any case.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {(concept.facet, concept.id): concept for concept in concepts}
        self._positions = {key: position for position, key in enumerate(self._concepts)}
        self._ancestors = {key: tuple(self._find_ancestors(*key)) for key in self._concepts}
        self._label_orders: dict[str, dict[str, LabelEntry]] = {}
        self._children: dict[tuple[str, str], tuple[str, ...]] = {}
        for concept in self:
            for parent in concept.parents:
                key = (concept.facet, parent)
                self._children[key] = (*self._children.get(key, ()), concept.id)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, facet: str, concept_id: str) -> Concept | None:
        """Return the concept, or None if the facet has no concept with this id."""
        return self._concepts.get((facet, concept_id))

    def position(self, facet: str, concept_id: str) -> int:
        """Return the position of the concept in file order. Raises KeyError for an unknown concept."""
        return self._positions[facet, concept_id]

    def label(self, facet: str, concept_id: str) -> str:
        """Return the label of the concept, or ``concept_id`` if the concept is unknown."""
        concept = self.get(facet, concept_id)
        return concept.label if concept else concept_id

    def label_order(self, facet: str) -> Mapping[str, LabelEntry]:
        """Return a mapping of concept id to LabelEntry for the facet, in alphabetical order of the labels."""
        if facet not in self._label_orders:
            concepts = sorted((c for c in self if c.facet == facet), key=lambda c: (c.label.casefold(), c.id))
            self._label_orders[facet] = {
                concept.id: LabelEntry(position, concept.label, next(iter(concept.parents), None))
                for position, concept in enumerate(concepts)
            }
        return self._label_orders[facet]

    def ancestors(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids of all ancestors without duplicates, nearest first, or () for an unknown concept."""
        return self._ancestors.get((facet, concept_id), ())

    def children(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids of the children of a concept in file order."""
        return self._children.get((facet, concept_id), ())

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Return whether a concept only groups other concepts.

        A concept is a group if ``group`` is True, or if it has no parent and ``facet.tops_group`` is True.
        """
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
        """Return ``concept_ids`` and all their ancestors.

        A document that is tagged with ``concept_ids`` is a hit for a filter by any of the returned ids.
        """
        return frozenset(c for concept in concept_ids for c in (concept, *self.ancestors(facet, concept)))

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids in the given order, without duplicates and without ancestors of other given ids."""
        ids = tuple(dict.fromkeys(concept_ids))
        ancestors = {ancestor for concept in ids for ancestor in self.ancestors(facet, concept)}
        return tuple(concept for concept in ids if concept not in ancestors)

    @cached_property  # most worker processes never look up a name
    def _names(self) -> NameTables:
        return NameTables(self)

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of all concepts with the label, synonym or acronym ``value``.

        If ``value`` is a concept id, return only this id.
        """
        if self.get(facet.name, value):
            return (value,)
        return tuple(dict.fromkeys(match.concept for match in self._names.exact(facet.name, value)))

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts whose ``xrefs`` map ``scheme`` ("mesh", "mondo") to ``identifier``."""
        return tuple(self._names.by_xref.get((facet.name, scheme, identifier), ()))

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts that ``phrase`` names, in the order of their names in the phrase.

        If several names start at the same word, only the longest one counts. Weak and ambiguous names don't count.
        """
        phrase_words, ids, at = words(phrase), dict[str, None](), 0
        while at < len(phrase_words):
            for end in range(min(len(phrase_words), at + _LONGEST_NAME), at, -1):
                matches = self._names.exact(facet.name, phrase_words[at:end])
                clear = [match.concept for match in matches if self._is_clear(match)]
                if clear:
                    ids[clear[-1]] = None
                    at = end - 1
                    break
            at += 1
        return tuple(ids)

    def can_start_name(self, text: str) -> bool:
        """Return whether any word of ``text`` is the first word of a concept's name."""
        return not self._names.first_terms.isdisjoint(terms(text))

    def names_in_facets(self, facets: Iterable[Facet], text: str) -> list[NameMatch]:
        """Return a match for each concept of the facets that ``text`` names. A concept has one match at most.

        If a facet has no such concept, the names are compared without stopwords. "osteoarthritis knee" is then equal to
        "osteoarthritis of the knee".
        """
        found: dict[tuple[str, str], NameMatch] = {}
        for facet in facets:
            for match in self._names.exact(facet.name, text) or self._names.without_stopwords(facet.name, text):
                found.setdefault(match[:2], match)
        return list(found.values())

    def _is_clear(self, match: NameMatch) -> bool:
        concept = self._concepts[match[:2]]
        return match.name not in (*concept.ambiguous, *concept.weak)

    def from_tissue(self, facet: Facet, tissue: str) -> tuple[str, ...]:
        """Return the ids of the concepts with ``tissue`` among their ``source_terms``."""
        wanted = terms(tissue)
        return tuple(
            concept.id
            for concept in self
            if concept.facet == facet.name and any(terms(source) == wanted for source in concept.source_terms)
        )

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` with the id of the most similar concept, or None if no name is similar."""
        concepts = [concept for concept in self if concept.facet == facet.name]
        names = {name: concept.id for concept in concepts for name in concept.names}
        hint = did_you_mean(value, [*(concept.id for concept in concepts), *names])
        if hint is None:
            return None
        name = hint.split('"')[1]
        return f'did you mean "{names.get(name, name)}"?'

    def to_json(self) -> str:
        """Return the vocabulary as JSON for :func:`from_json`. The texts of equal vocabularies are equal."""
        return json.dumps([asdict(concept) for concept in self], ensure_ascii=False)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all concepts in hexadecimal. Vocabularies with equal fingerprints are equal."""
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
    """Return the vocabulary in a text that :meth:`Vocabulary.to_json` returned."""
    return Vocabulary(Concept(**dict(map(_immutable, stored.items()))) for stored in json.loads(text))


def _immutable(item: tuple[str, Any]) -> tuple[str, Any]:
    key, value = item
    return key, tuple(value) if isinstance(value, list) else value
