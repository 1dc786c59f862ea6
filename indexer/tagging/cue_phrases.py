"""Cues: phrases near a mention that suggest that the study isn't about the concept. ``cues.py`` searches for them.

Phrases are compared by their stemmed terms. In a list such as "risk of/for, prone to", a comma separates phrases and a
slash separates alternative words.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from indexer.tagging.drugs import DRUG_GIVEN, DRUGS, DRUGS_BEFORE
from indexer.tagging.special_facets import CELL_TYPE, CONDITION, ROUTE
from indexer.text.analysis import term_set


class Cue(NamedTuple):
    """A group of phrases. They exclude a mention if ``negates`` is True. Otherwise, they make the mention doubtful.

    ``name`` is shown as evidence. A phrase in ``before`` precedes the mention in its clause, at a distance of at most
    ``max_gap_before`` words. A phrase in ``after`` follows the mention, at a distance of at most ``max_gap_after``
    words. The words between a phrase in ``before`` and the mention must not be in ``not_between``. Unless
    ``only_between`` is None, all these words must be in ``only_between``. The cue applies to the named ``facets``, or
    to all facets if ``facets`` is empty.
    """

    name: str
    before: str = ""
    max_gap_before: int = 3
    not_between: frozenset[str] = frozenset()
    only_between: frozenset[str] | None = None
    after: str = ""
    max_gap_after: int = 0
    facets: tuple[str, ...] = ()
    negates: bool = False


def phrases(listed: str) -> Iterator[str]:
    """Yield the phrases of ``listed``. A phrase with alternative words is yielded once for each combination of them."""
    for phrase in listed.split(","):
        yield from map(" ".join, product(*(word.split("/") for word in phrase.split())))


_PREPOSITIONS = term_set("in for of with after on to by from and but or")
_AFTER_DENIAL = term_set(
    "any an a the known other overt active prior history evidence sign signs of given inject injected injection "
    "infuse infused infusion administered administration delivered use used using tested by via through been "
    "be them had have has were was did patient participant child one clear"
)
# Words that report a completed treatment. If such a word follows a phrase for a plan, the treatment was not planned.
_DONE = term_set("underwent were")

_EARLIER = "earlier/previous/prior/past/other/older/animal/rodent/published"
_STUDIES = "study/work/trial/report/research/experiment"
_SOME = "one/two/three/four/five/six/seven/eight/nine/ten/eleven/twelve"

CUES = (
    Cue(
        "denied",
        before="no, not, nor, never, none, nobody, without, neither, free of, lack/lacked/lacking",
        max_gap_before=4,
        only_between=_AFTER_DENIAL,
        negates=True,
    ),
    Cue("denied", facets=(ROUTE,), before="nothing was/is, none was, neither", max_gap_before=6, negates=True),
    Cue(
        "avoided",
        facets=(ROUTE,),
        before="decided/advise/advised against, avoid/avoids/avoided/avoiding, spare/spares/sparing, sidestep, "
        "place of, need for",
        max_gap_before=4,
        negates=True,
    ),
    Cue(
        "of a drug",
        facets=(ROUTE,),
        before="/".join(DRUGS_BEFORE),
        max_gap_before=6,
        only_between=DRUG_GIVEN,
        after="/".join(DRUGS),
        negates=True,
    ),
    Cue(
        "measured",
        facets=(ROUTE,),
        after="pressure/pressures, thrombosis, thrombus, embolism, patency, flow, diameter, stenosis, occlusion, "
        "hypertension, hemorrhage, bleeding, ultrasound, imaging, sampling, blood sample",
        negates=True,
    ),
    Cue(
        "compared",
        before="rather than, instead of, unlike, place of, opposed to, contrast to/with, versus, vs, compared with/to, "
        "comparison with, comparing with, than, superior to, inferior to, alternative to, comparator, controls had, "
        "control/placebo group",
        not_between=_PREPOSITIONS,
        negates=True,
    ),
    Cue(
        "excluded",
        before="excluded/excludes/excluding, exclusion/exclusions, ineligible, ruled out, barred, left out, "
        "turned away, nor do the authors cover, free of, none had/with",
        max_gap_before=10,
        after="excluded, left out, not eligible, ineligible, turned away, reason for exclusion, exclusion criteria, "
        "could not join, not registered/included, could not be included, did not qualify, not enrolled, replaced, "
        "not been eligible, not allowed, barred, not admitted/cover",
        max_gap_after=14,
        negates=True,
    ),
    Cue(
        "elsewhere",
        before=f"{_EARLIER} {_STUDIES}/team/group/literature/attempt/program, {_EARLIER} case reports, "
        "previously reported/shown/showed/treated/tested/used/given/described/published, elsewhere, others, "
        "some groups, had shown, been tested, known from, literature, already used, licensed, used by a/another, "
        "pipeline, had earlier, earlier treated, earlier/first injected, been written, most similar",
        max_gap_before=16,
        after="tested elsewhere, being/been tested, licensed, published earlier, in the preceding, the year before",
        max_gap_after=10,
    ),
    Cue(
        "possible",
        before="might, may, can be, could, would, whether, asking whether, should, suggest, argue, speculation, "
        "attempted, welcome",
        max_gap_before=18,
        after="might, may, could, would",
        max_gap_after=8,
    ),
    Cue(
        "planned",
        before="future/further/more/additional/next/larger study/work/trial/research/step, "
        "plan/plans/planned/planning, considering, hopes to, hope, being studied, working on, now to, now tests, "
        "one day, remains to, call/calls/calling/called for, potential benefit of",
        max_gap_before=18,
        not_between=_DONE,
        after="being studied/considered, planned, be next, an option, looked at, next step, not attempted/tested, "
        "not been tested, deserve, under way",
        max_gap_after=8,
        negates=True,
    ),
    Cue(
        "beside",
        facets=(CONDITION,),
        before="history of, comorbid, comorbidity/comorbidities, also had, concomitant, risk of/for, risk factors, "
        "risk factors for, prone to, prevent/prevents/prevented, prevention of, such as, symptom, including, likely to",
        not_between=_PREPOSITIONS,
        after="present in",
        max_gap_after=3,
        negates=True,
    ),
    Cue(
        "left aside",
        after="not/never used/employed/administered/addressed/considered/examined/studied, not part of, not our topic, "
        "not the topic, not an issue, not under study, not at issue, had been considered",
        max_gap_after=8,
        negates=True,
    ),
    Cue(
        "option",
        before="option, alternative, other route/ways/sources, instead",
        max_gap_before=8,
        after="instead",
        max_gap_after=8,
    ),
    Cue(
        "event",
        facets=(CONDITION,),
        before="led/lead/leading to, result/resulted/resulting in, develop/developed/developing, complicated by, "
        "complication, complications such as, died of/from, death from, adverse event/effect, side effect, "
        f"followed by a, {_SOME} had/carry/developed/has/suffered, {_SOME} patient/child/infant/man/woman had",
        max_gap_before=7,
        after="occurred, recorded, reported, seen, developed, observed, noted, not judged, rose, fell",
        max_gap_after=8,
    ),
    Cue(
        "setting",
        facets=(CONDITION,),
        before="cured of, survivor/survivors of, after, following, due to, because of, caused by, secondary to, "
        "treatment for, undergoing, induced by, from",
        not_between=_PREPOSITIONS,
    ),
    Cue(
        "confused",
        before="mistaken for, not for, distinct from, differs from, resemble/resembles, like, similar to, stand for, "
        "may mean, meaning",
        max_gap_before=4,
        not_between=_PREPOSITIONS,
        after="like, mimic/mimics",
        negates=True,
    ),
    Cue(
        "named",
        before="annals/department/institute/society of, society/center for, hospital for, journal",
        max_gap_before=5,
        after="reviews, society, foundation, journal",
        max_gap_after=3,
        negates=True,
    ),
    Cue(
        "mechanism",
        facets=(CELL_TYPE,),
        before="typical of, marker, markers of, protein, become/became, turn/turned into, "
        "differentiate/differentiated into, stained as, expressed",
        max_gap_before=5,
    ),
)
