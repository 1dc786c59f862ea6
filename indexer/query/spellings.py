"""Spellings of one thing: the sequences of terms by which texts write a typed word or phrase.

"IL-10" is also written "IL10" and "IL 10", "TNF-α" also "TNFα" and "TNF alpha", and "type II" also "type 2".
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise, product

from indexer.text.analysis import fold, spans, term
from indexer.text.numerals import NUMBERED, arabic, is_numeral, roman
from indexer.text.stem_exceptions import CAPITALS

_MOST_SEQUENCES = 16
_MOST_PARTS = 4  # of a compound; a longer one is searched as typed
_HYPHENS = "-‐‑‒–−"
_PARTS = re.compile(r"[α-ωΑ-Ω]|[^\W\dα-ωΑ-Ω_'’]+(?:['’]\w+)?|\d+|\S")
_GREEK_NAME = re.compile(r"(.{2,4})(alpha|beta|gamma|delta|kappa)")


@lru_cache(maxsize=1 << 12)
def term_sequences(typed: str) -> tuple[tuple[str, ...], ...]:
    """Return the sequences of adjacent terms that mean ``typed``, at most 16. The sequence as typed comes first."""
    choices: list[list[tuple[str, ...]]] = []
    is_numbered = False
    for compound in _compounds(typed):
        if is_numbered and all(map(is_numeral, compound)):
            choices += [_numerals(fold(word)) for word in compound]
        else:
            choices.append(list(dict.fromkeys(_segmentations(compound))))
            is_numbered = compound[-1].lower() in NUMBERED
    sequences = (tuple(chain.from_iterable(chosen)) for chosen in product(*choices) if choices)
    return tuple(islice(dict.fromkeys(sequences), _MOST_SEQUENCES))


def _numerals(word: str) -> list[tuple[str, ...]]:
    return [(spelling,) for spelling in dict.fromkeys((word, arabic(word), roman(word)))]


def _compounds(typed: str) -> Iterator[list[str]]:
    """Yield lists of words. Words that only a hyphen or nothing separates are in one list."""
    places = spans(typed)
    compound = [typed[start:end] for start, end in places[:1]]
    for (_, before), (start, end) in pairwise(places):
        if typed[before:start] not in ("", *_HYPHENS):
            yield compound
            compound = []
        compound.append(typed[start:end])
    if compound:
        yield compound


def _segmentations(compound: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the terms of a compound as typed, in capitals, and with its parts joined or split in every other way.

    Two numbers are never joined, and nothing is joined with a plus sign.
    """
    yield tuple(map(term, compound))
    yield tuple(CAPITALS.get(word.upper(), term(word)) for word in compound)  # "aids" is also AIDS
    parts = list(chain.from_iterable(map(_parts, compound)))
    if not 1 < len(parts) <= _MOST_PARTS:
        return
    joints = [
        (" ",) if "+" in (left, right) or (left.isdigit() and right.isdigit()) else ("", " ")
        for left, right in pairwise(parts)
    ]
    for chosen in product(*joints):
        text = parts[0] + "".join(chain.from_iterable(zip(chosen, parts[1:], strict=True)))
        yield tuple(map(term, text.split()))


def _parts(word: str) -> Iterator[str]:
    """Yield the letters, digits and Greek letters of a word apart: "TGFβ1" has the parts "TGF", "β" and "1"."""
    for part in _PARTS.findall(word):
        named = _GREEK_NAME.fullmatch(fold(part))
        yield from named.groups() if named else (part,)
