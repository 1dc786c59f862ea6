"""Lookup of concepts by name, by identifier in another vocabulary, and by tissue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from indexer.errors import did_you_mean
from indexer.summaries.facets import Facet
from indexer.text.analysis import is_stopword, spans, term, terms
from indexer.vocabulary.concept import Concept

_LONGEST_NAME = 8  # terms


class NamedConcepts:
    """Concepts in file order, found by id and by name. Names match in any case and inflection, as indexed terms do."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts = {(concept.facet, concept.id): concept for concept in concepts}

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def get(self, facet: str, concept_id: str) -> Concept | None:
        """Return the concept, or None if the facet has no concept of that id."""
        return self._concepts.get((facet, concept_id))

    @cached_property
    def _names(self) -> _NameTables:
        return _NameTables(self)  # built at the first lookup: most worker processes never look up a name

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of all concepts with this id, label, synonym or acronym."""
        if self.get(facet.name, value):
            return (value,)
        return tuple(self._names.by_name.get((facet.name, terms(value)), ()))

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts whose ``xrefs`` give ``identifier`` for ``scheme`` ("mesh", "mondo")."""
        return tuple(self._names.by_xref.get((facet.name, scheme, identifier), ()))

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts that ``phrase`` names, in order; at each place the longest name counts.

        Weak and ambiguous names don't count.
        """
        words, ids, at = terms(phrase), dict[str, None](), 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
                concept_id = self._names.by_clear_name.get((facet.name, words[at:end]))
                if concept_id:
                    ids[concept_id] = None
                    at = end - 1
                    break
            at += 1
        return tuple(ids)

    def can_start_name(self, words: str) -> bool:
        """Return whether a name can start with one of ``words``."""
        return not self._names.first_terms.isdisjoint((*terms(words), *_content_terms(words)))

    def meanings(self, facets: Iterable[Facet], name: str) -> list[tuple[str, str]]:
        """Return the (facet, id) of all concepts with this name.

        A facet without such a concept is searched again without stopwords: "osteoarthritis knee" then finds
        "osteoarthritis of the knee".
        """
        exact, content = terms(name), _content_terms(name)
        return [
            (facet.name, concept)
            for facet in facets
            for concept in (
                self._names.by_name.get((facet.name, exact))
                or self._names.by_content_terms.get((facet.name, content))
                or ()
            )
        ]

    def from_tissue(self, facet: Facet, tissue: str) -> tuple[str, ...]:
        """Return the ids of the concepts with ``tissue`` among their ``source_terms``."""
        wanted = terms(tissue)
        return tuple(
            concept.id
            for concept in self
            if concept.facet == facet.name and any(terms(source) == wanted for source in concept.source_terms)
        )

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` with the id of the closest concept, or None if no name is close."""
        concepts = [concept for concept in self if concept.facet == facet.name]
        names = {name: concept.id for concept in concepts for name in concept.names}
        hint = did_you_mean(value, [*(concept.id for concept in concepts), *names])
        if hint is None:
            return None
        name = hint.split('"')[1]
        return f'did you mean "{names.get(name, name)}"?'


class _NameTables:
    """Hash tables from names to concept ids. Keys are (facet, terms of the name).

    ``by_content_terms`` ignores stopwords and holds names of two or more other terms. ``by_clear_name`` leaves out
    weak and ambiguous names. Keys of ``by_xref`` are (facet, scheme, identifier). ``first_terms`` are the terms that
    a name starts with.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.by_name: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        self.by_content_terms: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        self.by_clear_name: dict[tuple[str, tuple[str, ...]], str] = {}
        self.by_xref: dict[tuple[str, str, str], list[str]] = {}
        for concept in concepts:
            for xref in concept.xrefs.items():
                self.by_xref.setdefault((concept.facet, *xref), []).append(concept.id)
            for name in (concept.id, *concept.names):
                key = (concept.facet, terms(name))
                self.by_name.setdefault(key, {})[concept.id] = None
                if name in concept.names and name not in concept.ambiguous and name not in concept.weak:
                    self.by_clear_name[key] = concept.id
                content = _content_terms(name)
                if len(content) > 1:  # "knee" must not find "into the knee"
                    self.by_content_terms.setdefault((concept.facet, content), {})[concept.id] = None
        self.first_terms = {name[0] for _, name in (*self.by_name, *self.by_content_terms) if name}


def _content_terms(name: str) -> tuple[str, ...]:
    """Return the terms of a name without stopwords."""
    words = (name[start:end] for start, end in spans(name))
    return tuple(term(word) for word in words if not is_stopword(word))
