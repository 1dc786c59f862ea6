"""Where a text names concepts: one pass of a trie over its words, the longest term at each place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from indexer.language.analysis import term, words
from indexer.language.vocabulary import Concept, Vocabulary

_READINGS = ""  # the key of a branch's readings; no word is empty
# Written as one word or as two: "intra-articular", "intraarticular".
_PREFIXES = tuple(
    "intra inter peri sub trans endo epi supra retro extra micro non pre post anti multi neo auto".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a term.

    ``role`` is "concept" where the term names it; "source" where it is the tissue of a cell (``concept`` is then
    the cell from there); "head" where it is a word for cells of the kind whose sources are known.
    ``acronym`` is the spelling asked for, None for words in any case.
    """

    concept: Concept
    role: str = "concept"
    acronym: str | None = None
    ambiguous: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A term found at ``text[start:end]``, with all ways to read it; ``first`` and ``last`` are its words' numbers."""

    start: int
    end: int
    first: int
    last: int
    readings: tuple[Reading, ...]


class Matcher:
    """Finds the terms of a vocabulary in any text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._root: dict[str, Any] = {}
        for concept in vocabulary:
            for name in (concept.label, *concept.synonyms):
                self._add(name, Reading(concept, weak=name in concept.weak))
            for name in concept.acronyms:
                reading = Reading(concept, acronym=name, ambiguous=name in concept.ambiguous, weak=name in concept.weak)
                self._add(name, reading)
            for name in concept.source_terms:
                self._add(name, Reading(concept, role="source"))
        for parent in _with_sources(vocabulary):
            heads = tuple(_heads(parent))
            for name in heads:
                self._add(name, Reading(parent, role="head"))
            for concept in vocabulary:
                if concept.source_terms and concept.parents[:1] == (parent.id,) and concept.facet == parent.facet:
                    for source in concept.source_terms:
                        for head in heads:
                            self._add(f"{source} {head}", Reading(concept, role="sourced"))

    def matches(self, text: str) -> Iterator[Match]:
        """Yield what ``text`` names, in order and not overlapping; case-sensitive readings only where they fit."""
        written, starts = words(text)
        found = list(map(term, written))
        root, at, count = self._root, 0, len(found)
        while at < count:
            branch = root.get(found[at])
            if branch is None:
                at += 1
                continue
            length, readings, here = 1, tuple[Reading, ...](), at
            while branch is not None:
                if _READINGS in branch:
                    surface = text[starts[at] : starts[here] + len(written[here])]
                    allowed = tuple(r for r in branch[_READINGS] if r.acronym is None or _spelt(surface, r.acronym))
                    if allowed:
                        readings, length = allowed, here - at + 1
                here += 1
                branch = branch.get(found[here]) if here < count else None
            last = at + length - 1
            if readings:
                yield Match(starts[at], starts[last] + len(written[last]), at, last, readings)
            at += length

    def _add(self, name: str, reading: Reading) -> None:
        plain = words(name)[0]
        for spelling in _spellings(plain) if reading.acronym is None else (plain,):
            branch = self._root
            for word in spelling:
                branch = branch.setdefault(term(word), {})
            if branch is not self._root:
                readings = branch.setdefault(_READINGS, [])
                # "intrathecal" and "intrathecally" are one term: the mention must not count twice.
                known = {(r.concept.facet, r.concept.id, r.role, r.acronym) for r in readings}
                if (reading.concept.facet, reading.concept.id, reading.role, reading.acronym) not in known:
                    readings.append(reading)


def _spelt(surface: str, acronym: str) -> bool:
    if surface == acronym or surface == f"{acronym}s":
        return True
    plain = acronym.replace("-", "")
    return len(plain) > 3 and surface.replace("-", "").replace(" ", "") in (plain, f"{plain}s")


def _spellings(name: list[str]) -> Iterator[list[str]]:
    """Yield a term's words as they are, and with each prefix written apart and written on."""
    yield name
    for at, word in enumerate(name):
        if word.lower() in _PREFIXES and at + 1 < len(name):
            yield [*name[:at], word + name[at + 1], *name[at + 2 :]]
        for prefix in _PREFIXES:
            if word.lower().startswith(prefix) and len(word) > len(prefix) + 3:
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
