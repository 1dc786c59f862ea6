"""English words: a correct word that no summary contains must not be taken for a misspelling."""

from functools import cache, lru_cache

import numpy as np
from english_words import get_english_words_set
from numpy.typing import NDArray
from spellchecker import SpellChecker

from indexer.text.analysis import fold

_SHORTEST_BASE = 4  # letters
_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "al", "ally", "ness")

_Hashes = NDArray[np.int64]


@lru_cache(maxsize=1 << 12)
def is_english(word: str) -> bool:
    """Return whether ``word`` is an English word, or a common English word with another ending.

    The first call loads the word lists, which takes about a second.
    """
    folded = fold(word)
    common, rare = _word_lists()
    if _contains(common, folded) or _contains(rare, folded):
        return True
    bases = (folded.removesuffix(ending) for ending in _ENDINGS)
    return any(base != folded and len(base) >= _SHORTEST_BASE and _contains(common, base) for base in bases)


def _contains(hashes: _Hashes, word: str) -> bool:
    value = hash(word)
    at = int(np.searchsorted(hashes, value))
    return at < len(hashes) and int(hashes[at]) == value


@cache
def _word_lists() -> tuple[_Hashes, _Hashes]:
    """Return the sorted hashes of the common words and of a large dictionary.

    The hashes take 3 MB, and the words would take 30 MB. Two words hardly ever have the same hash.
    """
    lists = SpellChecker(language="en").word_frequency.keys(), get_english_words_set(["web2"], lower=True)
    common, rare = (np.sort(np.fromiter(map(hash, words), dtype=np.int64)) for words in lists)
    return common, rare
