"""Field codes of other search systems, and the field of this language that each of them becomes."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

Target = Literal["any", "title", "text", "author", "journal", "study", "year", "heading", "id", "nothing"]
"""A field of this language, or "any" (title and text), "heading" (of a thesaurus), "id", "nothing" (no equal)."""

NATIVE = frozenset("title text author journal condition cell route study donor year".split())
"""The fields of this language."""


def _table(**names: str) -> dict[str, Target]:
    return {name: target for target, listed in names.items() for name in listed.split("|")}  # type: ignore[misc]


PUBMED = _table(
    any="tiab|tw|all|title/abstract|text word|text words|all fields|ot|other term|tt|transliterated title|nm"
    "|supplementary concept|substance name|kw|keyword",
    title="ti|title",
    text="ab|abstract",
    author="au|author|1au|first author|author - first|lastau|last author|author - last|fau|full author name"
    "|author - full|cn|corporate author|author - corporate|ir|fir|investigator|full investigator name",
    journal="ta|journal|jour|jt|source",
    study="pt|publication type|ptyp",
    year="dp|pdat|edat|crdt|mhda|ppdat|epdat|dcom|lr|date - publication|publication date|date of publication"
    "|date - entry|entry date|date - entrez|date - create|create date|date - mesh|mesh date|date - completion"
    "|completion date|date - modification|modification date|electronic date of publication"
    "|print date of publication",
    heading="mesh|mh|mesh terms|mesh term|majr|mesh major topic|mesh:noexp|mh:noexp|majr:noexp|mesh terms:noexp"
    "|mesh major topic:noexp|sh|subheading|mesh subheading|pa|pharmacological action",
    id="pmid|uid|pmcid|pmc|aid|doi|article identifier|lid|location id|si|secondary source id|auid",
    nothing="text|la|lang|language|sb|subset|filter|ad|affiliation|gr|grant number|pl|place of publication|vi|volume|ip"
    "|issue|pg|pagination|rn|ec/rn number|is|issn|jid|nlm unique id|pubn|publisher|owner|stat|ed|editor|isbn|book"
    "|cois|conflict of interest statements|ps|personal name as subject|subject - personal name",
)
"""The tags in square brackets."""

PUBMED_GLUED = frozenset(
    "all is ed ad book editor language publisher filter issue volume subset owner abstract text".split()
)
"""Tags that are English words. After a space they are part of a text: "a review [abstract]"."""

CODES = _table(
    any="tw|mp|af|kw|kf|kp|kx|ot|id|tx|fx|nm",
    title="ti|tt|ot",
    text="ab",
    author="au|af|fa",
    journal="jn|jw|jx|jt|ta|so",
    study="pt|it",
    year="yr|dp|py",
    heading="sh|hw|de|mh|xm",
    id="ui|an|do|pm",
    nothing="la|lg|in|cs|cp|fs|sb|rn|is|ad|vo|ip|pg|dt|ec|tn|mf|dv",
) | {"af": "any", "ot": "any"}
"""The codes of two letters after a word: ``stroke.ti,ab.`` and ``stroke:ti,ab,kw``."""

PREFIXES = _table(
    any="all|tw|tiab|topic|keyword|keywords|kw|title_abs|anywhere",
    title="ti|intitle|allintitle",
    text="ab|abs|abstract|intext|allintext",
    author="au|auth|authors|inauthor|aut",
    journal="ta|jt|so|source|journaltitle",
    study="pt|pub_type|publicationtype|document types",
    year="py|dp|pubyear|pub_year|pdat|pubdate|date|first_pdate|before|after",
    heading="mh|mesh|mesh_terms|subject",
    nothing="la|lang|language|site|filetype|ext|inurl|allinurl|related|cache|link|affiliation|aff|src|has_abstract"
    "|open_access",
)
"""The names before a colon: ``intitle:stroke``."""

EQUALS = _table(
    any="ts|all|ak|kp",
    title="ti",
    text="ab",
    author="au",
    journal="so",
    year="py|yr",
    study="dt",
    id="do|pmid|ut",
    nothing="la|wc|su|og|oo|ad|ci|cu|fo|fg|is|sg",
)
"""The codes before an equals sign: ``TS=(stroke)``."""

FUNCTIONS = _table(
    any="TITLE-ABS-KEY|TITLE-ABS|ALL|KEY|TITLE-ABS-KEY-AUTH|INDEXTERMS|AUTHKEY",
    title="TITLE",
    text="ABS",
    author="AUTH|AUTHOR-NAME|AUTHLASTNAME|FIRSTAUTH",
    journal="SRCTITLE|EXACTSRCTITLE",
    id="DOI|PMID",
    nothing="LANGUAGE|DOCTYPE|LIMIT-TO|EXCLUDE|AFFIL|AFFILCOUNTRY|SUBJAREA|SRCTYPE|PUBSTAGE|ISSN|REF",
)
"""The names before a bracket: ``TITLE-ABS-KEY(stroke)``."""


TABLES = {"tag": PUBMED, "suffix": CODES, "prefix": PREFIXES, "equals": EQUALS, "function": FUNCTIONS}
"""The table for each kind of part that names a field."""


def pattern(names: Iterable[str]) -> str:
    """Return a regular expression for any of the names. A space in a name matches any number of spaces."""
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s*").replace(":", r":\s*") for name in longest_first)


def target_of(codes: str, table: Mapping[str, Target]) -> Target:
    """Return the field for codes such as "ti,ab". If the codes stand for several fields, return "any"."""
    names = (" ".join(code.split()).replace(": ", ":") for code in codes.split(","))
    targets = {table.get(name.lower()) or table.get(name.upper()) or "nothing" for name in names}
    return targets.pop() if len(targets) == 1 else "any"
