"""Search for vocabulary terms in a text. A trie contains the terms. One pass finds the longest term at each place."""

from collections.abc import Iterable, Iterator
from itertools import compress, count

from indexer.tagging.senses import Sense, SenseSet, TermMatch, sense_set
from indexer.text.analysis import spans, term
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.model import Vocabulary

_MOST_SURFACES = 64  # cached spellings of each term, for example in capitals or with a hyphen
# Prefixes that can be separate words or parts of words: "intra-articular", "intraarticular".
_PREFIXES = tuple(
    "intra inter peri sub trans endo epi supra retro extra micro non pre post anti multi neo auto".split()
)


class _TrieNode:
    """Node of the trie for a sequence of terms: its senses, and a child node for each term that can follow."""

    __slots__ = ("_by_surface", "children", "is_cased", "senses")

    def __init__(self) -> None:
        self.children: dict[str, _TrieNode] = {}
        self.senses: SenseSet | None = None
        self.is_cased = False  # True if any sense requires an exact spelling
        self._by_surface: dict[str, SenseSet | None] = {}

    def add(self, sense: Sense) -> None:
        known = self.senses.all if self.senses else ()
        # Two names can have the same terms ("intrathecal", "intrathecally"), but a mention must count only once.
        if not any((s.key, s.role, s.acronym) == (sense.key, sense.role, sense.acronym) for s in known):
            self.senses = sense_set((*known, sense))
            self.is_cased |= sense.acronym is not None

    def senses_of(self, surface: str) -> SenseSet | None:
        """Return the senses that accept the spelling ``surface``, or None if no sense does."""
        if surface in self._by_surface:
            return self._by_surface[surface]
        known = self.senses.all if self.senses else ()
        allowed = tuple(s for s in known if s.acronym is None or _is_spelling(surface, s.acronym))
        senses = sense_set(allowed) if allowed else None
        if len(self._by_surface) < _MOST_SURFACES:
            self._by_surface[surface] = senses
        return senses


class Matcher:
    """Matcher that finds the terms of one vocabulary in texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._root = _TrieNode()
        self.acronyms = frozenset(name for concept in vocabulary for name in concept.acronyms)
        for concept in vocabulary:
            plain, weak = Sense(concept), Sense(concept, weak=True)
            for name in (concept.label, *concept.synonyms):
                self._add(name, weak if name in concept.weak else plain)
            for name in concept.acronyms:
                is_ambiguous, is_weak = name in concept.ambiguous, name in concept.weak
                self._add(name, Sense(concept, acronym=name, ambiguous=is_ambiguous, weak=is_weak))
            self._add_all(concept.source_terms, Sense(concept, role="source"))
            self._add_all(concept.site_terms, Sense(concept, role="site"))
        for parent in _parents_of_sourced(vocabulary):
            heads = tuple(_heads(parent))
            self._add_all(heads, Sense(parent, role="head"))
            for concept in vocabulary:
                if concept.source_terms and concept.parents[:1] == (parent.id,) and concept.facet == parent.facet:
                    names = (f"{source} {head}" for source in concept.source_terms for head in heads)
                    self._add_all(names, Sense(concept, role="sourced"))

    def matches(self, text: TokenizedText) -> list[TermMatch]:
        """Return the matches in text order. Matches don't overlap. Acronyms match case-sensitively."""
        # No match crosses a CLAUSE_END. The added CLAUSE_END at the end ensures that each word has a next word.
        root, terms = self._root.children, [*text.terms, CLAUSE_END]
        matches: list[TermMatch] = []
        free = 0
        for first in compress(count(), map(root.__contains__, terms)):
            node = root[terms[first]]
            if first < free or (node.senses is None and terms[first + 1] not in node.children):
                continue
            here, last, senses = first, first, None
            while True:
                allowed = node.senses_of(text.surface(first, here)) if node.is_cased else node.senses
                if allowed is not None:
                    last, senses = here, allowed
                here += 1
                if terms[here] not in node.children:
                    break
                node = node.children[terms[here]]
            if senses is not None:
                matches.append(tuple.__new__(TermMatch, (first, last, senses)))  # 3 times as fast as TermMatch()
                free = last + 1
        return matches

    def _add_all(self, names: Iterable[str], sense: Sense) -> None:
        for name in names:
            self._add(name, sense)

    def _add(self, name: str, sense: Sense) -> None:
        words = [name[start:end] for start, end in spans(name)]
        for spelling in _spellings(words) if sense.acronym is None else (words,):
            node = self._root
            for word in spelling:
                key = term(word)
                if key not in node.children:
                    node.children[key] = _TrieNode()
                node = node.children[key]
            if node is not self._root:
                node.add(sense)


def _is_spelling(surface: str, acronym: str) -> bool:
    """Return whether ``surface`` is ``acronym`` or its plural. From 4 letters on, ignore hyphens and blanks."""
    if surface == acronym or surface == f"{acronym}s":
        return True
    plain = acronym.replace("-", "")
    return len(plain) > 3 and surface.replace("-", "").replace(" ", "") in (plain, f"{plain}s")


def _spellings(name: list[str]) -> Iterator[list[str]]:
    """Yield ``name`` unchanged, then its variants. A variant joins a prefix to the next word or splits a prefix off."""
    yield name
    for at, word in enumerate(name):
        lower = word.lower()
        if not lower.startswith(_PREFIXES):
            continue
        if lower in _PREFIXES and at + 1 < len(name):
            yield [*name[:at], word + name[at + 1], *name[at + 2 :]]
        for prefix in _PREFIXES:
            if lower.startswith(prefix) and len(word) > len(prefix) + 3:
                yield [*name[:at], prefix, word[len(prefix) :], *name[at + 1 :]]


def _parents_of_sourced(vocabulary: Vocabulary) -> list[Concept]:
    """Return the concepts whose children differ by their source tissue, such as mesenchymal stem cells."""
    parents = {(c.facet, c.parents[0]): None for c in vocabulary if c.source_terms and c.parents}
    return [concept for key in parents if (concept := vocabulary.get(*key))]


def _heads(concept: Concept) -> Iterator[str]:
    """Yield the last two words of each longer name ("stem cell"), and the last word of the label."""
    for name in (concept.label, *concept.synonyms):
        words = name.split()
        if len(words) > 2:
            yield " ".join(words[-2:])
    yield concept.label.split()[-1]
