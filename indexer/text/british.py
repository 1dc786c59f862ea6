"""British spellings of English words and their American equivalents."""

import re

# Verbs and nouns in "-ise" that have no spelling in "-ize", without the "e". "practise" has its own rule.
_ALWAYS_ISE = (
    r"(?<![aeou])(?<!adv)(?<!dev)(?<!rev)(?<!superv)(?<!improv)(?<!telev)(?<!prov)(?<!exerc)(?<!circumc)(?<!exc)"
    r"(?<!inc)(?<!prec)(?<!conc)(?<!prom)(?<!prem)(?<!^dem)(?<!surm)(?<!chem)(?<!pr)(?<!desp)(?<!w)(?<!franch)"
    r"(?<!advert)(?<!expert)(?<!treat)(?<!chast)(?<!pract)(?<!merchand)(?<!parad)(?<!^up)(?<!^upr)(?<!sunr)"
)

# Patterns of British spellings and their American replacements, in the order of application.
_BRITISH = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # haem-, paed-, anaesth-, aetio-, caesarean; not aer-, intraepithelial, eicosapentaenoic, vertebrae
        (r"(?<!tr)(?<!fr)(?<!nt)(?<!x)ae(?![rls]|$)|ae(?=sth|sar|sium)", "e"),
        (r"^oe(?=[dst])|(?<=o)oe(?=dem|soph|str)|(?<![aeiou])oe(?=dem)|(?<=^trans)oe|(?<=^anti)oe", "e"),  # oedema
        (r"(?<=f)oe(?=t)|(?<=rrh)oe|(?<=pn)oe|(?<=c)oe(?=liac|lom)|(?<=hom)oe(?=o)|(?<=am)oe(?=b)", "e"),  # foetal
        (r"manoeuvr(?:e(?=s?$))?", "maneuver"),
        (r"(behavi|tum|col|fav|lab|hum|vap|flav|rum|hon|vig|rig|harb|neighb|endeav|sav|^arm|^od|lod)our", r"\1or"),
        (rf"([a-z]{{2}}[a-z]{_ALWAYS_ISE})is(?=(?:e[drs]?|ers|ing|ations?|ational|able|ability)$)", r"\1iz"),
        (r"(?<=[aeio])lys(?=(?:e[drs]?|ers|ing|able)$)", "lyz"),  # analyse, haemolyse; not "lyse"
        (r"(?<=^pract)is(?=(?:e[drs]?|ers|ing)$)", "ic"),
        (r"(cent|fib|lit|met|tit|goit|calib|theat|^lust)re(?=s?$)", r"\1er"),
        (r"^fibre(?!d)", "fiber"),
        (r"(?<=cent)r(?=ed$)", "er"),  # patient-centred
        (r"sulph", "sulf"),
        (r"gramme(?=s?$)", "gram"),
        (r"leuc(?=o[^nv]|em)", "leuk"),  # leucocyte, leucaemia; not leucovorin
        (r"(anal|catal|dial|homol|monol)ogue(?=s?$)", r"\1og"),
        (r"^(de|of)fence", r"\1fense"),
        (r"^licence", "license"),
        (r"(?<=neuron)e(?=s?$)", ""),
        (r"(?<=dg)ement", "ment"),  # judgement
        (r"(?<=focus)s(?=e|ing)", ""),
        (r"^grey(?!h)", "gray"),
        (r"(^|anti|inflamm|neuro)ageing$", r"\1aging"),
        (r"mould", "mold"),
        (r"^sceptic", "skeptic"),
        (r"^artefact", "artifact"),
        (r"^aluminium", "aluminum"),
        (r"^cesarian", "cesarean"),
        (r"^dietician", "dietitian"),
        (r"^yoghurt", "yogurt"),
    )
)
_CAN_BE_BRITISH = re.compile(
    r"ae|oe|our|is(?:e|ing|a)|lys|re(?:s|d|$|[a-z]{4})|sulph|gramme|leuc|ogue|fence|licence|neurone|dgement|focuss"
    r"|grey|age|mould|sceptic|artefact|aluminium|ces|dietician|yogh"
)

AMERICAN_PREFIXES = {
    "agi": "age",
    "agin": "agei",
    "arti": "arte",
    "fibe": "fibr",
    "gray": "grey",
    "leuk": "leuc",
    "mol": "mou",
    "mold": "moul",
    "ske": "sce",
    "skep": "scep",
    "smol": "smou",
    "sulf": "sulp",
}
"""The first letters of American words, and those of the British words. "ae" and "oe" for "e" are not included."""


def american(word: str) -> str:
    """Return a folded word in American spelling, so that "haemorrhage" and "hemorrhage" give one term."""
    if _CAN_BE_BRITISH.search(word) is None:
        return word
    for british, replacement in _BRITISH:
        word = british.sub(replacement, word)
    return word
