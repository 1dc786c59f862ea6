"""Cues: phrases that show that a mention isn't about the study itself. ``cues.py`` searches for them.

Phrases match by terms. A cue that ``negates`` excludes the mention. Other cues only raise a doubt, whose weight is
learnt (``aboutness.py``).
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from indexer.tagging.drugs import DRUG_GIVEN, DRUGS, DRUGS_BEFORE
from indexer.tagging.special_facets import CELL_TYPE, CONDITION, ROUTE
from indexer.text.analysis import term_set


class Cue(NamedTuple):
    """A reason to exclude a mention (``negates``) or to doubt it. ``name`` is shown as evidence.

    ``before`` and ``after`` hold the phrases that may precede or follow the mention in its clause. ``max_gap_before``
    and ``max_gap_after`` are the largest numbers of words between phrase and mention. Before a mention, none of these
    words may be in ``not_between``, and all must be in ``only_between``, if given. The cue applies to ``facets``, by
    default to all.
    """

    name: str
    before: tuple[str, ...] = ()
    max_gap_before: int = 3
    not_between: frozenset[str] = frozenset()
    only_between: frozenset[str] | None = None
    after: tuple[str, ...] = ()
    max_gap_after: int = 0
    facets: tuple[str, ...] = ()
    negates: bool = False


_PREPOSITIONS = term_set("in for of with after on to by from and but or")
_AFTER_DENIAL = term_set(
    "any an a the known other overt active prior history evidence sign signs of given inject injected injection "
    "infuse infused infusion administered administration delivered use used using tested by via through been "
    "be them had have has were was did patient participant child one clear"
)
# These words report a completed study, so that a plan before them isn't the plan of this treatment.
_DONE = term_set("underwent were")


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in listed.split(","))


def _combine(*words: str) -> tuple[str, ...]:
    """Return all phrases of one word of each list, in the order of the lists."""
    return tuple(" ".join(phrase) for phrase in product(*(each.split() for each in words)))


_EARLIER = "earlier previous prior past other older animal rodent published"
_STUDIES = "study work trial report research experiment"
_SOME = "one two three four five six seven eight nine ten eleven twelve"

CUES = (
    Cue(
        "denied",
        before=_phrases("no, not, nor, never, none, nobody, without, neither, free of, lack, lacked, lacking"),
        max_gap_before=4,
        only_between=_AFTER_DENIAL,
        negates=True,
    ),
    Cue(
        "denied",
        facets=(ROUTE,),
        before=_phrases("nothing was, nothing is, none was, neither"),
        max_gap_before=6,
        negates=True,
    ),
    Cue(
        "avoided",
        facets=(ROUTE,),
        before=_phrases(
            "decided against, advise against, advised against, avoid, avoids, avoided, avoiding, spare, spares, "
            "sparing, sidestep, place of, need for"
        ),
        max_gap_before=4,
        negates=True,
    ),
    Cue(
        "of a drug",
        facets=(ROUTE,),
        before=DRUGS_BEFORE,
        max_gap_before=6,
        only_between=DRUG_GIVEN,
        after=DRUGS,
        negates=True,
    ),
    Cue(
        "measured",
        facets=(ROUTE,),
        after=_phrases(
            "pressure, pressures, thrombosis, thrombus, embolism, patency, flow, diameter, stenosis, occlusion, "
            "hypertension, hemorrhage, bleeding, ultrasound, imaging, sampling, blood sample"
        ),
        negates=True,
    ),
    Cue(
        "compared",
        before=_phrases(
            "rather than, instead of, unlike, place of, opposed to, contrast to, contrast with, versus, vs, "
            "compared with, compared to, comparison with, comparing with, than, superior to, inferior to, "
            "alternative to, comparator, controls had, control group, placebo group"
        ),
        not_between=_PREPOSITIONS,
        negates=True,
    ),
    Cue(
        "excluded",
        before=_phrases(
            "excluded, excludes, excluding, exclusion, exclusions, ineligible, ruled out, barred, left out, "
            "turned away, nor do the authors cover, free of, none had, none with"
        ),
        max_gap_before=10,
        after=_phrases(
            "excluded, left out, not eligible, ineligible, turned away, reason for exclusion, exclusion criteria, "
            "could not join, not registered, not included, could not be included, did not qualify, not enrolled, "
            "replaced, not been eligible, not allowed, barred, not admitted, not cover"
        ),
        max_gap_after=14,
        negates=True,
    ),
    Cue(
        "elsewhere",
        before=(
            *_combine(_EARLIER, f"{_STUDIES} team group literature attempt program"),
            *_combine(_EARLIER, "case", "reports"),
            *_combine("previously", "reported shown showed treated tested used given described published"),
            *_phrases(
                "elsewhere, others, some groups, had shown, been tested, known from, literature, already used, "
                "licensed, used by a, used by another, pipeline, had earlier, earlier treated, earlier injected, "
                "first injected, been written, most similar"
            ),
        ),
        max_gap_before=16,
        after=_phrases(
            "tested elsewhere, being tested, been tested, licensed, published earlier, in the preceding, "
            "the year before"
        ),
        max_gap_after=10,
    ),
    Cue(
        "possible",
        before=_phrases(
            "might, may, can be, could, would, whether, asking whether, should, suggest, argue, speculation, "
            "attempted, welcome"
        ),
        max_gap_before=18,
        after=_phrases("might, may, could, would"),
        max_gap_after=8,
    ),
    Cue(
        "planned",
        before=(
            *_combine("future further more additional next larger", "study work trial research step"),
            *_phrases(
                "plan, plans, planned, planning, considering, hopes to, hope, being studied, working on, now to, "
                "now tests, one day, remains to, call for, calls for, calling for, called for, potential benefit of"
            ),
        ),
        max_gap_before=18,
        not_between=_DONE,
        after=_phrases(
            "being studied, being considered, planned, be next, an option, looked at, next step, not attempted, "
            "not tested, not been tested, deserve, under way"
        ),
        max_gap_after=8,
        negates=True,
    ),
    Cue(
        "beside",
        facets=(CONDITION,),
        before=_phrases(
            "history of, comorbid, comorbidity, comorbidities, also had, concomitant, risk of, risk for, risk "
            "factors, risk factors for, prone to, prevent, prevents, prevented, prevention of, such as, symptom, "
            "including, likely to"
        ),
        not_between=_PREPOSITIONS,
        after=_phrases("present in"),
        max_gap_after=3,
        negates=True,
    ),
    Cue(
        "left aside",
        after=(
            *_combine("not never", "used employed administered addressed considered examined studied"),
            *_phrases("not part of, not our topic, not the topic, not an issue, not under study, not at issue"),
            "had been considered",
        ),
        max_gap_after=8,
        negates=True,
    ),
    Cue(
        "option",
        before=_phrases("option, alternative, other route, other ways, other sources, instead"),
        max_gap_before=8,
        after=_phrases("instead"),
        max_gap_after=8,
    ),
    Cue(
        "event",
        facets=(CONDITION,),
        before=(
            *_phrases(
                "led to, lead to, leading to, result in, resulted in, resulting in, develop, developed, developing, "
                "complicated by, complication, complications such as, died of, died from, death from, adverse event, "
                "adverse effect, side effect, followed by a"
            ),
            *_combine(_SOME, "had carry developed has suffered"),
            *_combine(_SOME, "patient child infant man woman", "had"),
        ),
        max_gap_before=7,
        after=_phrases("occurred, recorded, reported, seen, developed, observed, noted, not judged, rose, fell"),
        max_gap_after=8,
    ),
    Cue(
        "setting",
        facets=(CONDITION,),
        before=_phrases(
            "cured of, survivor of, survivors of, after, following, due to, because of, caused by, secondary to, "
            "treatment for, undergoing, induced by, from"
        ),
        not_between=_PREPOSITIONS,
    ),
    Cue(
        "confused",
        before=_phrases(
            "mistaken for, not for, distinct from, differs from, resemble, resembles, like, similar to, stand "
            "for, may mean, meaning"
        ),
        max_gap_before=4,
        not_between=_PREPOSITIONS,
        after=_phrases("like, mimic, mimics"),
        negates=True,
    ),
    Cue(
        "named",
        before=_phrases(
            "annals of, department of, institute of, society of, society for, center for, hospital for, journal"
        ),
        max_gap_before=5,
        after=_phrases("reviews, society, foundation, journal"),
        max_gap_after=3,
        negates=True,
    ),
    Cue(
        "mechanism",
        facets=(CELL_TYPE,),
        before=_phrases(
            "typical of, marker, markers of, protein, become, became, turn into, turned into, differentiate into, "
            "differentiated into, stained as, expressed"
        ),
        max_gap_before=5,
    ),
)
