"""Search for the words of a text whose terms are in a given set, without tokenizing the whole text.

All words with the same term start with one of a few prefixes. The search tokenizes the text only where such a prefix
occurs.
"""

import re
from collections.abc import Iterable

from indexer.text.analysis import is_simple, spans, term, word_after, word_end
from indexer.text.stemming import stem_prefixes

MOST_PREFIXES = 24  # with more prefixes, it is faster to tokenize the whole text
_NON_ASCII_WORD = re.compile(r"[^\W_]*[^\W\x00-\x7f]")


class TermFinder:
    """A search for the words of texts whose terms are in a given set."""

    def __init__(self, terms: Iterable[str], most_prefixes: int = MOST_PREFIXES) -> None:
        """Prepare the search for ``terms``.

        If ``terms`` have more than ``most_prefixes`` prefixes, :meth:`find` tokenizes the whole text.
        """
        self._terms = frozenset(terms)
        self._prefixes = sorted({prefix for term in self._terms for prefix in stem_prefixes(term) if prefix})
        self._reads_all = len(self._prefixes) > most_prefixes

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, term) of each word of ``text`` whose term is in the set, in text order."""
        lower = text.lower()
        if self._reads_all or not is_simple(text) or len(lower) != len(text):
            return [(start, end, t) for start, end in spans(text) if (t := term(text[start:end])) in self._terms]
        starts = [] if text.isascii() else [match.start() for match in _NON_ASCII_WORD.finditer(text)]
        for prefix in self._prefixes:
            at = lower.find(prefix)
            while at >= 0:
                starts.append(at)
                at = lower.find(prefix, at + 1)
        occurrences = []
        for start in sorted(set(starts)):
            end = word_end(text, start)
            if end and (t := term(text[start:end])) in self._terms:
                occurrences.append((start, end, t))
        return occurrences


def match_after(text: str, end: int, terms: Iterable[str]) -> int:
    """Return the end offset of the words that follow ``end`` and whose terms are ``terms`` in this order.

    Return 0 if the following words have other terms. ``end`` is the end offset of a word.
    """
    for wanted in terms:
        start, end = word_after(text, end)
        if not end or term(text[start:end]) != wanted:
            return 0
    return end
