"""The stemmer of this project: NLTK's Snowball stemmer for English, with exceptions.

The stemmer gives different words one stem, such as "several" and "severe", and inflections of one word different stems,
such as "diagnosis" and "diagnoses". The exceptions correct this.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from indexer.text.british import AMERICAN_PREFIXES, american
from indexer.text.irregular_plurals import IRREGULAR_PLURALS
from indexer.text.nltk_imports import EnglishStemmer
from indexer.text.stem_exceptions import JOINED, PARTED

_SHORTEST_STEMMED = 4  # "ALS" must not become the "al" of "et al."
_SHORTEST_STEM = 3  # "adding" must not become the "ad" of "AD"
_JOINED = IRREGULAR_PLURALS | JOINED
_IRREGULAR = frozenset({"die", "lie", "tie"})  # the stems of "dying", "lying" and "tying"
_STEMMER = EnglishStemmer()

# Endings of Greek words of at least six letters. The singular gets the ending of the plural, because the stemmer joins
# "diagnoses" with "diagnose". Without its own rule, "pancreatitis" would have the stem of "pancreatic".
_GREEK_ENDINGS = (
    (re.compile(r"(?<=...)sis$"), "ses"),
    (re.compile(r"(?<=..)it(is|ides)$"), "it"),
    (re.compile(r"(?<=...om)ata$"), "a"),  # carcinomata
    (re.compile(r"(?<=..)(cocc|bacill|thromb)i$"), r"\1us"),
)


def stem(word: str) -> str:
    """Return the stem of a folded ASCII word. American and British spellings have the same stem."""
    plain = word.removesuffix("'").removesuffix("'s")
    if len(plain) >= _SHORTEST_STEMMED:
        for ending, replacement in _GREEK_ENDINGS:
            plain = ending.sub(replacement, plain)
        plain = american(plain)
    plain = _JOINED.get(plain, plain)
    if len(plain) < _SHORTEST_STEMMED:
        return plain
    if plain[-1] == "s" and not set(plain) & set("aeiouy"):
        return plain[:-1]  # "mscs" in lower case; the Snowball stemmer doesn't change words without a vowel
    found = str(_STEMMER.stem(plain))
    for start in PARTED.get(found, ()):
        if plain.startswith(start):
            return start
    return found if len(found) >= _SHORTEST_STEM else plain


def stem_prefixes(stem: str) -> set[str]:
    """Return prefixes of folded words. Each ASCII word with this stem starts with one of them."""
    length = 1 if stem in _IRREGULAR else 2 if len(stem) <= 4 else 3 if len(stem) <= 6 else 4
    prefix = stem[:length].partition("'")[0]  # texts contain other apostrophes too
    british = {  # "haem-", "oedema"
        (prefix[:at] + vowel + prefix[at:])[: len(prefix)]
        for at, letter in enumerate(prefix)
        if letter == "e"
        for vowel in "ao"
    }
    other = AMERICAN_PREFIXES.get(prefix, prefix)
    return {prefix, other, *british, *_prefixes_of_joined_words().get(stem, ())}


@cache
def _prefixes_of_joined_words() -> Mapping[str, set[str]]:
    """Return by stem the first two letters of the words in _JOINED."""
    prefixes = defaultdict(set)
    for word in _JOINED:
        prefixes[stem(word)].add(word[:2])
    return prefixes
