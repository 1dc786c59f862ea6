"""The queries: random words of the summaries. Half of the queries have a filter. The seed is fixed."""

import random
import re
from collections import Counter
from collections.abc import Sequence

from benchmarks.page.work import FACETS, KINDS, Ask, Document, Kind
from indexer.text.stopwords import STOPWORDS

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")  # a compound is one word; queries contain no compounds
_PLAIN = re.compile(r"[a-z]{3,}")
_TRIES = 1000
_FREQUENT = 300
_RARE = range(1, 21)
_FILTERS = 10


def asks(documents: Sequence[Document], number: int, seed: int) -> list[Ask]:
    """Return ``number`` queries in random order. Each kind has the same number of queries."""
    chooser = _Chooser(documents, seed)
    asked = [chooser.ask(kind, filtered=n % 2 == 1) for kind in KINDS for n in range(number // len(KINDS))]
    chooser.random.shuffle(asked)
    return asked


class _Chooser:
    """Generator of queries. It chooses words by their frequency, and frequent concepts as filters."""

    def __init__(self, documents: Sequence[Document], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # the same asks each time; nothing secret
        self._documents = documents
        held = Counter(word for document in documents for word in sorted(set(_words(document.text))))
        content = Counter({word: times for word, times in held.items() if word not in STOPWORDS})
        self._frequent = [word for word, _ in content.most_common(_FREQUENT)]
        self._rare = sorted(word for word, times in content.items() if times in _RARE)
        self._filters = [
            (facet, concept)
            for facet in range(len(FACETS))
            for concept, _ in Counter(c for d in documents for c in d.concepts[facet]).most_common(_FILTERS)
        ]

    def ask(self, kind: Kind, filtered: bool) -> Ask:
        """Return one query. If possible, its filter is a concept of the summary that contains its words."""
        document, words = self._document_and_words(kind)
        if not filtered:
            return Ask(kind, words)
        near = [key for key in self._filters if document and key[1] in document.concepts[key[0]]]
        return Ask(kind, words, self.random.choice(near or self._filters))

    def _document_and_words(self, kind: Kind) -> tuple[Document | None, tuple[str, ...]]:
        if kind == "frequent word":
            return None, (self.random.choice(self._frequent),)
        if kind == "rare word":
            return None, (self.random.choice(self._rare),)
        length = self.random.randint(2, 3)
        for _ in range(_TRIES):
            document = self.random.choice(self._documents)
            words = self._phrase(document, length) if kind == "phrase" else self._some(document, length)
            if words:
                return document, words
        raise ValueError(f"the collection has no text to take a {kind} from")

    def _some(self, document: Document, length: int) -> tuple[str, ...]:
        words = sorted(set(_words(document.text)) - STOPWORDS)
        return tuple(self.random.sample(words, length)) if len(words) >= length else ()

    def _phrase(self, document: Document, length: int) -> tuple[str, ...]:
        """Return ``length`` consecutive plain words with only spaces between them.

        Return an empty tuple if the chosen place has no such words, or only stopwords.
        """
        pieces = document.text.split()
        start = self.random.randrange(max(1, len(pieces) - length))
        words = tuple(piece.lower() for piece in pieces[start : start + length])
        plain = len(words) == length and all(map(_PLAIN.fullmatch, words))
        return words if plain and not STOPWORDS.issuperset(words) else ()


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if _PLAIN.fullmatch(word)]
