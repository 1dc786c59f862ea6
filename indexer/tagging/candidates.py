"""Candidates for the vocabulary: abbreviations and phrases that the texts contain and the vocabulary lacks.

The score of a phrase is the C-value of K. Frantzi, S. Ananiadou and H. Mima, "Automatic recognition of multi-word
terms" (2000). It is the frequency of the phrase outside of longer phrases, times the logarithm of its length. The
phrases of the paper are sequences of nouns and adjectives. This module doesn't know the parts of speech, so a phrase
may contain any words of letters except stopwords. No phrase crosses the end of a clause. The frequency is the number of
texts, so that repetition within one text has no effect.
"""

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

_MARKS = re.compile(r"[^\w\s'’-]")  # brackets and other marks that no phrase contains
_LONGEST_PHRASE = 4  # words
_FEWEST_TEXTS = 3
_MOST_PHRASES = 1_000_000  # above this number, phrases that occur in only one text are dropped

_Terms = tuple[str, ...]


class ShortForm(NamedTuple):
    """A short form, a long form that texts define for it, and the number of these texts."""

    short: str
    long: str
    texts: int


class CandidatePhrase(NamedTuple):
    """A phrase as written, the number of texts that contain it, and its C-value."""

    phrase: str
    texts: int
    weight: float


class Candidates:
    """Collector of candidates from texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        names = (terms(name) for concept in vocabulary for name in concept.names)
        self._parts_of_names = {part for name in names for part in _parts(name)}
        self._short_forms: Counter[tuple[str, str]] = Counter()
        self._long_forms: dict[tuple[str, str], str] = {}  # as written
        self._phrases: Counter[_Terms] = Counter()
        self._surfaces: dict[_Terms, str] = {}

    def add(self, text: str) -> None:
        """Count each short form and each phrase of a text once."""
        defined = {(d.short, long.casefold()): long for d in definitions(text) if (long := " ".join(d.long.split()))}
        self._short_forms.update(defined.keys())
        for form, long in defined.items():
            self._long_forms.setdefault(form, long)
        phrases = dict(_phrases(text))
        self._phrases.update(phrases.keys())
        for phrase, surface in phrases.items():
            if not self._surfaces.setdefault(phrase, surface).islower() and surface.islower():
                self._surfaces[phrase] = surface
        if len(self._phrases) > _MOST_PHRASES:
            self._drop_rare()

    def short_forms(self, most: int) -> list[ShortForm]:
        """Return at most ``most`` short forms that the vocabulary lacks, the most frequent first."""
        forms = (ShortForm(key[0], self._long_forms[key], texts) for key, texts in self._short_forms.items())
        unknown = (form for form in forms if not (self._is_known(form.short) or self._is_known(form.long)))
        return sorted(unknown, key=lambda form: (-form.texts, form.short, form.long))[:most]

    def phrases(self, most: int) -> list[CandidatePhrase]:
        """Return at most ``most`` phrases that the vocabulary lacks, the phrase with the highest C-value first."""
        counts = {phrase: texts for phrase, texts in self._phrases.items() if texts >= _FEWEST_TEXTS}
        longer: defaultdict[_Terms, list[int]] = defaultdict(list)
        for phrase, texts in counts.items():
            for part in set(_parts(phrase)):
                longer[part].append(texts)
        scored = (
            CandidatePhrase(self._surfaces[phrase], texts, _c_value(len(phrase), texts, longer.get(phrase, [])))
            for phrase, texts in counts.items()
            if phrase not in self._parts_of_names
        )
        best = sorted((c for c in scored if c.weight > 0), key=lambda c: (-c.weight, c.phrase))
        unknown = (candidate for candidate in best if not self._is_known(candidate.phrase))
        return [candidate for candidate, _ in zip(unknown, range(most), strict=False)]

    def _is_known(self, name: str) -> bool:
        return bool(self._vocabulary.names_in_facets(FACETS, name))

    def _drop_rare(self) -> None:
        self._phrases = Counter({phrase: texts for phrase, texts in self._phrases.items() if texts > 1})
        self._surfaces = {phrase: self._surfaces[phrase] for phrase in self._phrases}


def _c_value(length: int, texts: int, longer: list[int]) -> float:
    """Return the C-value of a phrase.

    ``length`` is its number of words, and ``texts`` is the number of texts that contain it. ``longer`` contains the
    number of texts for each longer phrase that includes the phrase.
    """
    return log2(length) * (texts - (sum(longer) / len(longer) if longer else 0))


def _phrases(text: str) -> Iterator[tuple[_Terms, str]]:
    """Yield the terms and the written form of each phrase. A phrase has 2 to 4 words."""
    words = TokenizedText(text)
    first = 0
    for place, term in enumerate([*words.terms, CLAUSE_END]):
        if term == CLAUSE_END or is_stopword(term) or not term.isalpha() or len(term) < 2:
            for start in range(first, place - 1):
                for end in range(start + 2, min(start + _LONGEST_PHRASE, place) + 1):
                    surface = words.surface(start, end - 1)
                    if not _MARKS.search(surface):
                        yield tuple(words.terms[start:end]), surface
            first = place + 1


def _parts(phrase: _Terms) -> Iterator[_Terms]:
    """Yield each shorter phrase that ``phrase`` contains. A shorter phrase has at least two words."""
    for length in range(2, len(phrase)):
        for start in range(len(phrase) - length + 1):
            yield phrase[start : start + length]
