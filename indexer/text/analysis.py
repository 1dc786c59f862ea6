"""The only tokeniser and stemmer. Stems are NLTK's.

Every part of a compound is a token of its own: ``IL-6`` is "il", "6" and ``CD34+`` is "cd34", "+". Typed in a
query, a compound becomes a phrase, so that it is found as written, and its parts are found as well.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from itertools import accumulate
from operator import iconcat

from indexer.text.nltk_imports import EnglishStemmer
from indexer.text.sentences import ABBREVIATIONS
from indexer.text.stopwords import QUESTION_WORDS, STOPWORDS

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPT = frozenset(_SUPERSCRIPTS)
# Python's own regular expressions: NLTK's tokeniser guards against runaway patterns, which these are not, and takes
# five times as long. A token is a run of letters and digits (with apostrophes inside), an exponent, or a plus glued
# to what it follows. A text without underscores and exponents is read by a simpler pattern in half the time.
_WORD = rf"[^\W_{_SUPERSCRIPTS}]"
_CAREFUL = re.compile(rf"({_WORD}+(?:['’]{_WORD}+)*|[{_SUPERSCRIPTS}]+|(?<=[^\W_])\+)")
_SIMPLE = re.compile(r"(\w+(?:['’]\w+)*|(?<=\w)\+)")
_STEMMER = EnglishStemmer()
_LONGEST_WORD = 64
_LONGEST_NAME = 80
_MOST_PIECES = 1 << 16
CLAUSE_END = "."  # among the terms of Words; no word is one
_SHORTEST_STEM = 3  # "adding" must not become the "ad" of "AD"
_SHORTEST_STEMMED = 4  # "ALS" must not become the "al" of "et al."

_GREEK = {
    ord(letter): name
    for letter, name in zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        strict=True,
    )
}

# British spellings, each with its American one. What they catch beside ("exercise") is caught everywhere alike.
_BRITISH = [
    (re.compile(pattern), american)
    for pattern, american in (
        (r"ae(?![rls]|$)|ae(?=sth)", "e"),  # haem-, paed-, anaesth-, aetio-; not aer-
        (r"^oe(?=[dst])|(?<=f)oe(?=t)|(?<=rrh)oe|(?<=pn)oe", "e"),  # oedema, foetal, diarrhoea, dyspnoea
        (r"(tum|col|fav|lab|hum|vap|behavi)our", r"\1or"),
        (r"([a-z]{3})is(e|ed|es|er|ing|ation|ations)$", r"\1iz\2"),
        (r"lys(e|ed|es|er|ing)$", r"lyz\1"),
        (r"(cent|fib|tit)re(s?)$", r"\1er\2"),
    )
]


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is indexed (``text``: folded and stemmed) and where it stands, ``end`` exclusive."""

    text: str
    start: int
    end: int


def _pattern_for(text: str) -> re.Pattern[str]:
    odd = "_" in text or not (text.isascii() or _SUPERSCRIPT.isdisjoint(text))
    return _CAREFUL if odd else _SIMPLE


def is_simple(text: str) -> bool:
    """Whether words are parted by what is neither a letter nor a digit, and only by that; see :func:`word_at`."""
    return _pattern_for(text) is _SIMPLE


def spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the words of ``text`` in order, ``end`` exclusive. Never raises."""
    return [match.span() for match in _pattern_for(text).finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, as they are written. Never raises."""
    found: list[str] = _pattern_for(text).findall(text)
    return found


def word_at(text: str, place: int) -> int:
    """Return where the word ends that begins at ``place`` of a simple text, 0 where none begins."""
    match = _SIMPLE.match(text, place)
    if match is None:
        return 0
    if place and text[place] != "+":
        before = text[place - 1]
        if before.isalnum() or (before in "'’" and place > 1 and text[place - 2].isalnum()):
            return 0
    return match.end()


def word_after(text: str, place: int) -> tuple[int, int]:
    """Return the (start, end) of the first word behind ``place``, where one ends; (0, 0) where none comes."""
    match = _pattern_for(text).search(text, place)
    return match.span() if match else (0, 0)


class Words:
    """The words of a text, for reading it word by word; made several times as fast as by :func:`tokens`.

    ``terms`` are the words as they are indexed, in text order, with CLAUSE_END wherever a clause ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._line = text.replace("\n", " ")
        # Most pieces between blanks have been seen before: looking them up saves searching the text for words.
        self._pieces = self._line.split(" ")
        found = list(map(_PIECES.__getitem__, self._pieces))
        self.terms: list[str] = reduce(iconcat, found, [])  # half the time of chain
        self._counts = list(accumulate(map(len, found), initial=0))  # of the words before each piece

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where in the text the words from number ``first`` to number ``last`` stand, the end exclusive."""
        piece, start, end = self._place(first)
        start += self._starts[piece]
        if last != first:
            piece, _, end = self._place(last)
        return start, self._starts[piece] + end

    def written(self, first: int, last: int) -> str:
        """Return the words from number ``first`` to number ``last`` as they are written, blanks between pieces."""
        piece, start, end = self._place(first)
        if last == first:
            return self._pieces[piece][start:end]
        other, _, end = self._place(last)
        if other == piece:
            return self._pieces[piece][start:end]
        return " ".join([self._pieces[piece][start:], *self._pieces[piece + 1 : other], self._pieces[other][:end]])

    def numbers(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first and the last of the words that stand in ``text[start:end]``."""
        piece, begin = self._piece_at(max(start, end - 1))
        within = sum([stop <= end - begin for _, stop in _places(self._pieces[piece])[:-1]])
        return self.number_at(start), self._counts[piece] + within - 1

    def number_at(self, place: int) -> int:
        """Return the number of the word at ``place`` of the text, or else of the next."""
        piece, begin = self._piece_at(place)
        number = self._counts[piece]
        if begin < place:
            number += sum([word < place - begin for word, _ in _places(self._pieces[piece])[:-1]])
        return number

    def count_to(self, end: int) -> int:
        """Return the number of words in ``text[:end]``, which must end where a piece between blanks ends."""
        return self._counts[self._piece_at(end)[0] + 1]

    def _piece_at(self, place: int) -> tuple[int, int]:
        """Return the number of the piece that holds the character at ``place``, and where the piece begins."""
        return self._line.count(" ", 0, place), self._line.rfind(" ", 0, place) + 1

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate([len(piece) + 1 for piece in self._pieces], initial=0))

    def _place(self, number: int) -> tuple[int, int, int]:
        """Return the number of the piece that holds a word, and where in the piece the word stands."""
        at = bisect_right(self._counts, number) - 1
        return at, *_places(self._pieces[at])[number - self._counts[at]]


class _Pieces(dict[str, tuple[str, ...]]):
    """The terms of what stands between two blanks, of all such pieces met so far, within bounds."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        found = tuple(term(piece[start:end]) for start, end in spans(piece))
        if _ends_clause(piece):
            found = (*found, CLAUSE_END)
        if len(piece) <= _LONGEST_WORD:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = found
        return found


_PIECES = _Pieces()


@lru_cache(maxsize=1 << 15)
def _places(piece: str) -> list[tuple[int, int]]:
    """Return where the words of a piece stand in it, and its end."""
    return [*spans(piece), (len(piece), len(piece))]


def _ends_clause(piece: str) -> bool:
    """Whether a clause ends behind a piece: at a mark that is no abbreviation's, or (nothing) a blank line."""
    bare = piece.rstrip(")]}\"'”’»")
    if not bare:
        return not piece
    return bare[-1] in ".;:?!" and bare[:-1].lstrip("([\"'“‘").lower() not in ABBREVIATIONS


def tokens(text: str) -> Iterator[Token]:
    """Yield tokens in text order; ``start`` and ``end`` are character offsets into ``text``. Never raises."""
    for start, end in spans(text):
        yield Token(term(text[start:end]), start, end)


def terms(text: str) -> tuple[str, ...]:
    """Return the tokens of ``text`` in order, as they are indexed."""
    return _name_terms(text) if len(text) <= _LONGEST_NAME else tuple(token.text for token in tokens(text))


@lru_cache(maxsize=1 << 14)  # names and queries are looked at again and again
def _name_terms(text: str) -> tuple[str, ...]:
    return tuple([term(text[start:end]) for start, end in spans(text)])


@lru_cache(maxsize=1 << 16)  # the stemmer takes 25 times as long
def term(word: str) -> str:
    """Return ``word`` as it is indexed: folded, Greek letters spelt out, stemmed. Words alike give one term."""
    if _is_plural_acronym(word):
        word = word[:-1]
    folded = fold(word)[:_LONGEST_WORD]
    if len(folded) < _SHORTEST_STEMMED or not folded.isascii() or any(map(str.isdigit, folded)):
        return folded
    if folded[-1] == "s" and not set(folded) & set("aeiouy"):
        return folded[:-1]  # "mscs" typed in lower case; the stemmer leaves words without a vowel alone
    american = _american(folded)
    stem = str(_STEMMER.stem(american))
    return stem if len(stem) >= _SHORTEST_STEM else american


def _american(word: str) -> str:
    """Return ``word`` in American spelling, so that "haemorrhage" and "hemorrhage" are one term."""
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return ``word`` without regard to case, accents, ligatures, kinds of apostrophe and Greek script."""
    plain = unicodedata.normalize("NFKD", word).casefold().replace("’", "'")
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_GREEK)


def spellings(word: str) -> frozenset[str]:
    """Return ``word``, or the beginning of one, folded: as it is written and in American spelling."""
    folded = fold(word)
    return frozenset((folded, _american(folded)))


def is_stopword(typed: str, *, in_question: bool = False) -> bool:
    """Whether a query of several words, or a question in a sentence, can do without ``typed`` (a word as typed)."""
    folded = fold(typed)
    return folded in STOPWORDS or (in_question and folded in QUESTION_WORDS)


def _is_plural_acronym(word: str) -> bool:
    """Whether ``word`` is capitals (perhaps behind a small letter or two) and a small s: MSCs, iPSCs."""
    return re.fullmatch(r"[a-z]{0,2}[A-Z0-9]{2,}s", word) is not None
