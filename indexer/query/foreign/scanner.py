"""Scanner for queries that may be written for another search system. It splits a text into the parts of a query."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from indexer.query.foreign.codes import CODES, EQUALS, FUNCTIONS, NATIVE, PREFIXES, PUBMED, PUBMED_GLUED, pattern
from indexer.query.lexer import QUOTES

_CODE = rf"(?i:{pattern(CODES)})"
_TAG = rf"\[\s*(?i:{pattern(PUBMED)})\s*(?::~\d*)?\s*(?:\]|$)"
_SUFFIX = rf"""
    (?<=[\w{QUOTES}'’)\]*$?#+]) (?:
        \.{_CODE}(?:,\s?{_CODE})*\.(?=$|[\s)\],;]) | \.(?:mp|tw|ti|ab|af|kw)(?:,{_CODE})*(?=$|[\s)]) |
        :{_CODE}(?:,{_CODE})*(?=$|[\s)])
    )"""
_SLASH = r"""
    (?<=[\w'’")\]*+$#?]) (?: /(?:exp|de|mj|br|syn)(?:/(?:exp|mj))?(?=$|[\s):]) |
        /(?=\s*(?:$|\)|&&|\|\|)|\s+(?i:and|or|not|adj\d*|near(?:/\d+)?|(?:next|pre|w)/\d+)(?:$|\s)) )"""
_STOP = rf"(?:{_TAG} | {_SUFFIX} | {_SLASH} | && | \|\| | [\s(){QUOTES}])"
_WORDS = r"(?:(?!\b(?i:and|or|not)\b)[^()/\[\]\"“”]){1,120}"
_SUBHEADINGS = r"(?:[a-z]{2}(?:,\s?[a-z]{2})*)?(?:\s\[[^\[\]]*\])?"
_START = r"(?<![^\s(+!−–\-])"

_PART = re.compile(
    rf"""
    (?P<space>\s+) |
    (?P<tag>{_TAG}) |
    (?P<suffix>{_SUFFIX}) | (?P<slash>{_SLASH}) |
    (?P<unknown>(?<=[{QUOTES}])\[[^\[\]{QUOTES}]{{1,40}}\]) |
    (?P<boost>(?<=[{QUOTES})])\^\d+(?:\.\d+)?) |
    (?P<heading>(?i:MeSH\ descriptor:\s*\[(?P<descriptor>[^\[\]]+)\](?:\s+(?:explode\ all|this\ term)\s\w+)?) |
        (?i:\[mh\s+\^?"?(?P<mh>[^\[\]"]+)"?\]) |
        (?<![^\s(])exp\s+\*?(?:"(?P<quoted_exp>[^"]+)"|(?P<exp>{_WORDS}))/{_SUBHEADINGS}(?=$|[\s)])) |
    (?P<limit>(?i:\[[^\[\]]{{1,60}}\]/(?:lim|py)(?![\w])) | (?i:\blimit\s+\d+\s+to\s+(?:\([^()]*\)|\S+))) |
    (?P<lines>(?i:\{{(?:or|and)\s[^{{}}]*\}} |
        (?<![^\s(])(?:(?:or|and)/\#?\d+(?:[-,]\#?\d+)*|\#\d+-\#?\d+)(?=$|[\s)]))) |
    (?P<range>(?:{_START}(?P<of>[A-Za-z_]+):)?[\[{{]\s*(?P<bounds>[^\s\[\]{{}}]+\s+TO\s+[^\s\[\]{{}}]+)\s*[\]}}]) |
    (?P<function>{_START}(?:PUBYEAR\s*(?P<sign>[<>=]|IS|AFT|BEF)\s*(?P<year>\d{{4}})\b |
        (?:{pattern(FUNCTIONS)})(?=\() | (?:TITLE-ABS-KEY|LIMIT-TO|EXCLUDE|SRCTITLE|AUTHOR-NAME|DOCTYPE)(?=\s*\())) |
    (?P<equals>{_START}(?:(?i:{pattern(EQUALS)})(?==\s*[{QUOTES}(]) | (?:{pattern(EQUALS).upper()})(?==\s*[^\W\d_]) |
        PY(?==\s*\(?\d{{4}}))=\s*) |
    (?P<prefix>{_START}(?i:{pattern(PREFIXES)}):(?=[^\s:)]) | {_START}(?i:allin(?:title|text)):\s+(?=\w) |
        {_START}(?i:{pattern(NATIVE)}):\s* | {_START}[A-Za-z_]+:(?=\()) |
    (?P<quote>[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}](?:~(?P<distance>\d+)(?=$|[\s)])|(?P<fuzzy>~\d*\.?\d*))?) |
    (?P<apostrophes>(?<![^\s(])'(?P<name>[^'{QUOTES}()\[\]]*\w[^'{QUOTES}()\[\]]*)'(?=$|[\s)]|{_SUFFIX}|{_SLASH})) |
    (?P<open>\() | (?P<close>\)) |
    (?P<minus>(?<![^\s(+!])[-−–](?=[^\s])) |
    (?P<plus>(?<![^\s(])\+(?=[{QUOTES}(\[]|(?!ve\b)[^\W\d_])) | (?P<bang>(?<![^\s(+])!(?=[{QUOTES}(\[\w])) |
    (?P<around>AROUND\(\d+\)) |
    (?P<operator>&& | \|\| | (?<![^\s(){QUOTES}\]])ANDNOT(?![^\s(])) |
    (?P<word>(?:\d+\(\d+\)|(?!{_STOP})[\s\S])+|[\s\S])
    """,
    re.VERBOSE,
)

_NEAR = re.compile(
    r"(?i:adj(\d{0,2})|near/?(\d{1,2})|next/(\d{1,2})|pre/(\d{1,2})|around\((\d+)\))|W/(\d{1,2})|NEAR|NEXT"
)
_DEFINITE = frozenset({"suffix", "slash", "heading", "near", "function", "equals", "limit", "lines"})
"""Kinds of parts that no text has but a query for another system. Operators beside them need no capitals."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query. ``kind`` is the name of its group in the pattern, "near" or "operator".

    ``after_space`` is True if white space precedes it.
    """

    kind: str
    match: re.Match[str]
    after_space: bool = False

    @property
    def text(self) -> str:
        """The part as typed."""
        return self.match[0]


def is_definite(parts: Iterable[Part]) -> bool:
    """Return whether the parts are certainly a query for another system, because no text has such parts."""
    parts = list(parts)
    is_lines = {"word", "operator"} <= {_line_kind(part) for part in parts} <= {"word", "operator", "open", "close"}
    has_tagged_bracket = any((one.kind, other.kind) == ("close", "tag") for one, other in pairwise(parts))
    return is_lines or has_tagged_bracket or any(part.kind in _DEFINITE for part in parts)


def _line_kind(part: Part) -> str:
    """Return the kind of a part of a text such as "1 or 2", which names earlier searches; "" for other words."""
    if _is_operator(part, ignore_case=True):
        return "operator"
    return "" if part.kind == "word" and not re.fullmatch(r"#?\d{1,3}", part.text) else part.kind


def scan(text: str) -> list[Part]:
    """Return the parts of ``text`` in order. A text that is no foreign query consists of words, quotes and brackets."""
    parts = list(_scan(text))
    if is_definite(parts):
        return [Part("operator", part.match) if _is_operator(part, ignore_case=True) else part for part in parts]
    joined: list[Part] = []
    for part in parts:
        is_beside = bool(joined) and joined[-1].kind == "tag" and _is_operator(part, ignore_case=True)
        joined.append(Part("operator", part.match) if is_beside else part)
    return joined


def _scan(text: str) -> Iterator[Part]:
    after_space = False
    for match in _PART.finditer(text):
        kind = match.lastgroup or "word"
        kind = next(name for name in _KINDS if match[name] is not None)
        if kind == "space":
            after_space = True
            continue
        if kind == "around" or (kind == "word" and _NEAR.fullmatch(match[0])):
            kind = "near"
        elif kind == "tag" and after_space and match[0].strip("[] ").lower() in PUBMED_GLUED:
            kind = "word"
        part = Part(kind, match, after_space)
        yield Part("operator", match) if _is_operator(part) else part
        after_space = False


_KINDS = (
    "space tag suffix slash unknown boost heading limit lines range function equals prefix quote apostrophes open "
    "close minus plus bang around operator word"
).split()


def _is_operator(part: Part, *, ignore_case: bool = False) -> bool:
    typed = part.text.upper() if ignore_case else part.text
    return part.kind == "word" and typed in ("AND", "OR", "NOT")


def distance_of(near: str) -> int | None:
    """Return the largest number of words between two words that ``near`` ("adj3", "NEAR/3") joins; None: a phrase."""
    match = _NEAR.fullmatch(near)
    if match is None:
        return None
    adjacent, *others = match.groups()
    if adjacent is not None:
        return int(adjacent) - 1 if adjacent and int(adjacent) > 1 else None
    if near == "NEAR":
        return 6  # the default of the Cochrane Library
    return next((int(number) for number in others if number), None)


def keeps_order(near: str) -> bool:
    """Return whether ``near`` also requires the order of the words, as ``PRE/2`` does."""
    return near.upper().startswith(("PRE/", "NEXT/"))
