"""The controlled terms: concepts with labels, synonyms, acronyms and parents, read from a folder of YAML files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from indexer.errors import InvalidVocabulary, Problem, did_you_mean
from indexer.language.analysis import is_stopword, spans, term, terms
from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.summaries.located_yaml import Mistake, Node, parse
from indexer.summaries.summary import slug

_LISTS = ("synonyms", "acronyms", "ambiguous", "weak", "source_terms", "site_terms")
_LONGEST_NAME = 8  # terms
_KEYS = ("id", "label", "parent", "broader", "facet", "group", "derived", "xrefs", *_LISTS)


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


class Listed(NamedTuple):
    """A concept in a list of a facet's labels: its place, its label, and the nearest concept above it, if any."""

    place: int
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
        self._listings: dict[str, dict[str, Listed]] = {}
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

    def place(self, facet: str, concept_id: str) -> int:
        """Return the place of the concept in file order; raises KeyError for an unknown one."""
        return self._places[facet, concept_id]

    def label(self, facet: str, concept_id: str) -> str:
        """Return the concept's label, or its id where the vocabulary does not know it."""
        concept = self.get(facet, concept_id)
        return concept.label if concept else concept_id

    def ancestors(self, facet: str, concept_id: str) -> tuple[str, ...]:
        """Return the ids above the concept, nearest first, each once; () for an unknown one."""
        return self._ancestors.get((facet, concept_id), ())

    def listing(self, facet: str) -> Mapping[str, Listed]:
        """Return where each concept of the facet stands in a list of their labels, by id; with label and parent."""
        if facet not in self._listings:
            concepts = sorted((c for c in self if c.facet == facet), key=lambda c: (c.label.casefold(), c.id))
            self._listings[facet] = {
                concept.id: Listed(place, concept.label, next(iter(self.ancestors(facet, concept.id)), None))
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

    def identified(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts that are ``identifier`` in ``scheme`` ("mesh", "mondo"), as ``xrefs`` say."""
        return tuple(self._names.by_identifier.get((facet.name, scheme, identifier), ()))

    def is_shelf(self, facet: Facet, concept_id: str) -> bool:
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

    def may_begin(self, words: str) -> bool:
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


def load_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary in ``folder``: one file a facet, named in FACETS; a file that is absent is empty.

    Raises InvalidVocabulary with every Problem: no file at all, not YAML, unknown keys, an id used twice, a
    parent that is not there, a cycle, a term of two concepts that neither marks as ambiguous.
    """
    form = _Form(folder)
    for source in dict.fromkeys(facet.source for facet in FACETS):
        if (folder / source).is_file():
            form.read(folder / source)
    if not form.lines and not form.problems:
        wanted = ", ".join(dict.fromkeys(facet.source for facet in FACETS))
        form.problems.append(Problem(str(folder), None, "no vocabulary here", f"it should hold {wanted}"))
    form.check_parents()
    form.check_terms()
    if form.problems:
        raise InvalidVocabulary(form.problems)
    return Vocabulary(form.concepts.values())


class _Form:
    """A folder being read: collects concepts, where they stand, and what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.concepts: dict[tuple[str, str], Concept] = {}
        self.lines: dict[tuple[str, str], tuple[str, int]] = {}
        self.problems: list[Problem] = []

    def read(self, path: Path) -> None:
        facet = next(facet for facet in FACETS if facet.source == path.name)
        try:
            root = parse(path.read_text(encoding="utf-8-sig"))
        except Mistake as mistake:
            self._wrong(path, mistake)
            return
        except (UnicodeDecodeError, OSError) as error:
            self.problems.append(Problem(str(path), None, f"cannot be read: {error}", "save it as UTF-8"))
            return
        for item in root.value if isinstance(root.value, list) else [root] if root.value is not None else []:
            try:
                self._add(path, item, facet)
            except Mistake as mistake:
                self._wrong(path, mistake)

    def _add(self, path: Path, item: Node, facet: Facet) -> None:
        if not isinstance(item.value, dict):
            raise Mistake(item.line, "not a concept", 'write "- id: ..."')
        given = item.value
        for key, node in given.items():
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS) or f"known are {', '.join(_KEYS)}"
                raise Mistake(node.line, f'unknown key "{key}"', hint)
        concept = self._concept(item.line, given, facet)
        key_of = (concept.facet, concept.id)
        if key_of in self.concepts:
            where, line = self.lines[key_of]
            raise Mistake(item.line, f'id "{concept.id}" is taken', f"it stands in {where}:{line} too; rename one")
        self.concepts[key_of] = concept
        self.lines[key_of] = (str(path), item.line)

    def _concept(self, line: int, given: dict[str, Node], facet: Facet) -> Concept:
        texts = {key: _text(given[key]) for key in ("id", "label") if key in given}
        for key in ("id", "label"):
            if not texts.get(key):
                raise Mistake(line, f"a concept without {key}", f'add "{key}: ..."')
        if slug(texts["id"]) != texts["id"]:
            raise Mistake(line, f'id "{texts["id"]}" cannot stand in an address', f"write {slug(texts['id'])}")
        facet_name = _text(given["facet"]) if "facet" in given else facet.name
        if facet_name not in BY_NAME:
            raise Mistake(given["facet"].line, f'unknown facet "{facet_name}"', f"known are {', '.join(BY_NAME)}")
        parents = [_text(given[key]) for key in ("parent", "broader") if key in given]
        lists = {key: tuple(text for text, _ in given[key].texts()) for key in _LISTS if key in given}
        xrefs = given["xrefs"].value if "xrefs" in given else None
        return Concept(
            id=texts["id"],
            facet=facet_name,
            label=texts["label"],
            parents=tuple(parent for parent in parents if parent),
            group="group" in given and _text(given["group"]) == "true",
            derived="derived" in given and _text(given["derived"]) == "true",
            xrefs={name: _text(node) for name, node in xrefs.items()} if isinstance(xrefs, dict) else {},
            **lists,
        )

    def check_parents(self) -> None:
        for (facet, _), concept in self.concepts.items():
            for parent in concept.parents:
                if (facet, parent) not in self.concepts:
                    ids = [concept_id for name, concept_id in self.concepts if name == facet]
                    hint = did_you_mean(parent, ids) or "add it or correct the name"
                    self._note(concept, f'parent "{parent}" is not there', hint)
                elif self._reaches(facet, parent, concept.id):
                    self._note(concept, f'"{concept.id}" stands above itself', "correct one parent of the ring")

    def check_terms(self) -> None:
        claimed: dict[tuple[str, tuple[str, ...]], tuple[Concept, str]] = {}
        for concept in self.concepts.values():
            for name in concept.names:
                # Acronyms differ by case (AD is not "ad"); words do not.
                key = (concept.facet, (name,) if name in concept.acronyms else terms(name))
                other, others_name = claimed.setdefault(key, (concept, name))
                if other.id != concept.id and not (name in concept.ambiguous and others_name in other.ambiguous):
                    where, line = self.lines[other.facet, other.id]
                    remedy = f'"{other.id}" ({where}:{line}) has it too; mark it as ambiguous in both'
                    self._note(concept, f'"{name}" of "{concept.id}" is claimed twice', remedy)

    def _reaches(self, facet: str, start: str, goal: str) -> bool:
        waiting, seen = [start], set[str]()
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            if here not in seen and (facet, here) in self.concepts:
                seen.add(here)
                waiting += self.concepts[facet, here].parents
        return False

    def _note(self, concept: Concept, what: str, remedy: str) -> None:
        where, line = self.lines[concept.facet, concept.id]
        self.problems.append(Problem(where, line, what, remedy))

    def _wrong(self, path: Path, mistake: Mistake) -> None:
        self.problems.append(Problem(str(path), mistake.line, mistake.what, mistake.remedy))


def _text(node: Node) -> str:
    if node.value is not None and not isinstance(node.value, str):
        raise Mistake(node.line, "one word or phrase is wanted here", "write it after the colon")
    return (node.value or "").strip()
