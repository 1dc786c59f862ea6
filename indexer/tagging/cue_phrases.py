"""The phrases that tell what a mention is not: the data behind ``cues.py``.

A phrase is matched by the stems of its words. Those of a cue that ``annuls`` say that a mention is not of what the
study did; the others only raise a doubt, and how much of one is learnt (``aboutness.py``).
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from indexer.text.analysis import terms


class Cue(NamedTuple):
    """A reason not to count a mention (``annuls``) or to doubt it; ``name`` is shown.

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
    annuls: bool = False


_PREPOSITIONS = frozenset(terms("in for of with after on to by from and but or"))
_HARDLY = frozenset(
    terms(
        "any an a the known other overt active prior history evidence sign signs of given inject injected injection "
        "infuse infused infusion administered administration delivered use used using tested by via through been "
        "be them had have has were was did patient participant child one clear"
    )
)
# After these, a study is told of that was made, whatever was hoped of it.
_DONE = frozenset(terms("underwent were"))


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in listed.split(","))


def _each(*words: str) -> tuple[str, ...]:
    """Return all phrases of a word of each list, in turn."""
    return tuple(" ".join(phrase) for phrase in product(*(each.split() for each in words)))


# What else is given by some route beside cells, right behind its name: "oral doxycycline", "topical ointment".
_DRUGS = tuple(
    "drug medicine medication agent tablet pill capsule cream ointment gel lotion steroid corticosteroid "
    "glucocorticoid antibiotic antiviral antifungal antihistamine anticoagulant anti-inflammatory painkiller "
    "analgesic opioid immunosuppressant immunosuppression chemotherapy iron albumin immunoglobulin fluid contrast "
    "glucose insulin vitamin hormone estrogen estradiol progesterone testosterone anesthesia anesthetic sedation "
    "nutrition feeding hyaluronic hyaluronan prednisone prednisolone methylprednisolone dexamethasone "
    "hydrocortisone triamcinolone cortisone tacrolimus ciclosporin cyclosporine sirolimus everolimus mycophenolate "
    "azathioprine methotrexate cyclophosphamide fludarabine busulfan melphalan treosulfan thymoglobulin "
    "alemtuzumab rituximab infliximab adalimumab vedolizumab ustekinumab tocilizumab dupilumab bevacizumab "
    "ranibizumab aflibercept ruxolitinib ibrutinib doxycycline minocycline azithromycin ciprofloxacin "
    "metronidazole vancomycin remdesivir oseltamivir aspirin heparin warfarin clopidogrel statin atorvastatin "
    "metformin levodopa riluzole edaravone baclofen gabapentin pregabalin botulinum thrombolysis alteplase "
    "dobutamine dopamine epinephrine adrenaline nitroglycerin furosemide sildenafil tadalafil pirfenidone "
    "nintedanib lactulose ketamine morphine lidocaine bupivacaine acetaminophen paracetamol ibuprofen naproxen "
    "diclofenac timolol latanoprost minoxidil finasteride bleomycin streptozotocin lipopolysaccharide "
    "G-CSF bisphosphonate zoledronate denosumab teriparatide".split()
)

# Words between a drug and how it is given: "steroid ointment applied to the skin".
_DRUG_GIVEN = frozenset(
    terms(
        "injection shot dose infusion ointment cream drop unit per kilogram day week daily nightly twice once each a "
        "the as by to in applied given taken injected placed implanted self self-administered administered"
    )
)
# But not what cells themselves are suspended in; and what is put in place to give something through.
_OF_CELLS = frozenset(
    "agent fluid gel contrast glucose albumin iron heparin hyaluronic hyaluronan nutrition feeding".split()
)
_DRUGS_FIRST = (
    *(drug for drug in _DRUGS if drug not in _OF_CELLS),
    *"anti-TNF mesalamine mesalazine reservoir port pump".split(),
)

_EARLIER = "earlier previous prior past other older animal rodent published"
_STUDIES = "study work trial report research experiment"
_SOME = "one two three four five six seven eight nine ten eleven twelve"

CUES = (
    Cue(
        "denied",
        before=_phrases("no, not, nor, never, none, nobody, without, neither, free of, lack, lacked, lacking"),
        reach=4,
        only=_HARDLY,
        annuls=True,
    ),
    Cue(
        "denied",
        facets=("route",),
        before=_phrases("nothing was, nothing is, none was, neither"),
        reach=6,
        annuls=True,
    ),
    Cue(
        "avoided",
        facets=("route",),
        before=_phrases(
            "decided against, advise against, advised against, avoid, avoids, avoided, avoiding, spare, spares, "
            "sparing, sidestep, place of, need for"
        ),
        reach=4,
        annuls=True,
    ),
    Cue(
        "of a drug",
        facets=("route",),
        before=_DRUGS_FIRST,
        reach=6,
        only=_DRUG_GIVEN,
        behind=_DRUGS,
        annuls=True,
    ),
    Cue(
        "measured",
        facets=("route",),
        behind=_phrases(
            "pressure, pressures, thrombosis, thrombus, embolism, patency, flow, diameter, stenosis, occlusion, "
            "hypertension, hemorrhage, bleeding, ultrasound, imaging, sampling, blood sample"
        ),
        annuls=True,
    ),
    Cue(
        "compared",
        before=_phrases(
            "rather than, instead of, unlike, place of, opposed to, contrast to, contrast with, versus, vs, "
            "compared with, compared to, comparison with, comparing with, than, superior to, inferior to, "
            "alternative to, comparator, controls had, control group, placebo group"
        ),
        barred=_PREPOSITIONS,
        annuls=True,
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
        annuls=True,
    ),
    Cue(
        "elsewhere",
        before=(
            *_each(_EARLIER, f"{_STUDIES} team group literature attempt program"),
            *_each(_EARLIER, "case", "reports"),
            *_each("previously", "reported shown showed treated tested used given described published"),
            *_phrases(
                "elsewhere, others, some groups, had shown, been tested, known from, literature, already used, "
                "licensed, used by a, used by another, pipeline, had earlier, earlier treated, earlier injected, "
                "first injected, been written, most similar"
            ),
        ),
        reach=16,
        behind=_phrases(
            "tested elsewhere, being tested, been tested, licensed, published earlier, in the preceding, "
            "the year before"
        ),
        within=10,
    ),
    Cue(
        "possible",
        before=_phrases(
            "might, may, can be, could, would, whether, asking whether, should, suggest, argue, speculation, "
            "attempted, welcome"
        ),
        reach=18,
        behind=_phrases("might, may, could, would"),
        within=8,
    ),
    Cue(
        "planned",
        before=(
            *_each("future further more additional next larger", "study work trial research step"),
            *_phrases(
                "plan, plans, planned, planning, considering, hopes to, hope, being studied, working on, now to, "
                "now tests, one day, remains to, call for, calls for, calling for, called for, potential benefit of"
            ),
        ),
        reach=18,
        barred=_DONE,
        behind=_phrases(
            "being studied, being considered, planned, be next, an option, looked at, next step, not attempted, "
            "not tested, not been tested, deserve, under way"
        ),
        within=8,
        annuls=True,
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
        annuls=True,
    ),
    Cue(
        "left aside",
        behind=(
            *_each("not never", "used employed administered addressed considered examined studied"),
            *_phrases("not part of, not our topic, not the topic, not an issue, not under study, not at issue"),
            "had been considered",
        ),
        within=8,
        annuls=True,
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
        before=(
            *_phrases(
                "led to, lead to, leading to, result in, resulted in, resulting in, develop, developed, developing, "
                "complicated by, complication, complications such as, died of, died from, death from, adverse event, "
                "adverse effect, side effect, followed by a"
            ),
            *_each(_SOME, "had carry developed has suffered"),
            *_each(_SOME, "patient child infant man woman", "had"),
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
        behind=_phrases("like, mimic, mimics"),
        annuls=True,
    ),
    Cue(
        "named",
        before=_phrases(
            "annals of, department of, institute of, society of, society for, center for, hospital for, journal"
        ),
        reach=5,
        behind=_phrases("reviews, society, foundation, journal"),
        within=3,
        annuls=True,
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
