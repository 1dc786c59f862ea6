"""Words around a mention that tell whether the study is about what is mentioned.

A cue is a phrase that stands before the mention, in the same clause and near enough, or behind it. The lists were
tuned on four fifths of the shipped corpus and of 1,536 trial registrations, and on texts written for the purpose; the rest was kept for measuring.
"""

from __future__ import annotations

from typing import NamedTuple

from indexer.language.analysis import CLAUSE_END, term, terms

_CLAUSE = 15  # words before a mention in which cues are looked for


def _terms_of(*words: str) -> frozenset[str]:
    return frozenset(term(word) for group in words for word in group.split())


class Cue(NamedTuple):
    """A reason not to count a mention in full: ``weight`` is what it then weighs; ``name`` is shown.

    A phrase of ``before`` tells where at most ``reach`` words stand between it and the mention, none of them of
    ``barred``, and all of them of ``only`` where that is given. A phrase of ``behind`` must follow within ``within`` words.
    """

    name: str
    weight: float
    before: tuple[str, ...] = ()
    reach: int = 3
    barred: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    behind: tuple[str, ...] = ()
    within: int = 0


_PREPOSITIONS = _terms_of("in for of with after on to by from and but or")
_HARDLY = _terms_of(
    "any an a the known other overt active prior history evidence sign signs of given inject injected injection "
    "infuse infused infusion administered administration delivered use used using tested by via through been be"
)

# The first that fits decides.
AGAINST = (
    Cue(
        "denied",
        0,
        before=("no", "not", "nor", "never", "without", "neither", "free of", "lack", "lacked", "lacking"),
        reach=4,
        only=_HARDLY,
    ),
    Cue(
        "compared",
        0,
        before=(
            "rather than", "instead of", "unlike", "in place of", "as opposed to", "in contrast to", "in contrast with",
            "versus", "vs", "compared with", "compared to", "comparison with", "comparing with", "than", "superior to", "inferior to",
            "alternative to",
        ),
        barred=_PREPOSITIONS,
    ),
    Cue(
        "excluded",
        0,
        before=("excluded", "excludes", "exclusion", "exclusions", "ineligible", "ruled out", "barred", "left out", "turned away"),
        reach=9,
        behind=("excluded", "left out", "not eligible", "ineligible", "turned away", "reason for exclusion"),
        within=5,
    ),
    Cue(
        "elsewhere",
        0.25,
        before=tuple(
            f"{when} {what}"
            for when in ("earlier", "previous", "prior", "past", "other", "older")
            for what in ("study", "work", "trial", "report", "research", "experiment", "team", "groups", "case reports")
        ),
        reach=10,
    ),
    Cue(
        "hoped for",
        0.25,
        before=tuple(
            f"{when} {what}"
            for when in ("future", "further", "more", "additional")
            for what in ("study", "work", "trial", "research")
        ),
        reach=12,
    ),
    Cue(
        "beside",
        0.25,
        before=(
            "history of", "comorbid", "comorbidity", "comorbidities", "also had", "concomitant", "risk of", "risk for", "risk factors", "risk factors for",
            "prone to", "prevent", "prevents", "prevented", "prevention of",
        ),
        barred=_PREPOSITIONS,
    ),
    Cue(
        "option",
        0.25,
        before=(
            "could be given", "could also be given", "can be given", "can also be given", "may be given",
            "may also be given", "option", "alternative", "other route", "other ways", "other sources",
        ),
        reach=8,
    ),
    Cue(
        "outcome",
        0.4,
        before=(
            "led to", "lead to", "leading to", "result in", "resulted in", "resulting in", "develop", "developed", "developing",
            "complicated by", "complication", "complications such as", "died of", "died from", "death from",
        ),
        barred=_PREPOSITIONS,
    ),
)

# Verbs and nouns of giving cells to somebody.
GIVING = _terms_of(
    "give gives given gave giving receive received receiving inject injects injected injecting injection infuse infused "
    "infusing infusion administer administered administering administration deliver delivers delivered delivering delivery transplant transplanted "
    "transplanting transplantation implant implanted implanting implantation treated dose doses dosed place placed placing put returned return pour poured "
    "drip dripped run instilled instillation instil graft grafted seeded laid applied apply sprayed spread sent deposited "
    "introduced inserted reinfused reinjected flowed passed slipped set pumped slid dropped transferred transfused"
)

_PERSON, _LINK, _AIM, _GIVEN, _FOLLOWS, _STUDY = (1 << number for number in range(6))
_KINDS: dict[str, int] = {}
for _kind, _words in (
    (
        _PERSON,
        "patient people person adult child children infant baby babies newborn woman women man men boy girl participant subject "
        "volunteer individual case knee rat mouse mice animal model",
    ),
    (_LINK, "with of had having from by"),
    (_AIM, "treat treats treated treating treatment therapy therapies against for in"),
    (_GIVEN, "got had tested use used using"),
    (
        _FOLLOWS,
        "inject injection injected infuse infused infusion administer administered administration deliver delivered delivery "
        "transplant transplanted transplantation implant implanted implantation given received treatment therapy dose dosed route approach",
    ),
    (_STUDY, "patient people rat mouse mice model participant subject trial study"),
):
    for _term in _terms_of(_words):
        _KINDS[_term] = _KINDS.get(_term, 0) | _kind


class _Found(NamedTuple):
    """A phrase found, from word ``first`` to ``last``, and the number of its cue in AGAINST."""

    first: int
    last: int
    cue: int
    is_before: bool


class Cues:
    """The cues of a text, found once, asked for each mention. ``words`` are its terms with CLAUSE_END among them."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._kinds = [_KINDS.get(word, 0) for word in words]
        self._against: list[_Found] = []
        for at in [number for number, word in enumerate(words) if word in _PHRASES]:
            for phrase, cue, is_before in _PHRASES[words[at]]:
                last = at + len(phrase) - 1
                if last == at or tuple(words[at : last + 1]) == phrase:
                    self._against.append(_Found(at, last, cue, is_before))

    def against(self, first: int, last: int, earliest: int = 0) -> Cue | None:
        """Return the cue that speaks against a mention by the words ``first`` to ``last``, None where none does."""
        best: int | None = None
        for found in self._against:
            if found.first < first - _CLAUSE or (best is not None and found.cue >= best):
                continue
            if found.first > last + 8:
                break
            cue = AGAINST[found.cue]
            if found.is_before:
                between = self._words[found.last + 1 : first]
                fits = (
                    earliest <= found.first
                    and found.last < first
                    and len(between) <= cue.reach
                    and CLAUSE_END not in between
                    and cue.barred.isdisjoint(between)
                    and (cue.only is None or cue.only.issuperset(between))
                )
            else:
                between = self._words[last + 1 : found.first]
                fits = last < found.first and len(between) <= cue.within and CLAUSE_END not in between
            if fits:
                best = found.cue
        return None if best is None else AGAINST[best]

    def speak_for(self, facet: str, first: int, last: int, earliest: int = 0) -> list[str]:
        """Return the names of the cues that speak for a mention of ``facet``, each of which weighs the same.

        "patients": those who have the condition stand close by. "treated": it is what is treated. "given": a cell
        or route stands by a verb of giving.
        """
        far = near = 0
        for at in range(first - 1, max(earliest, first - 10) - 1, -1):
            if self._words[at] == CLAUSE_END:
                break
            far |= self._kinds[at]
            if first - at <= 4:
                near |= self._kinds[at]
        if facet != "condition":
            behind = 0
            for kind in self._kinds[last + 1 : last + 5]:
                behind |= kind
            return ["given"] if far & _GIVEN or behind & _FOLLOWS else []
        found = []
        if (near & _LINK and far & _PERSON) or any(kind & _STUDY for kind in self._kinds[last + 1 : last + 2]):
            found.append("patients")
        if near & _AIM:
            found.append("treated")
        return found


for _term in GIVING:
    _KINDS[_term] = _KINDS.get(_term, 0) | _GIVEN

# By the first word: the phrase, the number of its cue, whether it stands before the mention.
_PHRASES: dict[str, list[tuple[tuple[str, ...], int, bool]]] = {}
for _number, _cue in enumerate(AGAINST):
    for _is_before, _phrases in ((True, _cue.before), (False, _cue.behind)):
        for _phrase in _phrases:
            _key = terms(_phrase)
            if (_key, _number, _is_before) not in _PHRASES.setdefault(_key[0], []):
                _PHRASES[_key[0]].append((_key, _number, _is_before))
