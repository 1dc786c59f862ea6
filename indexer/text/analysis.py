"""The only tokenizer of this project. The module :mod:`.stemming` contains the stemmer.

Each part of a compound is a token. The tokens of ``IL-6`` are "il" and "6". The tokens of ``CD34+`` are "cd34" and "+".
A compound in a query becomes a phrase. Thus a user can search for a whole compound or for one of its parts.

All apostrophes and primes are equal. Soft hyphens, zero-width characters and combining accents inside a word have no
effect.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.text.british import american
from indexer.text.stem_exceptions import CAPITALS
from indexer.text.stemming import stem
from indexer.text.stopwords import QUESTION_WORDS, STOPWORDS

LONGEST_WORD = 64  # characters; terms are cut to this length
_LONGEST_CACHED_TEXT = 80  # characters

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_APOSTROPHES = "'’‘´`′＇"
_LETTER_APOSTROPHE = "ʼ"  # the regular expression \w matches this apostrophe
_PLUS_SIGNS = "+⁺＋"
# Soft hyphen, combining accents, zero-width and direction characters, word joiner, byte order mark
_IGNORED = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(map(chr, range(0x300, 0x370)))
_NEEDS_CARE = frozenset(f"_{_SUPERSCRIPTS}{_LETTER_APOSTROPHE}{_PLUS_SIGNS[1:]}{_IGNORED}")

# A token is a run of letters and digits (with apostrophes inside), an exponent, or a plus sign right after a token.
# The simpler pattern is for texts without the characters of _NEEDS_CARE; it takes half the time. NLTK's tokenizers take
# five times as long.
_WORD = rf"[^\W_{_SUPERSCRIPTS}{_LETTER_APOSTROPHE}]"
_BETWEEN = rf"[{_IGNORED}]*+(?:[{_APOSTROPHES}{_LETTER_APOSTROPHE}][{_IGNORED}]*+)?"
_CAREFUL = re.compile(
    rf"({_WORD}+(?:{_BETWEEN}{_WORD}+)*[\u0300-\u036f]*|[{_SUPERSCRIPTS}]+"
    rf"|(?:(?<=[^\W_])|(?<=[^\W_][{_IGNORED}]))[{_PLUS_SIGNS}])"
)
_SIMPLE = re.compile(rf"(\w+(?:[{_APOSTROPHES}]\w+)*|(?<=\w)\+)")
_PLURAL_ACRONYM = re.compile(r"[a-z]{0,2}[A-Z0-9]{2,}s")  # MSCs, iPSCs

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
).split()
_GREEK = dict(zip(map(ord, "αβγδεζηθικλμνξοπρςστυφχψω"), _GREEK_NAMES, strict=True))

_EQUAL = dict.fromkeys(map(ord, _IGNORED)) | dict.fromkeys(map(ord, _APOSTROPHES + _LETTER_APOSTROPHE), "'")
_FOLDED = _EQUAL | _GREEK


@dataclass(frozen=True, slots=True)
class Token:
    """An indexed term (``text``) and the character offsets of its word, ``end`` exclusive."""

    text: str
    start: int
    end: int


def _pattern_for(text: str) -> re.Pattern[str]:
    needs_care = "_" in text or not (text.isascii() or _NEEDS_CARE.isdisjoint(text))
    return _CAREFUL if needs_care else _SIMPLE


def is_simple(text: str) -> bool:
    """Return whether ``text`` has no underscores, superscripts and ignored characters. :func:`word_end` requires it."""
    return _pattern_for(text) is _SIMPLE


def spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the words of ``text`` in order, ``end`` exclusive. Never raises."""
    return [match.span() for match in _pattern_for(text).finditer(text)]


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, as written. Never raises."""
    return _pattern_for(text).findall(text)


def word_end(text: str, start: int) -> int:
    """Return the end of the word that starts at ``start``, or 0 if no word starts there.

    :func:`is_simple` must return True for ``text``.
    """
    match = _SIMPLE.match(text, start)
    if match is None:
        return 0
    if start and text[start] != "+":
        before = text[start - 1]
        if before.isalnum() or (before in _APOSTROPHES and start > 1 and text[start - 2].isalnum()):
            return 0
    return match.end()


def word_after(text: str, end: int) -> tuple[int, int]:
    """Return the (start, end) of the next word, or (0, 0) if there is none. ``end`` is the end of the current word."""
    match = _pattern_for(text).search(text, end)
    return match.span() if match else (0, 0)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` in text order. Never raises."""
    for start, end in spans(text):
        yield Token(term(text[start:end]), start, end)


def terms(text: str) -> tuple[str, ...]:
    """Return the indexed terms of ``text`` in text order."""
    return _terms(text) if len(text) <= _LONGEST_CACHED_TEXT else _terms.__wrapped__(text)


def term_set(words: str) -> frozenset[str]:
    """Return the set of the terms of ``words``."""
    return frozenset(terms(words))


@lru_cache(maxsize=1 << 14)  # the same names of concepts and queries recur
def _terms(text: str) -> tuple[str, ...]:
    return tuple([term(text[start:end]) for start, end in spans(text)])


@lru_cache(maxsize=1 << 16)  # the stemmer takes 25 times as long as a look-up
def term(word: str) -> str:
    """Return the indexed term of ``word``: its folded form, changed to American spelling and stemmed.

    Words with digits and words with non-ASCII letters are only folded.
    """
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word.translate(_EQUAL))
    if plain in CAPITALS:
        return CAPITALS[plain]
    folded = fold(plain[:-1] if _PLURAL_ACRONYM.fullmatch(plain) else word)[:LONGEST_WORD]
    return stem(folded) if folded.isascii() and not any(map(str.isdigit, folded)) else folded


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return ``word`` in lower case, without accents, ligatures and ignored characters.

    Apostrophes become straight. Greek letters become their names ("alpha").
    """
    plain = unicodedata.normalize("NFKD", word.translate(_EQUAL)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLDED)


def spellings(word: str) -> frozenset[str]:
    """Return the folded form of a word or prefix, in the original spelling and in American spelling."""
    folded = fold(word)
    return frozenset((folded, american(folded)))


def is_stopword(word: str, *, in_question: bool = False) -> bool:
    """Return whether a query of several words can drop ``word``.

    If ``in_question`` is True, the query can also drop words that are typical of questions ("studies", "effect").
    """
    folded = fold(word)
    return folded in STOPWORDS or (in_question and folded in QUESTION_WORDS)
