"""Texts -> short forms and phrases that a vocabulary does not know: what an editor may want to add to it.

Phrases are weighed by the C-value of K. Frantzi, S. Ananiadou and H. Mima, "Automatic recognition of multi-word terms"
(2000): how often a phrase stands by itself rather than as part of a longer one, times the logarithm of its length.
A candidate there is a run of nouns and adjectives; here, where nothing tells the parts of speech, it is a run of words
between small words, figures and the ends of clauses. How often is in how many texts, so that no single one decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log2
from typing import NamedTuple

from indexer.summaries.facets import FACETS
from indexer.text.abbreviations import definitions
from indexer.text.analysis import is_stopword, terms
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

_MARKS = re.compile(r"[^\w\s'’-]")  # brackets and the like: what stands around them is no phrase
_LONGEST = 4  # words
_LEAST = 3  # texts
_MOST_COUNTED = 1_000_000  # phrases: then those that were met once are forgotten
_MOST_OF_A_FORM = 3  # long forms of one short form

Phrase = tuple[str, ...]


class ShortForm(NamedTuple):
    """A short form, the long form that texts define for it, and how many do."""

    short: str
    long: str
    texts: int


class CandidatePhrase(NamedTuple):
    """A phrase as a text writes it, how many texts hold it, and its C-value."""

    phrase: str
    texts: int
    weight: float


class Candidates:
    """Collects from texts what the vocabulary does not know."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        names = (terms(name) for concept in vocabulary for name in concept.names)
        self._parts_of_names = {part for name in names for part in _parts(name)}
        self._short: Counter[tuple[str, str]] = Counter()
        self._written: dict[tuple[str, str], str] = {}
        self._phrases: Counter[Phrase] = Counter()
        self._surfaces: dict[Phrase, str] = {}

    def add(self, text: str) -> None:
        """Count the short forms and phrases of a text, each once."""
        written = {(d.short, long.casefold()): long for d in definitions(text) if (long := " ".join(d.long.split()))}
        self._short.update(written.keys())
        for form, long in written.items():
            self._written.setdefault(form, long)
        found = dict(_phrases(text))
        self._phrases.update(found.keys())
        for phrase, surface in found.items():
            if not self._surfaces.setdefault(phrase, surface).islower() and surface.islower():
                self._surfaces[phrase] = surface
        if len(self._phrases) > _MOST_COUNTED:
            self._forget()

    def short_forms(self, most: int) -> list[ShortForm]:
        """Return the most frequent unknown short forms, the most frequent first."""
        every = (ShortForm(key[0], self._written[key], texts) for key, texts in self._short.items())
        unknown = (form for form in every if not (self._known(form.short) or self._known(form.long)))
        return sorted(unknown, key=lambda form: (-form.texts, form.short, form.long))[:most]

    def phrases(self, most: int) -> list[CandidatePhrase]:
        """Return the unknown phrases of the highest C-value, the highest first."""
        counts = {phrase: texts for phrase, texts in self._phrases.items() if texts >= _LEAST}
        longer: defaultdict[Phrase, list[int]] = defaultdict(list)
        for phrase, texts in counts.items():
            for part in set(_parts(phrase)):
                longer[part].append(texts)
        weighed = (
            CandidatePhrase(self._surfaces[phrase], texts, _c_value(len(phrase), texts, longer.get(phrase, [])))
            for phrase, texts in counts.items()
            if phrase not in self._parts_of_names
        )
        best = sorted((c for c in weighed if c.weight > 0), key=lambda c: (-c.weight, c.phrase))
        unknown = (candidate for candidate in best if not self._known(candidate.phrase))
        return [candidate for candidate, _ in zip(unknown, range(most), strict=False)]

    def _known(self, name: str) -> bool:
        return bool(self._vocabulary.meanings(FACETS, name))

    def _forget(self) -> None:
        self._phrases = Counter({phrase: texts for phrase, texts in self._phrases.items() if texts > 1})
        self._surfaces = {phrase: self._surfaces[phrase] for phrase in self._phrases}


def _c_value(length: int, texts: int, longer: list[int]) -> float:
    """Return the C-value of a phrase of so many words in so many texts, given in how many each longer one stands."""
    return log2(length) * (texts - (sum(longer) / len(longer) if longer else 0))


def _phrases(text: str) -> Iterator[tuple[Phrase, str]]:
    """Yield each phrase of two words or more, as it is indexed and as it is written."""
    words = TokenizedText(text)
    first = 0
    for place, term in enumerate([*words.terms, CLAUSE_END]):
        if term == CLAUSE_END or is_stopword(term) or not term.isalpha() or len(term) < 2:
            for start in range(first, place - 1):
                for end in range(start + 2, min(start + _LONGEST, place) + 1):
                    surface = words.surface(start, end - 1)
                    if not _MARKS.search(surface):
                        yield tuple(words.terms[start:end]), surface
            first = place + 1


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """Yield the shorter phrases within one."""
    for length in range(2, len(phrase)):
        for start in range(len(phrase) - length + 1):
            yield phrase[start : start + length]
