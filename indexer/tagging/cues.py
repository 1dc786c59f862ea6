"""Words around a mention that tell whether the study is about what is mentioned.

A cue is a phrase that stands before the mention, in the same clause and near enough, or behind it
(``cue_phrases.py``). Some say that the mention is not of what the study did: such a mention does not count. Others
only raise a doubt. Words for people, for giving and for treating, close by, speak for it. How much each matters is
learnt from labelled texts (``aboutness.py``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container
from itertools import compress, count
from typing import NamedTuple

from indexer.tagging.cue_phrases import CUES, Cue
from indexer.text.analysis import terms
from indexer.text.tokenized_text import CLAUSE_END

_FAR, _NEAR = 10, 4  # words before a mention, or (near) to either side, that may speak for it

# Verbs and nouns of giving cells to somebody.
GIVING = frozenset(
    terms(
        "give gives given gave giving receive received receiving inject injects injected injecting injection infuse "
        "infused infusing infusion administer administered administering administration deliver delivers delivered "
        "delivering delivery transplant transplanted transplanting transplantation implant implanted implanting "
        "implantation treated dose doses dosed place placed placing put returned return pour poured drip dripped "
        "run instilled instillation instil graft grafted seeded laid applied apply sprayed spread deposited divided "
        "introduced inserted reinfused reinjected slipped pumped transferred transfused"
    )
)

_GIVEN = GIVING | frozenset(terms("got had tested use used using"))
_PEOPLE = frozenset(
    terms(
        "patient people person adult child children infant baby babies newborn woman women man men boy girl "
        "participant subject volunteer individual case knee rat mouse mice animal model"
    )
)
_LINKS = frozenset(terms("with of had having from by"))
_AIMS = frozenset(terms("treat treats treated treating treatment therapy therapies against for in"))
_COUNTS = frozenset(
    terms(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    )
) | frozenset(map(str, range(2, 1000)))
_FOLLOWING = frozenset(
    terms(
        "inject injection injected infuse infused infusion administer administered administration deliver "
        "delivered delivery transplant transplanted transplantation implant implanted implantation given "
        "received treatment therapy dose dosed route approach"
    )
)
_STUDIED = frozenset(terms("patient people rat mouse mice model participant subject trial study"))


class _Phrase(NamedTuple):
    """A phrase of a cue: how many words it has, and those from the third on."""

    size: int
    rest: list[str]
    cue: Cue
    is_before: bool


_Placed = list[tuple[int, Cue]]
_Clause = tuple[_Placed, _Placed]
"""The phrases of a clause that may tell of what follows, each with the number of the word behind it, and those that
may tell of what precedes, each with the number of its first word."""


class Cues:
    """The cues of a text, asked for each mention.

    ``words`` are its terms with CLAUSE_END among them; cues whose name is in ``ignored`` tell nothing.
    """

    def __init__(self, words: list[str], ignored: Container[str] = ()) -> None:
        self._words = words
        self._ignored = ignored
        self._ends = _clause_ends(words)
        self._clauses: dict[int, _Clause] = {}  # by number, read when first asked for: many have no mention

    def telling(self, facet: str, first: int, last: int) -> list[Cue]:
        """Return the cues that tell of a mention of ``facet`` by words ``first`` to ``last``."""
        number = bisect_left(self._ends, first)
        before, behind = self._clauses.get(number) or self._read(number)
        if last >= self._ends[number]:
            _, behind = self._read(bisect_right(self._ends, last))
        if not (before or behind):
            return []
        cues = [cue for end, cue in before if end <= first <= end + cue.reach and self._leads(cue, end, first)]
        cues += [cue for at, cue in behind if last < at <= last + 1 + cue.within]
        return [cue for cue in cues if not cue.facets or facet in cue.facets] if cues else cues

    def _leads(self, cue: Cue, start: int, end: int) -> bool:
        """Whether the words between a phrase and a mention let the cue tell of it."""
        between = self._words[start:end]
        return cue.barred.isdisjoint(between) and (cue.only is None or cue.only.issuperset(between))

    def _read(self, number: int) -> _Clause:
        start = self._ends[number - 1] + 1
        words = self._words[start : self._ends[number]]
        before: _Placed = []
        behind: _Placed = []
        for at in compress(count(), map(_PHRASES.__contains__, words)):
            alone, longer = _PHRASES[words[at]]
            phrases = longer.get(words[at + 1], alone) if longer and at + 1 < len(words) else alone
            for size, rest, cue, is_before in phrases:
                if (not rest or words[at + 2 : at + size] == rest) and cue.name not in self._ignored:
                    if is_before:
                        before.append((start + at + size, cue))
                    else:
                        behind.append((start + at, cue))
        clause = self._clauses[number] = before, behind
        return clause

    def beside(self, first: int, last: int) -> tuple[str, ...]:
        """Return the names of the kinds of words that speak for a mention by words ``first`` to ``last``.

        They stand in its clause. "patients": those who have something stand before it; "counted": and how many they
        were. "treated": it is what is treated. "given": a verb of giving stands before it, "delivered": behind it.
        "studied": people or a study are named by it.
        """
        start = self._ends[bisect_left(self._ends, first) - 1] + 1
        before = self._words[max(start, first - _FAR) : first]
        near, behind = before[-_NEAR:], self._words[last + 1 : last + 1 + _NEAR]
        names = [] if _GIVEN.isdisjoint(before) else ["given"]
        if not _FOLLOWING.isdisjoint(behind):
            names.append("delivered")
        if not _LINKS.isdisjoint(near) and not _PEOPLE.isdisjoint(before):
            names.append("patients")
            if not _COUNTS.isdisjoint(before):
                names.append("counted")
        if not _AIMS.isdisjoint(near):
            names.append("treated")
        if behind and behind[0] in _STUDIED:
            names.append("studied")
        return tuple(names)


def _clause_ends(words: list[str]) -> list[int]:
    """Return the numbers of the ends of clauses, with one before the first word and one behind the last."""
    ends = [-1]
    try:
        while True:
            ends.append(words.index(CLAUSE_END, ends[-1] + 1))
    except ValueError:
        return [*ends, len(words) + 1]


def _by_beginning() -> dict[str, tuple[list[_Phrase], dict[str, list[_Phrase]]]]:
    """Return, by first word, the phrases of that word alone, and by second word these and those that go on so."""
    alone: dict[str, list[_Phrase]] = {}
    longer: dict[str, dict[str, list[_Phrase]]] = {}
    for cue in CUES:
        for is_before, listed in ((True, cue.before), (False, cue.behind)):
            for first, *others in dict.fromkeys(map(terms, listed)):
                phrase = _Phrase(1 + len(others), others[1:], cue, is_before)
                if others:
                    longer.setdefault(first, {}).setdefault(others[0], []).append(phrase)
                else:
                    alone.setdefault(first, []).append(phrase)
    return {
        first: (
            single := alone.get(first, []),
            {second: single + phrases for second, phrases in longer.get(first, {}).items()},
        )
        for first in {**alone, **longer}
    }


_PHRASES = _by_beginning()
