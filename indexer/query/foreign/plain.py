"""Texts in plain words: titles in capitals, and offers of operators and year fields for words that may mean them."""

import re
from collections.abc import Iterator

from indexer.messages import message
from indexer.query.clauses import Offer
from indexer.query.lexer import QUOTES
from indexer.text.analysis import is_stopword

_SHORT_TEXT = 3  # words
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_SYNTAX = re.compile(rf"""[(){QUOTES}\[\]{{}}*|]|[A-Za-z_]:\S|(?<!\S)[-−–!+]\S""")
_QUOTED = re.compile(rf"[{QUOTES}][^{QUOTES}]*(?:[{QUOTES}]|$)")
_YEAR = r"(?:19|20)\d\d"
_EDGE = r"(?:(?<=[\s(])|^){}(?=[\s),.?]|$)"
_RANGE = re.compile(
    _EDGE.format(
        rf"(?:(?:from|between)\s+)?(?P<first>{_YEAR})\s*(?:-|–|−|\s(?:to|and|until|through)\s)\s*(?P<last>{_YEAR})"
    ),
    re.IGNORECASE,
)
_SINCE = re.compile(
    _EDGE.format(rf"(?P<word>since|from|after|before|until|up\s+to)\s+(?P<year>{_YEAR})"), re.IGNORECASE
)
_SINGLE = re.compile(_EDGE.format(rf"(?:in\s+)?(?P<year>{_YEAR})"), re.IGNORECASE)
_HAS_YEAR = re.compile(r"\byear:", re.IGNORECASE)
_OR = re.compile(r"(?<![^\s(])(?P<before>[^\s(]+)\s+(?P<or>[Oo]r|\|)\s+(?P<after>[^\s)]+)")
_NEAR = re.compile(r"\s*(\S+)\s+(near|next)\s+(\S+)\s*", re.IGNORECASE)


def is_title_in_capitals(text: str) -> bool:
    """Return whether ``text`` is a title in capitals with "AND", "OR" or "NOT" as words.

    It has more than three words and no lower-case letter, bracket, quotation mark, tag or field. Another of its words
    is a stopword such as "OF" or "IN", which queries with operators do not have.
    """
    words = text.split()
    if len(words) <= _SHORT_TEXT or _SYNTAX.search(text) or text.upper() != text:
        return False
    return not _OPERATORS.isdisjoint(words) and any(map(is_stopword, set(words) - _OPERATORS))


def offers(text: str) -> Iterator[Offer]:
    """Yield the queries that ``text`` may mean: with "OR" as an operator, and with its years as a year field.

    ``text`` is in the syntax of this language. Words in quotation marks stay words.
    """
    unquoted = _QUOTED.sub(lambda match: "x" * len(match[0]), text)  # of the same length
    yield from _or(text, unquoted)
    if match := _NEAR.fullmatch(unquoted):
        operator = match[2].upper()
        yield Offer(
            message("Did you mean %(operator)s?", operator=operator),
            f"{text[: match.start(2)]}{operator}{text[match.end(2) :]}",
        )
    yield from _years(text, unquoted)


def _or(text: str, unquoted: str) -> Iterator[Offer]:
    """Yield the offer to read "or" as an operator, if words with a meaning are on both sides."""
    query, at = text, 0
    while match := _OR.search(unquoted, at):
        at = match.end("or")
        sides = (match[side].strip(",.;:?()") for side in ("before", "after"))
        if all(side and not is_stopword(side) and side not in _OPERATORS for side in sides):
            query = f"{query[: match.start('or')]}OR{query[at:]}"
    if query != text:
        yield Offer(message("Did you mean OR?"), query)


def _years(text: str, unquoted: str) -> Iterator[Offer]:
    """Yield the offer to require the years that are typed as words."""
    if _HAS_YEAR.search(text):
        return
    if match := _RANGE.search(unquoted):
        first, last = sorted((match["first"], match["last"]))
        offer = message("Only %(first)s to %(last)s", first=first, last=last)
        yield Offer(offer, _moved(text, match, f"{first}..{last}"))
    elif match := _SINCE.search(unquoted):
        year = int(match["year"])
        match match["word"].lower():
            case "since" | "from":
                yield Offer(message("Only %(year)s and later", year=year), _moved(text, match, f">={year}"))
            case "after":
                yield Offer(message("Only after %(year)s", year=year), _moved(text, match, f">{year}"))
            case "before":
                yield Offer(message("Only before %(year)s", year=year), _moved(text, match, f"<{year}"))
            case _:
                yield Offer(message("Only %(year)s and earlier", year=year), _moved(text, match, f"<={year}"))
    elif match := _SINGLE.search(unquoted):
        yield Offer(message("Only %(year)s", year=match["year"]), _moved(text, match, match["year"]))


def _moved(text: str, years: re.Match[str], value: str) -> str:
    """Return the text with the words of ``years`` replaced by a year field at its end.

    A query with "OR" is put into brackets, so that the years apply to all of it.
    """
    rest = " ".join(f"{text[: years.start()]} {text[years.end() :]}".split()).strip(" ,;")
    rest = f"({rest})" if re.search(r"(?<!\S)OR(?!\S)", _QUOTED.sub("", rest)) else rest
    return f"{rest} year:{value}".strip()
