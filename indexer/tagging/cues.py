"""Search for cues: words around a mention that show whether the study is about the mentioned concept.

A cue phrase (``cue_phrases.py``) precedes or follows the mention in the same clause. The phrase excludes the mention or
makes it doubtful. Words for patients, for treatment and for giving cells support a mention near them. The weight of
each cue is learnt from labelled texts (``aboutness.py``).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container
from itertools import compress, count
from typing import NamedTuple

from indexer.tagging.cue_phrases import CUES, Cue, phrases
from indexer.text.analysis import term_set, terms
from indexer.text.tokenized_text import CLAUSE_END

_FAR, _NEAR = 10, 4  # largest distances between a supporting word and a mention, in words

# Verbs and nouns for giving cells to a patient.
GIVING = term_set(
    "give gives given gave giving receive received receiving inject injects injected injecting injection infuse "
    "infused infusing infusion administer administered administering administration deliver delivers delivered "
    "delivering delivery transplant transplanted transplanting transplantation implant implanted implanting "
    "implantation treated dose doses dosed place placed placing put returned return pour poured drip dripped "
    "run instilled instillation instil graft grafted seeded laid applied apply sprayed spread deposited divided "
    "introduced inserted reinfused reinjected slipped pumped transferred transfused"
)

_GIVEN = GIVING | term_set("got had tested use used using")
_PEOPLE = term_set(
    "patient people person adult child children infant baby babies newborn woman women man men boy girl "
    "participant subject volunteer individual case knee rat mouse mice animal model"
)
_LINKS = term_set("with of had having from by")
_TREATING = term_set("treat treats treated treating treatment therapy therapies against for in")
_NUMBERS = term_set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
) | frozenset(map(str, range(2, 1000)))
_DELIVERED = term_set(
    "inject injection injected infuse infused infusion administer administered administration deliver "
    "delivered delivery transplant transplanted transplantation implant implanted implantation given "
    "received treatment therapy dose dosed route approach"
)
_STUDIED = term_set("patient people rat mouse mice model participant subject trial study")


class _CuePhrase(NamedTuple):
    """A phrase of ``cue``. ``size`` is the number of its words, and ``rest`` contains its words after the second.

    ``is_before`` is True if the phrase precedes the mention.
    """

    size: int
    rest: list[str]
    cue: Cue
    is_before: bool


_PlacedCues = list[tuple[int, Cue]]
_Clause = tuple[_PlacedCues, _PlacedCues]
"""The cues in one clause. The first list contains the ``before`` phrases: the index of the word after each phrase, and
its cue. The second list contains the ``after`` phrases: the index of the first word of each phrase, and its cue."""


class CueFinder:
    """Finder of the cues near the mentions in one text.

    ``words`` are the terms of the text, with a CLAUSE_END at the end of each clause. Cues with a name in ``ignored``
    are not returned.
    """

    def __init__(self, words: list[str], ignored: Container[str] = ()) -> None:
        self._words = words
        self._ignored = ignored
        # The indexes of all CLAUSE_ENDs, with an index before the first word and an index after the last word.
        self._ends = [-1, *compress(count(), map(CLAUSE_END.__eq__, words)), len(words) + 1]
        self._clauses: dict[int, _Clause] = {}  # filled on demand, because many clauses have no mention

    def find(self, facet: str, first: int, last: int) -> list[Cue]:
        """Return the cues for a mention of a ``facet`` concept in the words ``first`` to ``last``, both inclusive."""
        number = bisect_left(self._ends, first)
        before, after = self._clauses.get(number) or self._read(number)
        if last >= self._ends[number]:
            _, after = self._read(bisect_right(self._ends, last))
        if not (before or after):
            return []
        cues = [cue for end, cue in before if end <= first <= end + cue.max_gap_before and self._leads(cue, end, first)]
        cues += [cue for start, cue in after if last < start <= last + 1 + cue.max_gap_after]
        return [cue for cue in cues if not cue.facets or facet in cue.facets] if cues else cues

    def find_support(self, first: int, last: int) -> tuple[str, ...]:
        """Return the names of the kinds of support for a mention in the words ``first`` to ``last``.

        Four kinds are in the clause of the mention, before the mention. "given" is a word for giving. "patients" are
        words such as "patients with". "counted" is a number in addition to these words. "treated" is a word for
        treatment, at most 4 words away. Two kinds follow the mention, in any clause. "delivered" is a word for
        delivery, at most 4 words away. "studied" is a word such as "patients" or "study" directly after the mention.
        """
        start = self._ends[bisect_left(self._ends, first) - 1] + 1
        before = self._words[max(start, first - _FAR) : first]
        near, after = before[-_NEAR:], self._words[last + 1 : last + 1 + _NEAR]
        names = [] if _GIVEN.isdisjoint(before) else ["given"]
        if not _DELIVERED.isdisjoint(after):
            names.append("delivered")
        if not _LINKS.isdisjoint(near) and not _PEOPLE.isdisjoint(before):
            names.append("patients")
            if not _NUMBERS.isdisjoint(before):
                names.append("counted")
        if not _TREATING.isdisjoint(near):
            names.append("treated")
        if after and after[0] in _STUDIED:
            names.append("studied")
        return tuple(names)

    def _leads(self, cue: Cue, start: int, end: int) -> bool:
        """Return whether ``cue`` allows the words ``start`` to ``end`` (exclusive) between its phrase and a mention."""
        between = self._words[start:end]
        return cue.not_between.isdisjoint(between) and (
            cue.only_between is None or cue.only_between.issuperset(between)
        )

    def _read(self, number: int) -> _Clause:
        start = self._ends[number - 1] + 1
        words = self._words[start : self._ends[number]]
        before: _PlacedCues = []
        after: _PlacedCues = []
        for at in compress(count(), map(_PHRASES.__contains__, words)):
            single, longer = _PHRASES[words[at]]
            phrases = longer.get(words[at + 1], single) if longer and at + 1 < len(words) else single
            for size, rest, cue, is_before in phrases:
                if (not rest or words[at + 2 : at + size] == rest) and cue.name not in self._ignored:
                    if is_before:
                        before.append((start + at + size, cue))
                    else:
                        after.append((start + at, cue))
        clause = self._clauses[number] = before, after
        return clause


def _phrases_by_first_words() -> dict[str, tuple[list[_CuePhrase], dict[str, list[_CuePhrase]]]]:
    """Return the cue phrases by their first word and then by their second word.

    Each first word maps to a pair. The first item is the list of one-word phrases. The second item maps each second
    word to the list of one-word phrases and longer phrases.
    """
    single: dict[str, list[_CuePhrase]] = {}
    longer: dict[str, dict[str, list[_CuePhrase]]] = {}
    for cue in CUES:
        for is_before, listed in ((True, cue.before), (False, cue.after)):
            for first, *others in filter(None, dict.fromkeys(map(terms, phrases(listed)))):
                phrase = _CuePhrase(1 + len(others), others[1:], cue, is_before)
                if others:
                    longer.setdefault(first, {}).setdefault(others[0], []).append(phrase)
                else:
                    single.setdefault(first, []).append(phrase)
    return {
        first: (
            alone := single.get(first, []),
            {second: alone + phrases for second, phrases in longer.get(first, {}).items()},
        )
        for first in {**single, **longer}
    }


_PHRASES = _phrases_by_first_words()
