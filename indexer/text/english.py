"""English words: a correct word that no summary contains must not be taken for a misspelling."""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.text.analysis import spellings

_SHORTEST_BASE = 4  # letters
_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "al", "ally", "ness")

_Hashes = NDArray[np.int64]


@lru_cache(maxsize=1 << 12)
def is_english(word: str) -> bool:
    """Return whether ``word`` is an English word, or a common English word with another ending.

    The first call loads the word lists, which takes about a second.
    """
    common, rare = _word_lists()
    ways = spellings(word)
    if any(_contains(common, way) or _contains(rare, way) for way in ways):
        return True
    bases = (way.removesuffix(ending) for way in ways for ending in _ENDINGS if way.endswith(ending))
    return any(len(base) >= _SHORTEST_BASE and _contains(common, base) for base in bases)


def load_word_lists() -> None:
    """Load the word lists, so that the first call of ``is_english`` need not."""
    _word_lists()


def _contains(hashes: _Hashes, word: str) -> bool:
    value = hash(word)
    at = int(np.searchsorted(hashes, value))
    return at < len(hashes) and int(hashes[at]) == value


@cache
def _word_lists() -> tuple[_Hashes, _Hashes]:
    """Return the sorted hashes of the common words and of a large dictionary.

    The hashes take 3 MB, and the words would take 30 MB. Two words hardly ever have the same hash.
    """
    from english_words import get_english_words_set  # imported late, because most commands need no words
    from spellchecker import SpellChecker

    lists = SpellChecker(language="en").word_frequency.keys(), get_english_words_set(["web2"])
    # The names of places in the dictionary are too similar to words: Brest, Amoy.
    common, rare = (np.sort(np.fromiter(map(hash, filter(str.islower, words)), dtype=np.int64)) for words in lists)
    return common, rare
