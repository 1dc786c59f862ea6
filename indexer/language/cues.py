"""Words around a mention that tell whether the study is about what is mentioned.

A cue is a phrase that stands before the mention, in the same clause and near enough, or behind it. Those of AGAINST
say that the mention is not of what the study did: such a mention does not count. Words for people, for giving and
for treating, close by, speak for it. How much each matters is learnt from labelled texts (``aboutness.py``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container
from typing import NamedTuple

from indexer.language.analysis import CLAUSE_END, terms


class Cue(NamedTuple):
    """A reason not to count a mention; ``name`` is shown.

    It holds for the ``facets`` named, for all where none is. A phrase of ``before`` tells where at most ``reach``
    words stand between it and the mention, none of them of ``barred``, and all of them of ``only`` where that is
    given. A phrase of ``behind`` must follow within ``within`` words.
    """

    name: str
    before: tuple[str, ...] = ()
    reach: int = 3
    barred: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    behind: tuple[str, ...] = ()
    within: int = 0
    facets: tuple[str, ...] = ()


_FAR, _NEAR = 10, 4  # words before a mention, or (near) to either side, that may speak for it

_PREPOSITIONS = frozenset(terms("in for of with after on to by from and but or"))
_HARDLY = frozenset(
    terms(
        "any an a the known other overt active prior history evidence sign signs of given inject injected injection "
        "infuse infused infusion administered administration delivered use used using tested by via through been "
        "be them had have has were was did patient participant child one clear"
    )
)


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in listed.split(","))


AGAINST = (
    Cue(
        "denied",
        before=_phrases("no, not, nor, never, none, nobody, without, neither, free of, lack, lacked, lacking"),
        reach=4,
        only=_HARDLY,
    ),
    Cue(
        "compared",
        before=_phrases(
            "rather than, instead of, unlike, place of, opposed to, contrast to, contrast with, versus, vs, "
            "compared with, compared to, comparison with, comparing with, than, superior to, inferior to, "
            "alternative to, comparator, controls had, control group, placebo group"
        ),
        barred=_PREPOSITIONS,
    ),
    Cue(
        "excluded",
        before=_phrases(
            "excluded, excludes, excluding, exclusion, exclusions, ineligible, ruled out, barred, left out, "
            "turned away, nor do the authors cover, free of, none had, none with"
        ),
        reach=10,
        behind=_phrases(
            "excluded, left out, not eligible, ineligible, turned away, reason for exclusion, exclusion criteria, "
            "could not join, not registered, not included, could not be included, did not qualify, not enrolled, "
            "replaced, not been eligible, not allowed, barred, not admitted, not cover"
        ),
        within=14,
    ),
    Cue(
        "elsewhere",
        before=_phrases(
            "earlier study, earlier work, earlier trial, earlier report, earlier research, earlier experiment, "
            "earlier team, earlier group, earlier case reports, earlier literature, previous study, previous "
            "work, previous trial, previous report, previous research, previous experiment, previous team, "
            "previous group, previous case reports, previous literature, prior study, prior work, prior trial, "
            "prior report, prior research, prior experiment, prior team, prior group, prior case reports, prior "
            "literature, past study, past work, past trial, past report, past research, past experiment, past "
            "team, past group, past case reports, past literature, other study, other work, other trial, other "
            "report, other research, other experiment, other team, other group, other case reports, other "
            "literature, older study, older work, older trial, older report, older research, older experiment, "
            "older team, older group, older case reports, older literature, animal study, animal work, animal "
            "trial, animal report, animal research, animal experiment, animal team, animal group, animal case "
            "reports, animal literature, rodent study, rodent work, rodent trial, rodent report, rodent research, "
            "rodent experiment, rodent team, rodent group, rodent case reports, rodent literature, published "
            "study, published work, published trial, published report, published research, published experiment, "
            "published team, published group, published case reports, published literature, elsewhere, others, "
            "some groups, previously, had shown, been tested, originally, known from, literature, already used, "
            "licensed, used by a, used by another, pipeline"
        ),
        reach=16,
        behind=_phrases("tested elsewhere, being tested, been tested, licensed, published earlier, reported here"),
        within=10,
    ),
    Cue(
        "possible",
        before=_phrases(
            "future study, future work, future trial, future research, future step, further study, further work, "
            "further trial, further research, further step, more study, more work, more trial, more research, "
            "more step, additional study, additional work, additional trial, additional research, additional "
            "step, next study, next work, next trial, next research, next step, larger study, larger work, larger "
            "trial, larger research, larger step, might, may, could, would, plan, plans, planned, planning, "
            "asking whether, whether, considering, hopes to, hope, preparing, being studied, working on, now to, "
            "now tests, one day, remains to, attempted, argue, speculation, welcome, should, suggest"
        ),
        reach=18,
        behind=_phrases(
            "might, may, could, would, being studied, being considered, planned, be next, an option, looked at, "
            "next step, not attempted, not tested, not been tested, deserve, remain, remains, under way"
        ),
        within=8,
    ),
    Cue(
        "beside",
        facets=("condition",),
        before=_phrases(
            "history of, comorbid, comorbidity, comorbidities, also had, concomitant, risk of, risk for, risk "
            "factors, risk factors for, prone to, prevent, prevents, prevented, prevention of, such as, symptom, "
            "including, likely to"
        ),
        barred=_PREPOSITIONS,
        behind=_phrases("present in"),
        within=3,
    ),
    Cue(
        "option",
        before=_phrases("option, alternative, other route, other ways, other sources, instead"),
        reach=8,
        behind=_phrases("instead"),
        within=8,
    ),
    Cue(
        "event",
        facets=("condition",),
        before=_phrases(
            "led to, lead to, leading to, result in, resulted in, resulting in, develop, developed, developing, "
            "complicated by, complication, complications such as, died of, died from, death from, adverse event, "
            "adverse effect, side effect, followed by a, one had, one carry, one developed, one has, one "
            "suffered, one patient had, one child had, one infant had, one man had, one woman had, two had, two "
            "carry, two developed, two has, two suffered, two patient had, two child had, two infant had, two man "
            "had, two woman had, three had, three carry, three developed, three has, three suffered, three "
            "patient had, three child had, three infant had, three man had, three woman had, four had, four "
            "carry, four developed, four has, four suffered, four patient had, four child had, four infant had, "
            "four man had, four woman had, five had, five carry, five developed, five has, five suffered, five "
            "patient had, five child had, five infant had, five man had, five woman had, six had, six carry, six "
            "developed, six has, six suffered, six patient had, six child had, six infant had, six man had, six "
            "woman had, seven had, seven carry, seven developed, seven has, seven suffered, seven patient had, "
            "seven child had, seven infant had, seven man had, seven woman had, eight had, eight carry, eight "
            "developed, eight has, eight suffered, eight patient had, eight child had, eight infant had, eight "
            "man had, eight woman had, nine had, nine carry, nine developed, nine has, nine suffered, nine "
            "patient had, nine child had, nine infant had, nine man had, nine woman had, ten had, ten carry, ten "
            "developed, ten has, ten suffered, ten patient had, ten child had, ten infant had, ten man had, ten "
            "woman had, eleven had, eleven carry, eleven developed, eleven has, eleven suffered, eleven patient "
            "had, eleven child had, eleven infant had, eleven man had, eleven woman had, twelve had, twelve "
            "carry, twelve developed, twelve has, twelve suffered, twelve patient had, twelve child had, twelve "
            "infant had, twelve man had, twelve woman had"
        ),
        reach=7,
        behind=_phrases("occurred, recorded, reported, seen, developed, observed, noted, not judged, rose, fell"),
        within=8,
    ),
    Cue(
        "setting",
        facets=("condition",),
        before=_phrases(
            "cured of, survivor of, survivors of, after, following, due to, because of, caused by, secondary to, "
            "treatment for, undergoing, induced by, from"
        ),
        barred=_PREPOSITIONS,
    ),
    Cue(
        "confused",
        before=_phrases(
            "mistaken for, not for, distinct from, differs from, resemble, resembles, like, similar to, stand "
            "for, may mean, meaning"
        ),
        reach=4,
        barred=_PREPOSITIONS,
    ),
    Cue(
        "named",
        before=_phrases(
            "journal of, annals of, department of, institute of, society of, society for, center for, hospital "
            "for, the journal"
        ),
        reach=5,
        behind=_phrases("reviews, society, foundation, journal"),
        within=3,
    ),
    Cue(
        "mechanism",
        facets=("cell_type",),
        before=_phrases(
            "typical of, marker, markers of, protein, become, became, turn into, turned into, differentiate into, "
            "differentiated into, stained as, expressed"
        ),
        reach=5,
    ),
)

# Verbs and nouns of giving cells to somebody.
GIVING = frozenset(
    terms(
        "give gives given gave giving receive received receiving inject injects injected injecting injection infuse "
        "infused infusing infusion administer administered administering administration deliver delivers delivered "
        "delivering delivery transplant transplanted transplanting transplantation implant implanted implanting "
        "implantation treated dose doses dosed place placed placing put returned return pour poured drip dripped "
        "run instilled instillation instil graft grafted seeded laid applied apply sprayed spread sent deposited "
        "introduced inserted reinfused reinjected slipped pumped slid dropped transferred transfused"
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


class _Clause(NamedTuple):
    """The number of the first word of a clause, and the phrases in it.

    Those that may tell of what follows have the number of the word behind them, those that may tell of what
    precedes the number of their first word.
    """

    start: int
    before: list[tuple[int, Cue]]
    behind: list[tuple[int, Cue]]


class Cues:
    """The cues of a text, asked for each mention.

    ``words`` are its terms with CLAUSE_END among them; cues whose name is in ``ignored`` tell nothing.
    """

    def __init__(self, words: list[str], ignored: Container[str] = ()) -> None:
        self._words = words
        self._ignored = ignored
        self._ends = _clause_ends(words)
        self._clauses: dict[int, _Clause] = {}  # by number, read when first asked for: many have no mention

    def around(self, facet: str, first: int, last: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of what speaks against a mention of ``facet`` by words ``first`` to ``last``, and for it.

        Where a cue speaks against it, nothing speaks for it.
        """
        number = bisect_left(self._ends, first)
        start, before, behind = self._clauses.get(number) or self._read(number)
        if last >= self._ends[number]:
            behind = self._read(bisect_right(self._ends, last)).behind
        if before or behind:
            telling = [cue for end, cue in before if end <= first <= end + cue.reach and self._leads(cue, end, first)]
            telling += [cue for at, cue in behind if last < at <= last + 1 + cue.within]
            if telling:
                against = dict.fromkeys([cue.name for cue in telling if not cue.facets or facet in cue.facets])
                if against:
                    return tuple(against), ()
        return (), self._beside(start, first, last)

    def _leads(self, cue: Cue, start: int, end: int) -> bool:
        """Whether the words between a phrase and a mention let the cue tell of it."""
        between = self._words[start:end]
        return cue.barred.isdisjoint(between) and (cue.only is None or cue.only.issuperset(between))

    def _read(self, number: int) -> _Clause:
        start = self._ends[number - 1] + 1
        words = self._words[start : self._ends[number]]
        clause = self._clauses[number] = _Clause(start, [], [])
        for at, word in enumerate(words):
            if word in _PHRASES:
                alone, longer = _PHRASES[word]
                for size, rest, cue, is_before in longer.get(words[at + 1], alone) if at + 1 < len(words) else alone:
                    if (not rest or words[at + 2 : at + size] == rest) and cue.name not in self._ignored:
                        if is_before:
                            clause.before.append((start + at + size, cue))
                        else:
                            clause.behind.append((start + at, cue))
        return clause

    def _beside(self, start: int, first: int, last: int) -> tuple[str, ...]:
        """Return the names of the kinds of words that speak for a mention in the clause that starts at ``start``.

        "patients": those who have something stand before it; "counted": and how many they were. "treated": it is
        what is treated. "given": a verb of giving stands before it, "delivered": behind it. "studied": people or a
        study are named by it.
        """
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
    for cue in AGAINST:
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
