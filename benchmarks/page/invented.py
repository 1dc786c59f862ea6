"""An invented collection. The texts consist of words with a natural frequency distribution, and of concept names.

The same seed always gives the same collection.
"""

import random
from collections.abc import Iterator
from itertools import accumulate, product

from indexer.text.stopwords import STOPWORDS
from indexer.vocabulary.model import Vocabulary

_WORDS = 30_000
_SMALL = 0.35  # share of stopwords among all words
_SENTENCE = (8, 30)  # minimum and maximum number of words in a sentence
_STARTS = "b br c ch d dr f fl g gr h j k l m n p pr qu r s st t tr v w z".split()
_VOWELS = "a e i o u ai ea io ou".split()
_ENDS = ["", *"l m n r s t x nd rt st".split()]


def invent(vocabulary: Vocabulary, summaries: int, seed: int) -> Iterator[dict[str, str]]:
    """Yield ``summaries`` invented summaries as dictionaries with id, title and text."""
    writer = _Writer(vocabulary, seed)
    for number in range(1, summaries + 1):
        yield {"id": f"invented-{number}", **writer.summary()}


class _Writer:
    """A generator of texts. Words and concept names follow Zipf's law."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # the same texts each time; nothing secret
        self._words = self._invented_words()
        self._names = [concept.label.lower() for concept in vocabulary if not concept.group]
        self._random.shuffle(self._names)
        self._small = sorted(STOPWORDS, key=lambda word: (len(word), word))
        self._weights = {
            len(drawn): list(accumulate(1 / (place + 3) for place in range(len(drawn))))
            for drawn in (self._words, self._names, self._small)
        }

    def summary(self) -> dict[str, str]:
        """Return an invented title and text about one to three concepts."""
        subjects = self._draw(self._names, self._random.randint(1, 3))
        length = int(self._random.lognormvariate(5, 0.5))  # about 150 words
        sentences = []
        while length > 0:
            words = self._sentence(self._random.randint(*_SENTENCE))
            length -= len(words)
            if self._random.random() < 0.4:
                words.insert(self._random.randrange(len(words)), self._random.choice(subjects))
            sentences.append(" ".join(words).capitalize() + ".")
        title = " ".join([*self._draw(self._words, 4), "for", subjects[0]]).capitalize()
        return {"title": title, "text": " ".join(sentences)}

    def _sentence(self, length: int) -> list[str]:
        small = sum(self._random.random() < _SMALL for _ in range(length))
        words = self._draw(self._small, small) + self._draw(self._words, length - small)
        self._random.shuffle(words)
        return words

    def _draw(self, words: list[str], number: int) -> list[str]:
        return self._random.choices(words, cum_weights=self._weights[len(words)], k=number)

    def _invented_words(self) -> list[str]:
        syllables = ["".join(parts) for parts in product(_STARTS, _VOWELS, _ENDS)]
        made = dict[str, None]()
        while len(made) < _WORDS:
            made["".join(self._random.choices(syllables, k=self._random.randint(2, 4)))] = None
        return list(made)
