"""Text -> mentions of concepts -> the facets of a summary that came without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.language.analysis import Token, terms, tokens
from indexer.language.vocabulary import Concept, Vocabulary
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Concepts, Summary


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text: ``text[start:end]``, ``end`` exclusive."""

    facet: str
    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a matched term. ``acronym`` is its spelling, None for words in any case."""

    concept: Concept
    acronym: str | None = None
    ambiguous: bool = False
    weak: bool = False

    def allows(self, surface: str) -> bool:
        return self.acronym is None or surface in (self.acronym, f"{self.acronym}s")


@dataclass(slots=True)
class _Branch:
    """A node of the trie over tokens."""

    next: dict[str, _Branch] = field(default_factory=dict)
    readings: list[_Reading] = field(default_factory=list)


class Tagger:
    """Finds the concepts of a vocabulary in text, by the longest match at each place."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._root = _Branch()
        for concept in vocabulary:
            for name in (concept.label, *concept.synonyms):
                self._add(name, _Reading(concept, weak=name in concept.weak))
            for name in concept.acronyms:
                self._add(name, _Reading(concept, name, name in concept.ambiguous, name in concept.weak))

    def tag(self, summary: Summary) -> Summary:
        """Return the summary with the facets that were not given found in its title and text."""
        missing = [facet.field for facet in FACETS if facet.field not in summary.facets]
        if not missing:
            return summary
        found = self.concepts(summary.title, summary.text)
        return summary.with_found({name: found[name] for name in missing})

    def concepts(self, title: str, text: str) -> dict[str, Concepts]:
        """Return the concept ids that a text is about by facet field, most specific only, most named first.

        A concept counts when the title names it, or the text does as often as its facet asks (``enough``); a
        weak term asks for two mentions, and a concept that only groups others for twice as many.
        """
        times: dict[tuple[str, str], float] = defaultdict(float)
        for weight, part in ((2.0, title), (1.0, text)):
            for mention, weak in self._mentions(part, known_from=f"{title}\n{text}"):
                # Every mention adds its share of what is enough.
                enough = 2 if weak else BY_NAME[mention.facet].enough
                times[mention.facet, mention.concept] += weight / (enough * self._generality(mention))
        found = {}
        for facet in FACETS:
            ids = [concept for (name, concept), share in times.items() if name == facet.name and share >= 1]
            ids.sort(key=lambda concept: -times[facet.name, concept])
            found[facet.field] = self._vocabulary.most_specific(facet.name, ids)
        return found

    def _generality(self, mention: Mention) -> int:
        above = self._vocabulary.ancestors(mention.facet, mention.concept)
        below = self._vocabulary.children(mention.facet, mention.concept)
        return 2 if BY_NAME[mention.facet].tops_group and below and not above else 1

    def mentions(self, text: str) -> list[Mention]:
        """Return the mentions in text order; they do not overlap, but one place may mention two concepts."""
        return [mention for mention, _ in self._mentions(text, known_from=text)]

    def _mentions(self, text: str, known_from: str) -> Iterator[tuple[Mention, bool]]:
        known = {
            reading.concept.id
            for _, _, readings in self._matches(known_from)
            for reading in readings
            if not reading.ambiguous
        }
        for start, end, readings in self._matches(text):
            for reading in readings:
                if not reading.ambiguous or reading.concept.id in known:
                    yield Mention(reading.concept.facet, reading.concept.id, start, end), reading.weak

    def _matches(self, text: str) -> Iterator[tuple[int, int, list[_Reading]]]:
        """Yield (start, end, readings) of the longest term at each place, going on behind it."""
        words = list(tokens(text))
        at = 0
        while at < len(words):
            length, readings = self._longest(text, words, at)
            if readings:
                yield words[at].start, words[at + length - 1].end, readings
            at += length

    def _longest(self, text: str, words: list[Token], at: int) -> tuple[int, list[_Reading]]:
        branch, longest, found = self._root, 1, list[_Reading]()
        for here in range(at, len(words)):
            following = branch.next.get(words[here].text)
            if following is None:
                break
            branch = following
            surface = text[words[at].start : words[here].end]
            if allowed := [reading for reading in branch.readings if reading.allows(surface)]:
                longest, found = here - at + 1, allowed
        return longest, found

    def _add(self, name: str, reading: _Reading) -> None:
        branch = self._root
        for word in terms(name):
            branch = branch.next.setdefault(word, _Branch())
        # "intrathecal" and "intrathecally" are one term: the mention must not count twice.
        if branch is not self._root and reading not in branch.readings:
            branch.readings.append(reading)
