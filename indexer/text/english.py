"""English words: a correct word that no summary contains must not be taken for a misspelling."""

from functools import cache, lru_cache

import numpy as np
from english_words import get_english_words_set
from numpy.typing import NDArray
from spellchecker import SpellChecker

from indexer.text.analysis import fold

_SHORTEST_BASE = 4  # letters
_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "al", "ally", "ness")


@lru_cache(maxsize=1 << 12)
def is_english(word: str) -> bool:
    """Return whether ``word`` is an English word, or is derived from one by a common ending.

    The first call loads the word lists, which takes about a second.
    """
    folded = fold(word)
    if _is_listed(folded):
        return True
    for ending in _ENDINGS:
        base = folded.removesuffix(ending)
        if base != folded and len(base) >= _SHORTEST_BASE and _is_listed(base):
            return True
    return False


def _is_listed(word: str) -> bool:
    hashes, value = _hashes(), hash(word)
    at = int(np.searchsorted(hashes, value))
    return at < len(hashes) and int(hashes[at]) == value


@cache
def _hashes() -> NDArray[np.int64]:
    """Return the sorted hashes of all words: 3 MB, where the strings need 30 MB. Two words hardly ever share a hash."""
    words = get_english_words_set(["web2"], lower=True)
    words.update(SpellChecker(language="en").word_frequency.keys())
    return np.sort(np.fromiter(map(hash, words), dtype=np.int64, count=len(words)))
