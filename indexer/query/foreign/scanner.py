"""Scanner for queries that may be written for another search system. It splits a text into the parts of a query."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from indexer.query.foreign.codes import CODES, EQUALS, FUNCTIONS, NATIVE, PREFIXES, PUBMED, PUBMED_GLUED, pattern
from indexer.query.lexer import QUOTES

_CODE = rf"(?:{pattern(CODES)}|{pattern(map(str.upper, CODES))})"
_NO_WORD = r"(?!(?:ad|an|do|in|is|it|pm|so)\s+(?!(?i:and|or|not|near|next)\b))"
_TAG = rf"\[\s*(?i:{pattern(PUBMED)})\s*(?::~\d*)?\s*(?:\]|$)"
_YEAR_TAG = rf"\[\s*(?i:{pattern(name for name, target in PUBMED.items() if target == 'year')})\s*\]"
_DATE = rf"[{QUOTES}]?[12]\d{{3}}(?:[-/]\d\d?){{0,2}}(?:\s\d\d:\d\d)?[{QUOTES}]?"
_OPEN_DATE = rf"(?:{_DATE}|[{QUOTES}]?3000(?:[-/]\d\d?){{0,2}}(?:\s\d\d:\d\d)?[{QUOTES}]?)"
_START = r"(?<![^\s(+!−–\-])"
_ALONE = r"(?<![^\s(])"
_END = r"(?=$|[\s)])"
_SUFFIX = rf"""
    (?<=[\w{QUOTES}'’)\]*$?#+}}]) (?:
        \.{_CODE}(?:,\s?{_CODE})*\.(?=$|[\s)\],;]) | \.(?:mp|tw|ti|ab|af|kw)(?:,{_CODE})*{_END} |
        :{_NO_WORD}{_CODE}(?:,{_CODE})*{_END}
    )"""
_SLASH = r"""
    (?<=[\w'’")\]*+$#?]) (?: /(?:exp|de|mj|br|syn)(?:/(?:exp|mj))?(?=$|[\s):]) |
        (?<!\bw)(?<!\band)/(?=
            \s*(?:$|\)|&&|\|\|) | \s+(?i:and|or|not|adj\d*|near(?:/\d+)?|(?:next|pre|w)/\d+)(?:$|\s)
        ) )"""
_UNKNOWN_TAG = rf"(?<=\w)\[[A-Za-z][a-z]+(?:[\ /:-][A-Za-z][a-z]+)*\]{_END}"
_STOP = rf"(?:{_TAG} | {_UNKNOWN_TAG} | {_SUFFIX} | {_SLASH} | && | \|\| | [\s(){QUOTES}])"
_WORDS = r"(?:(?!\b(?i:and|or|not)\b)[^()/\[\]\"“”]){1,120}"
_SUBHEADINGS = r"(?:[a-z]{2}(?:,\s?[a-z]{2})*)?(?:\s\[[^\[\]]*\])?"
_LINES = r"\#?\d+(?:[-,]\#?\d+)*"

_PART = rf"""
    (?P<space>\s+) |
    # 2015:2020[dp]
    (?P<date>{_ALONE}(?:(?P<first>{_DATE})(?:{_YEAR_TAG})?\s*:\s*)?(?P<last>{_OPEN_DATE})\s?{_YEAR_TAG}) |
    (?P<tag>{_TAG}) | (?P<suffix>{_SUFFIX}) | (?P<slash>{_SLASH}) |
    # "knee"[foo], [mp=title, abstract], "knee"^2
    (?P<unknown>(?<=[{QUOTES}])\[[^\[\]{QUOTES}]{{1,40}}\] | {_UNKNOWN_TAG} |
         \[mp=[^\[\]]*\] | (?<=[{QUOTES})])\^\d+(?:\.\d+)?) |
    # MeSH descriptor: [Stroke], [mh "Stroke"], exp Stroke/
    (?P<heading>(?i:MeSH\ descriptor:\s*\[(?P<descriptor>[^\[\]]+)\](?:\s+(?:explode\ all|this\ term)\s\w+)?) |
        (?i:\[mh\s+\^?"?(?P<mh>[^\[\]"]+)"?(?:/\w+)?\]) |
        {_ALONE}exp\s+\*?(?:"(?P<quoted_exp>[^"]+)"|(?P<exp>{_WORDS}))/{_SUBHEADINGS}{_END}) |
    # [english]/lim, limit 3 to humans
    (?P<limit>(?i:\[[^\[\]]{{1,60}}\]/(?:lim|py)(?!\w) | \blimit\s+\d+\s+to\s+(?:\([^()]*\)|(?!yr\b)\S+))) |
    # numbers of earlier searches: {{or 1-3}}, or/1-3
    (?P<lines>(?i:\{{(?:or|and)\s[^{{}}]*\}} | {_ALONE}(?:(?:or|and)/{_LINES}|\#\d+-\#?\d+){_END} |
        \blimit\s+\d+\s+to(?=\s+yr\b) | \bremove\s+duplicates\s+from\s+\d+ |
        \A\s*\#?\d{{1,3}}[.:]?(?=\s+(?:exp\s|\[mh\s|mesh\ descriptor:)))) |
    # year:[2015 TO 2020]
    (?P<range>(?:{_START}(?P<of>[A-Za-z_]+):)?[\[{{]\s*(?P<bounds>[^\s\[\]{{}}]+\s+TO\s+[^\s\[\]{{}}]+)\s*[\]}}]) |
    (?P<pubyear>{_START}PUBYEAR\s*(?P<sign>[<>=]|IS|AFT|BEF)\s*(?P<year>\d{{4}})\b) |
    # TITLE-ABS-KEY(stroke)
    (?P<function>{_START}(?:
        (?:{pattern(FUNCTIONS)})(?=\(|\s\(\s) | (?:TITLE-ABS-KEY|LIMIT-TO)(?=\s\())) |
    # TS=(stroke)
    (?P<equals>{_START}(?:(?i:{pattern(EQUALS)})(?==\s*[{QUOTES}(]) | (?:{pattern(EQUALS).upper()})(?==\s*[^\W\d_]) |
        PY(?==\s*\d{{4}}) | DO(?==\s*10\.))=\s*) |
    # intitle:stroke, LANGUAGE: (English), title:(knee pain)
    (?P<prefix>{_START}(?:{pattern(PREFIXES)}):(?=[^\s:)]) |
        {_START}(?:{pattern(map(str.upper, PREFIXES))}):(?:(?=[^\s:)])|\s+(?=\()) |
        {_START}(?i:allin(?:title|text)):\s+(?=\w) |
        {_START}(?i:{pattern(NATIVE)}):\s* | {_START}[A-Za-z_]+:(?=\()) |
    (?P<quote>[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}](?:~(?P<distance>\d+){_END}|(?P<fuzzy>~\d*\.?\d*))?) |
    # 'heart attack'/exp, {{heart attack}}
    (?P<name>{_ALONE}(?:'(?=[^']*\w)(?:[^'{QUOTES}()\[\]]|''|(?<=\w)'(?=\w))*'(?=$|[\s)]|{_SUFFIX}|{_SLASH})|
        \{{[^{{}}()\[\]]+\}}{_END})) |
    (?P<open>\() | (?P<close>\)) |
    # -knee, !knee, +knee
    (?P<sign_before>(?<![^\s(+!])(?:[-−–](?=\S)|!(?=[{QUOTES}(\[\w])) |
        {_ALONE}\+(?=[{QUOTES}(\[]|(?!ve\b)[^\W\d_])) |
    (?P<near>{_ALONE}(?:(?:(?:adj|ADJ)(?P<adj>\d{{0,2}})|(?i:near)/?(?P<near_n>\d{{1,2}})|(?i:next|pre)/(?P<pre_n>\d{{1,2}})
        |(?i:around)\((?P<around_n>\d+)\))|W/(?P<w_n>\d{{1,2}})|(?<=\s)(?:NEAR|NEXT)){_END}) |
    (?P<operator>&& | \|\| | (?<![^\s(){QUOTES}\]])(?:AND|OR|NOT|ANDNOT)(?![^\s(){QUOTES}])) |
    (?P<word>(?:\d+\(\d+\)|(?!{_STOP})[\s\S])+|[\s\S])
    """
_DEFINITE = frozenset({"suffix", "slash", "heading", "near", "function", "equals", "limit", "lines", "pubyear"})
"""Kinds of parts that no text has but a query for another system. Operators beside them need no capitals."""

_LINE = re.compile(r"#?[1-9]\d{0,2}")
_QUERY_OPERATORS = dict.fromkeys(("and", "or", "not", "SAME"), "operator") | {"next": "near", "near": "near"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query. ``kind`` is the name of its group in the pattern."""

    kind: str
    match: re.Match[str]

    @property
    def text(self) -> str:
        """The part as typed."""
        return self.match[0]

    @property
    def in_query(self) -> "Part":
        """The part as it is read in a query in which operators need no capitals."""
        kind = _QUERY_OPERATORS.get(self.text) or _QUERY_OPERATORS.get(self.text.lower())
        return Part(kind, self.match) if kind and self.kind == "word" else self


def scan(text: str) -> tuple[list[Part], bool]:
    """Return the parts of ``text`` in order, and whether it is certainly a query for another system.

    A text that is no such query consists of words, quotes, brackets and operators in capitals.
    """
    parts = [Part(match.lastgroup or "word", match) for match in _pattern().finditer(text)]
    parts = [
        Part("word", part.match) if part.kind == "tag" and _is_text(before, part) else part
        for before, part in zip([None, None, *parts], parts, strict=False)
        if part.kind != "space"
    ]
    if _is_definite(parts):
        return [part.in_query for part in parts], True
    after_tag = [False, *(part.kind in ("tag", "date") for part in parts)]
    return [part.in_query if is_after else part for part, is_after in zip(parts, after_tag, strict=False)], False


@cache
def _pattern() -> re.Pattern[str]:
    """Return the compiled pattern of parts. The compilation takes 50 ms, which commands without a query save."""
    return re.compile(_PART, re.VERBOSE)


def _is_text(before: Part | None, tag: Part) -> bool:
    """Return whether a tag belongs to a text, such as "a review [abstract]".

    ``before`` is the part before the white space.
    """
    is_after_word = before is not None and before.kind == "word" and tag.match.string[tag.match.start() - 1].isspace()
    return is_after_word and tag.text.strip("[] ").lower() in PUBMED_GLUED


def _is_definite(parts: Sequence[Part]) -> bool:
    kinds = [part.kind for part in parts]
    if not _DEFINITE.isdisjoint(kinds) or ("close", "tag") in pairwise(kinds):
        return True
    line_kinds = [_line_kind(part) for part in parts]
    is_lines = {"line", "operator"} <= set(line_kinds) <= {"line", "operator", "open", "close"}
    return is_lines and line_kinds.count("line") > line_kinds.count("operator")


def _line_kind(part: Part) -> str:
    """Return the kind of a part of a text such as "1 or 2", which names earlier searches."""
    return "line" if part.kind == "word" and _LINE.fullmatch(part.text) else part.in_query.kind


def distance_of(near: Part) -> int | None:
    """Return the largest number of words between two words that the operator joins. None stands for a phrase."""
    if (adjacent := near.match["adj"]) is not None:
        return int(adjacent) - 1 if adjacent and int(adjacent) > 1 else None
    if near.text.upper() == "NEAR":
        return 6  # the default of the Cochrane Library
    return next((int(near.match[name]) for name in ("near_n", "pre_n", "around_n", "w_n") if near.match[name]), None)
