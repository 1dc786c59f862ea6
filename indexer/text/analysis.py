"""The only tokenizer and stemmer of this project. The stemmer is NLTK's Snowball stemmer for English.

Each part of a compound is a token. The tokens of ``IL-6`` are "il" and "6". The tokens of ``CD34+`` are "cd34" and "+".
A compound in a query becomes a phrase. Thus a user can search for a whole compound or for one of its parts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.text.nltk_imports import EnglishStemmer
from indexer.text.stopwords import QUESTION_WORDS, STOPWORDS

LONGEST_WORD = 64  # characters; terms are cut to this length
_LONGEST_CACHED_TEXT = 80  # characters
_SHORTEST_STEM = 3  # "adding" must not become the "ad" of "AD"
_SHORTEST_STEMMED = 4  # "ALS" must not become the "al" of "et al."

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPT = frozenset(_SUPERSCRIPTS)
# A token is a run of letters and digits (with apostrophes inside), an exponent, or a plus sign right after a token.
# The simpler pattern is for texts without underscores and exponents; it takes half the time. NLTK's tokenizers take
# five times as long.
_WORD = rf"[^\W_{_SUPERSCRIPTS}]"
_CAREFUL = re.compile(rf"({_WORD}+(?:['’]{_WORD}+)*|[{_SUPERSCRIPTS}]+|(?<=[^\W_])\+)")
_SIMPLE = re.compile(r"(\w+(?:['’]\w+)*|(?<=\w)\+)")
_PLURAL_ACRONYM = re.compile(r"[a-z]{0,2}[A-Z0-9]{2,}s")  # MSCs, iPSCs
_STEMMER = EnglishStemmer()

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
).split()
_GREEK = dict(zip(map(ord, "αβγδεζηθικλμνξοπρςστυφχψω"), _GREEK_NAMES, strict=True))

# Patterns of British spellings and their American replacements. The patterns also change some other words
# ("exercise"). This is harmless, because indexed texts and queries are changed in the same way.
_BRITISH = (
    (re.compile(r"ae(?![rls]|$)|ae(?=sth)"), "e"),  # haem-, paed-, anaesth-, aetio-; not aer-
    (re.compile(r"^oe(?=[dst])|(?<=f)oe(?=t)|(?<=rrh)oe|(?<=pn)oe"), "e"),  # oedema, foetal, diarrhoea, dyspnoea
    (re.compile(r"(tum|col|fav|lab|hum|vap|behavi)our"), r"\1or"),
    (re.compile(r"([a-z]{3})is(e|ed|es|er|ing|ation|ations)$"), r"\1iz\2"),
    (re.compile(r"lys(e|ed|es|er|ing)$"), r"lyz\1"),
    (re.compile(r"(cent|fib|tit)re(s?)$"), r"\1er\2"),
)


@dataclass(frozen=True, slots=True)
class Token:
    """An indexed term (``text``) and the character offsets of its word, ``end`` exclusive."""

    text: str
    start: int
    end: int


def _pattern_for(text: str) -> re.Pattern[str]:
    needs_care = "_" in text or not (text.isascii() or _SUPERSCRIPT.isdisjoint(text))
    return _CAREFUL if needs_care else _SIMPLE


def is_simple(text: str) -> bool:
    """Return whether ``text`` has neither underscores nor superscript digits, which :func:`word_end` requires."""
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
        if before.isalnum() or (before in "'’" and start > 1 and text[start - 2].isalnum()):
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

    Short words, words with digits and words with non-ASCII letters are only folded.
    """
    if _PLURAL_ACRONYM.fullmatch(word):
        word = word[:-1]
    folded = fold(word)[:LONGEST_WORD]
    if len(folded) < _SHORTEST_STEMMED or not folded.isascii() or any(map(str.isdigit, folded)):
        return folded
    if folded[-1] == "s" and not set(folded) & set("aeiouy"):
        return folded[:-1]  # "mscs" in lower case; the stemmer doesn't change words without a vowel
    spelled = american(folded)
    stem = str(_STEMMER.stem(spelled))
    return stem if len(stem) >= _SHORTEST_STEM else spelled


def american(word: str) -> str:
    """Return ``word`` in American spelling, so that "haemorrhage" and "hemorrhage" give one term."""
    for british, replacement in _BRITISH:
        word = british.sub(replacement, word)
    return word


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return ``word`` in lower case, without accents and ligatures.

    Apostrophes become straight. Greek letters become their names ("alpha").
    """
    plain = unicodedata.normalize("NFKD", word).casefold().replace("’", "'")
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_GREEK)


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
