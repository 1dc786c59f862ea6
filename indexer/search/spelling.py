"""Spelling corrections of single words, of joined words and of split words, over the words of one generation.

A correction costs about one for each edit. An edit is a missing, additional or wrong letter, two swapped letters, or a
missing or additional blank.
"""

import re
from collections.abc import Iterable, Iterator
from math import log10
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from indexer.engines.protocols import Snapshot
from indexer.query.ast import Phrase, Term
from indexer.query.request import Filters
from indexer.text.analysis import fold, is_stopword, term, words
from indexer.text.english import is_english
from indexer.text.similar_words import SimilarWords
from indexer.vocabulary.model import Vocabulary

_SOUNDS = str.maketrans(dict.fromkeys("aeiouy", "a") | dict.fromkeys("ckqszx", "s") | {"h": ""})
_DOUBLED = re.compile(r"(.)\1+")
LONGEST = 40  # letters

_SHORTEST = 4  # letters of a word that is corrected
_TWO_EDITS_FROM = 6  # letters
_RARE = 30  # a word is questioned if a similar word is in more than this number of times its summaries
_RARE_ALIKE = 10  # the same for a word that is pronounced in the same way
_LONGEST_LINK = 3  # letters of a stopword between two words that are written as one
_EDIT = 2.5  # an edit is this number of powers of ten less likely than none
_FIRST_LETTER = 0.5  # additional cost of a different first letter
_ALIKE = 0.8  # cost of an edit that does not change the pronunciation
_HIGHEST_COST = 2.5
_MOST_CACHED = 1 << 12  # words whose corrections are kept
_SEPARATED = 1.0  # cost of a missing or additional blank


class Correction(NamedTuple):
    """A text that may be meant, its cost, and the number of summaries that contain it."""

    text: str
    cost: float
    frequency: int

    @property
    def likelihood(self) -> float:
        """The decimal logarithm of the likelihood of the text, without a constant."""
        return likelihood(self.cost, self.frequency)


def likelihood(cost: float, frequency: int) -> float:
    """Return the decimal logarithm of the likelihood of a correction, without a constant."""
    return log10(frequency) - _EDIT * cost


class SpellingIndex:
    """The written words of one generation, indexed for lookups by similarity."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._names = _words_of_names(snapshot.vocabulary)
        self._frequencies = dict(snapshot.word_frequencies())
        self._frequent = snapshot.generation.summaries / _RARE_ALIKE
        self._similar = SimilarWords(list(self._frequencies))
        self._corrections: dict[str, list[Correction]] = {}

    def is_known(self, word: str) -> bool:
        """Return whether the word is correct: English, or part of a name in the vocabulary."""
        return fold(word) in self._names or is_english(word)

    def corrections(self, snapshot: Snapshot, word: str) -> list[Correction]:
        """Return the texts that may be meant by one word, most likely first. A known word has no corrections."""
        typed = fold(word)
        if not _SHORTEST <= len(typed) <= LONGEST or not (typed.isalpha() and typed.isascii()):
            return []
        if self._frequencies.get(typed, 0) >= self._frequent or self.is_known(typed):
            return []
        found = self._corrections.get(typed)
        if found is None:
            count = _count(snapshot, (typed,))
            found = [*self._without_misspellings(self._words(typed, count)), *self._splits(snapshot, typed, count)]
            found.sort(key=lambda correction: (-correction.likelihood, correction.text))
            if len(self._corrections) >= _MOST_CACHED:
                self._corrections.clear()
            self._corrections[typed] = found
        return found

    def joined(self, snapshot: Snapshot, left: str, right: str) -> Correction | None:
        """Return the word that two adjacent words form, or None if they are more likely two words."""
        if is_stopword(left) or is_stopword(right):
            return None
        word = fold(left + right)
        frequency = self._frequencies.get(word, 0)
        if not frequency or frequency <= _RARE * _count(snapshot, (left, right)):
            return None
        return Correction(word, _SEPARATED, frequency)

    def _words(self, typed: str, count: int) -> Iterator[Correction]:
        """Yield the similar words in many more than ``count`` summaries."""
        edits = 2 if len(typed) >= _TWO_EDITS_FROM else 1
        for word, distance in self._similar.within(typed, edits):
            frequency, cost = self._frequencies[word], _cost(typed, word, distance)
            rare = _RARE_ALIKE if cost < distance else _RARE
            if frequency > rare * count and cost <= _HIGHEST_COST and _is_other(typed, word):
                yield Correction(word, cost, frequency)

    def _without_misspellings(self, found: Iterable[Correction]) -> list[Correction]:
        """Return the corrections without unknown words that are much rarer than another correction."""
        corrections = list(found)
        commonest = max((correction.frequency for correction in corrections), default=0)
        return [each for each in corrections if each.frequency * _RARE_ALIKE > commonest or self.is_known(each.text)]

    def _splits(self, snapshot: Snapshot, typed: str, count: int) -> Iterator[Correction]:
        """Yield the ways to split the word into words that occur together in many more than ``count`` summaries."""
        for at in range(2, len(typed) - 1):
            for parts in _parts(typed, at):
                if parts[0] in self._frequencies and parts[-1] in self._frequencies:
                    together = _count(snapshot, parts)
                    if together > _RARE * count:
                        yield Correction(" ".join(parts), _SEPARATED, together)


def _count(snapshot: Snapshot, words: tuple[str, ...]) -> int:
    """Return the number of summaries with the words next to each other."""
    terms = tuple(map(term, words))
    return snapshot.count(Phrase(terms) if len(terms) > 1 else Term(terms[0]), Filters())


def _cost(typed: str, word: str, distance: int) -> float:
    """Return the cost of a correction: about 1 for each edit, less if both are pronounced in the same way."""
    sounds = _sounds(typed), _sounds(word)
    if sounds[0] == sounds[1]:
        return distance * _ALIKE
    if typed[0] == word[0]:
        return distance
    is_silent = sounds[1].endswith(sounds[0])
    return distance + (_FIRST_LETTER if distance == 1 or is_silent else _HIGHEST_COST)


def _sounds(word: str) -> str:
    """Return the word with one letter for all vowels and one for all sibilants and k, without h and doubled letters."""
    return _DOUBLED.sub(r"\1", word.replace("ph", "f").translate(_SOUNDS))


def _is_other(typed: str, word: str) -> bool:
    return not is_stopword(word) and term(word) != term(typed)


def _parts(typed: str, at: int) -> Iterator[tuple[str, ...]]:
    """Yield the word split at ``at``, and also split after a stopword there ("quality of life")."""
    yield typed[:at], typed[at:]
    for end in range(at + 2, min(at + _LONGEST_LINK, len(typed) - 2) + 1):
        if is_stopword(typed[at:end]):
            yield typed[:at], typed[at:end], typed[end:]


def _words_of_names(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(fold(word) for concept in vocabulary for name in concept.names for word in words(name))


_indexes: WeakKeyDictionary[Snapshot, SpellingIndex] = WeakKeyDictionary()
_lock = Lock()


def spelling_index(snapshot: Snapshot) -> SpellingIndex:
    """Return the spelling index of a generation. The first call builds it, which takes about a second."""
    with _lock:
        if snapshot not in _indexes:
            _indexes[snapshot] = SpellingIndex(snapshot)
        return _indexes[snapshot]
