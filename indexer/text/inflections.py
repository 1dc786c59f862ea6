"""Inflections of English words: whether two written words are forms of the same word.

Only plurals, possessives and British spellings count as forms. Stems are too coarse to compare names: "device" and
"Devic's" have the same stem.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.text.analysis import fold
from indexer.text.british import american
from indexer.text.irregular_plurals import IRREGULAR_PLURALS

# Endings of plurals and those of their singulars. Several can fit one word; all of them are tried.
_PLURAL_ENDINGS = tuple(
    (re.compile(plural), singular)
    for plural, singular in (
        (r"(?<=[^s])s$", ""),  # knees
        (r"(?<=[sxzho])es$", ""),  # abscesses
        (r"(?<=..)ies$", "y"),  # injuries
        (r"ses$", "sis"),  # metastases
        (r"ves$", "f"),  # calves
        (r"ices$", "ex"),  # cortices
        (r"ices$", "ix"),  # matrices
        (r"(?<=...)i$", "us"),  # thrombi
        (r"(?<=..)ae$", "a"),  # bursae
        (r"(?<=...)a$", "um"),  # ischia
        (r"(?<=...)a$", "on"),  # ganglia
        (r"(?<=ma)ta$", ""),  # stomata
    )
)
_SHORTEST_PLURAL = 4  # letters; "gas" and "als" are no plurals


def same_words(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether each word of ``first`` is a form of the word of ``second`` at the same position."""
    return len(first) == len(second) and all(map(same_word, first, second))


def same_word(first: str, second: str) -> bool:
    """Return whether two written words are forms of one word: "knee" and "knees", "Crohn" and "Crohn's"."""
    return first == second or not singulars(first).isdisjoint(singulars(second))


@lru_cache(maxsize=1 << 14)
def singulars(word: str) -> frozenset[str]:
    """Return the folded ``word`` in American spelling without a possessive ending, and its possible singulars."""
    plain = re.sub(r"'s?$", "", american(fold(word)))
    if len(plain) < _SHORTEST_PLURAL:
        return frozenset((plain,))
    endings = (ending.sub(singular, plain) for ending, singular in _PLURAL_ENDINGS if ending.search(plain))
    return frozenset((plain, IRREGULAR_PLURALS.get(plain, plain), *endings))
