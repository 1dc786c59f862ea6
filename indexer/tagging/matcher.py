"""Where a text names concepts: one pass of a trie over its words, the longest term at each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress, count
from typing import NamedTuple

from indexer.text.analysis import spans, term
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.model import Vocabulary

ConceptKey = tuple[str, str]  # facet, concept id
_MOST_SPELLINGS = 64  # of a term: in capitals, with a hyphen and so on
# Written as one word or as two: "intra-articular", "intraarticular".
_PREFIXES = tuple(
    "intra inter peri sub trans endo epi supra retro extra micro non pre post anti multi neo auto".split()
)


@dataclass(frozen=True, eq=False)
class Sense:
    """One way to read a term.

    ``role`` is "concept" where the term names it; "source" where it is the tissue of a cell (``concept`` is then
    the cell from there); "head" where it is a word for cells of the kind whose sources are known; "sourced" where
    it is both; "site" where it is the place to which a route leads.
    ``acronym`` is the spelling asked for, None for words in any case.
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
    def kind(self) -> ConceptKey:
        """The facet and id of the cell that a tissue's cell is a kind of."""
        return self.concept.facet, self.concept.parents[0] if self.concept.parents else ""


class SenseSet:
    """All ways to read one term, by role: looked at for every term of every text, so sorted once."""

    def __init__(self, readings: tuple[Sense, ...]) -> None:
        self.all = readings
        by_role: dict[str, list[Sense]] = {}
        for reading in readings:
            by_role.setdefault(reading.role, []).append(reading)
        self.concepts = by_role.get("concept", [])
        self.sourced = by_role.get("sourced", [])
        self.heads = by_role.get("head", [])
        self.sites = by_role.get("site", [])
        self.sources = [reading for reading in by_role.get("source", []) if reading.concept.facet != "donor"]
        self.owners = [reading for reading in by_role.get("source", []) if reading.concept.facet == "donor"]
        # The only way to read it, whatever else the text says.
        self.certain = not self.sourced and all(reading.acronym is None for reading in self.concepts)
        # The only way unless the text defines a short form otherwise.
        self.clear = not self.sourced and not any(reading.ambiguous for reading in self.concepts)
        # Whether it may name something together with other words.
        self.partial = bool(self.sources or self.sites or self.owners)
        self.concept_keys = {reading.key for reading in self.concepts}
        self.head_keys = {reading.key for reading in self.heads}
        # What it surely names.
        self.named = [reading for reading in self.concepts if not reading.ambiguous]
        self.named_keys = {reading.key for reading in self.named}
        self.names_cells = any(reading.concept.facet == "cell_type" for reading in readings)


@lru_cache(maxsize=1 << 14)  # most names of a concept are read alike
def _readings(readings: tuple[Sense, ...]) -> SenseSet:
    return SenseSet(readings)


class TermMatch(NamedTuple):
    """A term found in the words numbered ``first`` to ``last``, with all ways to read it."""

    first: int
    last: int
    readings: SenseSet


class _Branch:
    """The terms that begin with the same words: how these words are read by themselves, and what may follow them."""

    __slots__ = ("_fitting", "cased", "following", "readings")

    def __init__(self) -> None:
        self.following: dict[str, _Branch] = {}
        self.readings: SenseSet | None = None
        self.cased = False  # whether some of the readings ask for a spelling
        self._fitting: dict[str, SenseSet | None] = {}  # by spelling, those met so far

    def add(self, reading: Sense) -> None:
        known = self.readings.all if self.readings else ()
        # "intrathecal" and "intrathecally" are one term: the mention must not count twice.
        if not any((r.key, r.role, r.acronym) == (reading.key, reading.role, reading.acronym) for r in known):
            self.readings = _readings((*known, reading))
            self.cased |= reading.acronym is not None

    def spelt(self, surface: str) -> SenseSet | None:
        """Return the readings that go with how the words are written, None where none does."""
        if surface in self._fitting:
            return self._fitting[surface]
        known = self.readings.all if self.readings else ()
        fitting = tuple(r for r in known if r.acronym is None or _spelt(surface, r.acronym))
        readings = _readings(fitting) if fitting else None
        if len(self._fitting) < _MOST_SPELLINGS:
            self._fitting[surface] = readings
        return readings


class Matcher:
    """Finds the terms of a vocabulary in any text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._root = _Branch()
        self.acronyms = frozenset(name for concept in vocabulary for name in concept.acronyms)
        for concept in vocabulary:
            plain, weak = Sense(concept), Sense(concept, weak=True)
            for name in (concept.label, *concept.synonyms):
                self._add(name, weak if name in concept.weak else plain)
            for name in concept.acronyms:
                reading = Sense(concept, acronym=name, ambiguous=name in concept.ambiguous, weak=name in concept.weak)
                self._add(name, reading)
            self._add_all(concept.source_terms, Sense(concept, role="source"))
            self._add_all(concept.site_terms, Sense(concept, role="site"))
        for parent in _with_sources(vocabulary):
            heads = tuple(_heads(parent))
            self._add_all(heads, Sense(parent, role="head"))
            for concept in vocabulary:
                if concept.source_terms and concept.parents[:1] == (parent.id,) and concept.facet == parent.facet:
                    names = (f"{source} {head}" for source in concept.source_terms for head in heads)
                    self._add_all(names, Sense(concept, role="sourced"))

    def matches(self, words: TokenizedText) -> list[TermMatch]:
        """Return what the words name, in order and not overlapping; case-sensitive readings only where they fit."""
        # No term goes on behind the end of a clause, so that there is always a word more to look at.
        root, terms = self._root.following, [*words.terms, CLAUSE_END]
        found: list[TermMatch] = []
        free = 0
        for first in compress(count(), map(root.__contains__, terms)):
            branch = root[terms[first]]
            if first < free or (branch.readings is None and terms[first + 1] not in branch.following):
                continue
            here, last, readings = first, first, None
            while True:
                fitting = branch.spelt(words.surface(first, here)) if branch.cased else branch.readings
                if fitting is not None:
                    last, readings = here, fitting
                here += 1
                if terms[here] not in branch.following:
                    break
                branch = branch.following[terms[here]]
            if readings is not None:
                found.append(tuple.__new__(TermMatch, (first, last, readings)))  # a third of the time of Match(...)
                free = last + 1
        return found

    def _add_all(self, names: Iterable[str], reading: Sense) -> None:
        for name in names:
            self._add(name, reading)

    def _add(self, name: str, reading: Sense) -> None:
        plain = [name[start:end] for start, end in spans(name)]
        for spelling in _spellings(plain) if reading.acronym is None else (plain,):
            branch = self._root
            for word in spelling:
                known = term(word)
                if known not in branch.following:
                    branch.following[known] = _Branch()
                branch = branch.following[known]
            if branch is not self._root:
                branch.add(reading)


def _spelt(surface: str, acronym: str) -> bool:
    if surface == acronym or surface == f"{acronym}s":
        return True
    plain = acronym.replace("-", "")
    return len(plain) > 3 and surface.replace("-", "").replace(" ", "") in (plain, f"{plain}s")


def _spellings(name: list[str]) -> Iterator[list[str]]:
    """Yield a term's words as they are, and with each prefix written apart and written on."""
    yield name
    for at, word in enumerate(name):
        small = word.lower()
        if not small.startswith(_PREFIXES):
            continue
        if small in _PREFIXES and at + 1 < len(name):
            yield [*name[:at], word + name[at + 1], *name[at + 2 :]]
        for prefix in _PREFIXES:
            if small.startswith(prefix) and len(word) > len(prefix) + 3:
                yield [*name[:at], prefix, word[len(prefix) :], *name[at + 1 :]]


def _with_sources(vocabulary: Vocabulary) -> list[Concept]:
    """Return the concepts whose children are told apart by their tissue: here, mesenchymal stem cells."""
    parents = {(c.facet, c.parents[0]): None for c in vocabulary if c.source_terms and c.parents}
    return [concept for key in parents if (concept := vocabulary.get(*key))]


def _heads(concept: Concept) -> Iterator[str]:
    """Yield the general words at the end of a concept's names: "stem cell" of "mesenchymal stem cell"."""
    for name in (concept.label, *concept.synonyms):
        words = name.split()
        if len(words) > 2:
            yield " ".join(words[-2:])
    yield concept.label.split()[-1]
