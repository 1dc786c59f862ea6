"""Words around a mention that tell whether the study is about what is mentioned.

Each cue is looked for in the clause before the mention or behind it. The lists were tuned on four fifths of the
shipped corpus and of 1,536 trial registrations; the rest was kept for measuring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern, and what a mention beside it weighs; ``name`` is the reason that is shown.

    ``words`` are those without which the pattern cannot fit: looking for them first saves most of the time.
    """

    name: str
    weight: float
    words: str
    before: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\W*$", re.IGNORECASE)


def _behind(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{words})\b", re.IGNORECASE)


# Words that may stand between a cue and its mention; a preposition would begin something else.
_NEAR = r"(?:\W+(?!(?:in|for|of|with|after|on|to|by|from|and|but|or)\b)[\w'’-]+){0,3}"
_HARDLY = (
    r"(?:\W+(?:any|an?|the|known|other|overt|active|prior|history|evidence|signs?|of|given|inject\w+|infus\w+|"
    r"administ\w+|deliver\w+|used?|using|tested|by|via|through|been|be)\b){0,4}"
)

# Against: the first that fits decides.
AGAINST = (
    Cue(
        "denied",
        0,
        r"no|not|nor|never|without|neither|free|lack\w*",
        before=_before(rf"(?:no|not|nor|never|without|neither|free of|lack(?:s|ed|ing)?){_HARDLY}"),
    ),
    Cue(
        "compared",
        0,
        r"rather|instead|unlike|place|opposed|contrast|versus|vs|compar\w+|than|superior|inferior|alternatives?",
        before=_before(
            rf"(?:rather than|instead of|unlike|in place of|as opposed to|in contrast (?:to|with)|versus|vs\.?|"
            rf"compar(?:ed|ison|ing) (?:with|to)|than|superior to|inferior to|alternatives? to){_NEAR}"
        ),
    ),
    Cue(
        "excluded",
        0,
        r"exclu\w+|ineligible|eligible|ruled|barred|left|turned",
        before=_before(
            r"(?:exclu(?:ded|des?|ding|sion|sions)|ineligible|ruled out|barred|left out|turned away)"
            r"(?:\W+[\w'’-]+){0,9}"
        ),
        behind=_behind(
            r"(?:[\w'’-]+\W+){0,4}(?:was|were) (?:an? )?(?:exclu\w+|left out|not eligible|ineligible|turned away|"
            r"reasons? for exclusion)"
        ),
    ),
    Cue(
        "elsewhere",
        0.25,
        r"earlier|previous|prior|past|other|older",
        before=_before(
            r"(?:earlier|previous|prior|past|other|older) (?:[\w'’-]+ )?(?:stud(?:y|ies)|work|trials?|reports?|"
            r"research|experiments?|teams?|groups|case reports?)(?:\W+[\w'’-]+){0,10}"
        ),
    ),
    Cue(
        "hoped for",
        0.25,
        r"future|further|more|additional",
        before=_before(
            r"(?:future|further|more|additional) (?:[\w'’-]+ )?(?:stud(?:y|ies)|work|trials?|research)"
            r"(?:\W+[\w'’-]+){0,12}"
        ),
    ),
    Cue(
        "beside",
        0.25,
        r"history|comorbid\w*|had|concomitant|risks?|prone|prevent\w*",
        before=_before(
            rf"(?:history of|comorbid(?:ity|ities)?(?: such as| like)?|also had|concomitant|"
            rf"risks? (?:of|for|factors?)|prone to|prevent(?:s|ed|ing|ion of)?){_NEAR}"
        ),
    ),
    Cue(
        "option",
        0.25,
        r"could|can|may|options?|alternatives?|other",
        before=_before(
            r"(?:could (?:also )?be given|can (?:also )?be given|may (?:also )?be given|options?|alternatives?|"
            r"other routes?|other ways|other sources?)(?:\W+[\w'’-]+){0,8}"
        ),
    ),
    Cue(
        "outcome",
        0.4,
        r"led|leads?|leading|result\w*|develop\w*|complicat\w+|died|deaths?",
        before=_before(
            rf"(?:led to|leads? to|leading to|result(?:s|ed|ing)? in|develop(?:ed|ing)?|"
            rf"complicat(?:ed|ions?)(?: by| such as)?|died (?:of|from)|deaths? from){_NEAR}"
        ),
    ),
)

_KINDS = {
    "person": re.compile(
        r"patients?|people|persons?|adults?|children|infants?|babies|newborns?|women|men|woman|man|boy|girl|participants?|"
        r"subjects?|volunteers?|individuals?|cases?|knees?|rats?|mice|animals?|models?"
    ),
    "link": re.compile(r"with|of|had|having|from|by"),
    "aim": re.compile(r"treat\w*|therap(?:y|ies)|against|for|in"),
    "given": re.compile(
        r"receiv\w+|giv\w+|gave|inject\w*|infus\w*|administ\w+|deliver\w*|transplant\w*|implant\w*|treated|got|had|"
        r"tested|dose[sd]?|us(?:e|ed|ing)"
    ),
    "follows": re.compile(
        r"inject\w*|infus\w*|administ\w+|deliver\w*|transplant\w*|implant\w*|given|received|treatment|therapy|dose[sd]?|"
        r"routes?|approach"
    ),
    "study": re.compile(r"patients?|people|rats?|mice|model|participants?|subjects?|trials?|stud(?:y|ies)"),
}


def _plain(word: str) -> str:
    return word.strip("()[]{},;:.\"'“”‘’").lower()


@lru_cache(maxsize=1 << 16)
def _kinds(word: str) -> frozenset[str]:
    plain = _plain(word)
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.fullmatch(plain))


def speaks_for(facet: str, before: str, behind: str) -> list[str]:
    """Return the names of the cues that speak for a mention of ``facet``, each of which weighs the same.

    "patients": those who have the condition stand close by. "treated": it is what is treated. "given": a cell or
    route stands by a verb of giving.
    """
    words, following = before.split()[-10:], behind.split(None, 5)[:4]
    kinds = [_kinds(word) for word in words]
    if facet != "condition":
        given = any("given" in kind for kind in kinds) or any("follows" in _kinds(word) for word in following)
        return ["given"] if given else []
    found = []
    linked = any("link" in kind for kind in kinds[-4:])
    if (linked and any("person" in kind for kind in kinds)) or any("study" in _kinds(word) for word in following[:1]):
        found.append("patients")
    if any("aim" in kind for kind in kinds[-4:]):
        found.append("treated")
    return found


def speaks_against(before: str, behind: str) -> Cue | None:
    """Return the first cue that speaks against a mention between ``before`` and ``behind``, None where none does."""
    possible = frozenset[int]().union(*map(_possible, before.split()), *map(_possible, behind.split()))
    for number in sorted(possible):
        cue = AGAINST[number]
        if (cue.before and cue.before.search(before)) or (cue.behind and cue.behind.search(behind)):
            return cue
    return None


@lru_cache(maxsize=1 << 16)
def _possible(word: str) -> frozenset[int]:
    plain = _plain(word)
    return frozenset(number for number, cue in enumerate(AGAINST) if re.fullmatch(cue.words, plain))
