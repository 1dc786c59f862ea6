"""The controlled terms: concepts with labels, synonyms, acronyms and parents, read from a folder of YAML files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from indexer.errors import did_you_mean
from indexer.summaries.facets import Facet
from indexer.text.analysis import is_stopword, spans, term, terms

_LONGEST_NAME = 8  # terms


@dataclass(frozen=True, slots=True)
class Concept:
    """One controlled term. ``parents`` are ids of the same facet, the main one first.

    ``acronyms`` are matched as they are written; those in ``ambiguous`` count in a document only beside another
    term of the concept. ``weak`` terms are too common to count from one mention. ``source_terms`` name the
    tissue that turns "mesenchymal stem cell" into this concept, ``site_terms`` the place that names this route
    beside a word for giving ("injected into the calf muscle"). A ``group`` only groups others.
    What is ``derived``, and all below it, is made from another concept of its facet, which counts beside it
    ("exosomes of umbilical cord cells").
    """

    id: str
    facet: str
    label: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    source_terms: tuple[str, ...] = ()
    site_terms: tuple[str, ...] = ()
    group: bool = False
    derived: bool = False
    xrefs: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the synonyms, then the acronyms."""
        return (self.label, *self.synonyms, *self.acronyms)


class LabelEntry(NamedTuple):
    """A concept in a list of a facet's labels: its place, its label, and the nearest concept above it, if any."""

    position: int
    label: str
    parent: str | None


class _Names:
    """What concepts are called, by facet and terms; ``by_telling`` leaves out small words, ``by_plain_name`` doubts.

    ``by_identifier`` has them by what they are in other vocabularies (facet, scheme, identifier); ``first_terms`` are
    those that a name begins with.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.by_name: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        self.by_telling: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        self.by_plain_name: dict[tuple[str, tuple[str, ...]], str] = {}
        self.by_identifier: dict[tuple[str, str, str], list[str]] = {}
        for concept in concepts:
            for reference in concept.xrefs.items():
                self.by_identifier.setdefault((concept.facet, *reference), []).append(concept.id)
            for name in (concept.id, *concept.names):
                named = (concept.facet, terms(name))
                self.by_name.setdefault(named, {})[concept.id] = None
                if name in concept.names and name not in concept.ambiguous and name not in concept.weak:
                    self.by_plain_name[named] = concept.id
                telling = _telling(name)
                if len(telling) > 1:  # not "knee" for "into the knee"
                    self.by_telling.setdefault((concept.facet, telling), {})[concept.id] = None
        self.first_terms = {run[0] for _, run in (*self.by_name, *self.by_telling) if run}


class Vocabulary:
    """All concepts, by facet and id, in file order. Never changes once made."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {(concept.facet, concept.id): concept for concept in concepts}
        self._places = {key: place for place, key in enumerate(self._concepts)}
        self._ancestors = {key: tuple(self._climb(*key)) for key in self._concepts}
        self._listings: dict[str, dict[str, LabelEntry]] = {}
        self._children: dict[tuple[str, str], tuple[str, ...]] = {}
        for concept in self:
            for parent in concept.parents:
                key = (concept.facet, parent)
                self._children[key] = (*self._children.get(key, ()), concept.id)

    @cached_property
    def _names(self) -> _Names:
        return _Names(self)  # when first asked for: who tags only, or reads ids, asks for none

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, facet: str, concept_id: str) -> Concept | None:
        """Return the concept, or None where the facet has none of that id."""
        return self._concepts.get((facet, concept_id))

    def position(self, facet: str, concept_id: str) -> int:
        """Return the place of the concept in file order; raises KeyError for an unknown one."""
        return self._places[facet, concept_id]

    def label(self, facet: str, concept_id: str) -> str:
        """Return the concept's label, or its id where the vocabulary does not know it."""
        concept = self.get(facet, concept_id)
        return concept.label if concept else concept_id

    def ancestors(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids above the concept, nearest first, each once; () for an unknown one."""
        return self._ancestors.get((facet, concept_id), ())

    def label_order(self, facet: str) -> Mapping[str, LabelEntry]:
        """Return where each concept of the facet stands in a list of their labels, by id; with label and parent."""
        if facet not in self._listings:
            concepts = sorted((c for c in self if c.facet == facet), key=lambda c: (c.label.casefold(), c.id))
            self._listings[facet] = {
                concept.id: LabelEntry(place, concept.label, next(iter(self.ancestors(facet, concept.id)), None))
                for place, concept in enumerate(concepts)
            }
        return self._listings[facet]

    def children(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids right below the concept, in file order."""
        return self._children.get((facet, concept_id), ())

    def names_below(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the names of the concept and of all below it, but for acronyms that mean several things."""
        waiting, names = [concept_id], dict[str, None]()
        while waiting:
            concept = self.get(facet, waiting.pop(0))
            if concept:
                names |= dict.fromkeys(name for name in concept.names if name not in concept.ambiguous)
                waiting += self.children(facet, concept.id)
        return tuple(names)

    def closure(self, facet: str, concept_ids: Iterable[str]) -> frozenset[str]:
        """Return the ids and all that stand above them: what a document of these concepts is found under."""
        return frozenset(found for concept in concept_ids for found in (concept, *self.ancestors(facet, concept)))

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids, in their order, without those that stand above another of them."""
        given = tuple(dict.fromkeys(concept_ids))
        above = {parent for concept in given for parent in self.ancestors(facet, concept)}
        return tuple(concept for concept in given if concept not in above)

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids that ``value`` (an id, label, synonym or acronym, in any case) may mean."""
        if (facet.name, value) in self._concepts:
            return (value,)
        return tuple(self._names.by_name.get((facet.name, terms(value)), ()))

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts that are ``identifier`` in ``scheme`` ("mesh", "mondo"), as ``xrefs`` say."""
        return tuple(self._names.by_identifier.get((facet.name, scheme, identifier), ()))

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Whether a concept is a shelf ("Respiratory conditions") rather than a thing that a study is about."""
        concept = self.get(facet.name, concept_id)
        return concept is not None and (concept.group or (facet.tops_group and not concept.parents))

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts that a short phrase names beyond doubt, the longest names first taken.

        Names that are common or mean several things do not count.
        """
        words, found, at = terms(phrase), dict[str, None](), 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
                named = self._names.by_plain_name.get((facet.name, words[at:end]))
                if named:
                    found[named] = None
                    at = end - 1
                    break
            at += 1
        return tuple(found)

    def can_start_name(self, words: str) -> bool:
        """Whether a name can begin with these words, small ones before one that is not."""
        return not self._names.first_terms.isdisjoint((*terms(words), *_telling(words)))

    def meanings(self, facets: Iterable[Facet], name: str) -> list[tuple[str, str]]:
        """Return the concepts (facet and id) that ``name`` may mean, in any case.

        Where none is called so, small words do not count: "osteoarthritis knee" is "osteoarthritis of the knee".
        """
        written, telling = terms(name), _telling(name)
        return [
            (facet.name, concept)
            for facet in facets
            for concept in (
                self._names.by_name.get((facet.name, written))
                or self._names.by_telling.get((facet.name, telling))
                or ()
            )
        ]

    def from_tissue(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of the concepts whose tissue ``value`` names: "placenta" of a cell."""
        wanted = terms(value)
        return tuple(
            concept.id
            for concept in self
            if concept.facet == facet.name and any(terms(tissue) == wanted for tissue in concept.source_terms)
        )

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` with the closest concept's id, or None where nothing comes close."""
        names = {name: concept.id for concept in self if concept.facet == facet.name for name in concept.names}
        ids = [concept_id for name, concept_id in self._concepts if name == facet.name]
        hint = did_you_mean(value, [*ids, *names])
        if hint is None:
            return None
        name = hint.split('"')[1]
        return f'did you mean "{names.get(name, name)}"?'

    def to_json(self) -> str:
        """Return the vocabulary as text that :func:`from_json` reads back, the same for the same concepts."""
        return self._json

    @cached_property
    def _json(self) -> str:
        return json.dumps([asdict(concept) for concept in self], ensure_ascii=False)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all concepts: two vocabularies with the same one tag and search alike."""
        return sha256(self.to_json().encode()).hexdigest()

    def _climb(self, facet: str, concept_id: str) -> Iterator[str]:
        waiting = list(self._concepts[facet, concept_id].parents)
        seen: set[str] = set()
        while waiting:
            parent = waiting.pop(0)
            if parent not in seen:
                seen.add(parent)
                yield parent
                waiting += self._concepts[facet, parent].parents


def _telling(name: str) -> tuple[str, ...]:
    """Return the terms of a name, small words left out."""
    words = (name[start:end] for start, end in spans(name))
    return tuple(term(word) for word in words if not is_stopword(word))


@lru_cache(maxsize=2)  # one generation after another has the same, and it never changes
def from_json(text: str) -> Vocabulary:
    """Return the vocabulary that :meth:`Vocabulary.to_json` wrote."""
    return Vocabulary(Concept(**dict(map(_immutable, stored.items()))) for stored in json.loads(text))


def _immutable(item: tuple[str, Any]) -> tuple[str, Any]:
    key, value = item
    return key, tuple(value) if isinstance(value, list) else value
