"""Items of a query that a field code of another search system limits to a field."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from indexer.query.foreign.codes import Target
from indexer.query.foreign.notices import Notices
from indexer.query.foreign.tree import Dropped, Group, Item, Leaf, is_run, render
from indexer.query.foreign.words import years_of
from indexer.text.analysis import is_stopword

_FIRST_OR_LAST = re.compile(r"\[\s*(?:1au|lastau|first|last|author\s*-\s*(?:first|last))|FIRSTAUTH", re.IGNORECASE)
_PUNCTUATION = ",.;:"


def limited(items: Sequence[Item], target: Target, code: str, notices: Notices) -> list[Item]:
    """Return the items with each word and phrase limited to the field ``target``.

    ``code`` is the field code as typed. What has no equal is left out, with a notice.
    """
    if target in ("any", "id"):
        return list(items)
    if target == "nothing":
        typed = render(items)
        if code[-1].isalpha() and not typed.startswith("("):  # LANGUAGE(english)
            typed = f"({typed})"
        return [notices.dropped(f"{typed}{code}" if code[0] in "[.:/" else f"{code}{typed}", code)]
    if target == "heading":
        notices.headings()
    if target == "author" and _FIRST_OR_LAST.match(code):
        notices.read_as(code, "author:")
    return _in_field(items, target, code, notices)


def _in_field(items: Iterable[Item], target: Target, code: str, notices: Notices) -> list[Item]:
    limited: list[Item] = []
    for is_words, run in groupby(items, key=is_run):
        found = list(run)
        words = [item for item in found if isinstance(item, Leaf)] if is_words else []
        if words and target == "heading":
            limited += _heading(words)
        elif words and target in ("title", "text"):
            limited += _each(words, target)
        elif words:
            limited += _name(words, target, code, notices)
        else:
            limited += [_one(item, target, code, notices) for item in found]
    return limited


def _one(item: Item, target: Target, code: str, notices: Notices) -> Item:
    """Return a phrase or a bracket in the field. Everything else, such as an operator, is returned unchanged."""
    if isinstance(item, Group):
        return replace(item, items=_in_field(item.items, target, code, notices))
    if not isinstance(item, Leaf) or item.field is not None:
        return item
    if target == "heading":
        return _quoted_heading(item) if item.quoted else item
    return year(item.text, code, notices, item.sign) if target == "year" else replace(item, field=target)


def _each(words: Sequence[Leaf], target: Target) -> list[Item]:
    """Return each word with the field. Stopwords are left out, because a word with a field is required."""
    kept = [word for word in words if not is_stopword(word.text.strip(_PUNCTUATION))] or words
    return [replace(word, field=target) for word in kept if any(map(str.isalnum, word.text))]


def _name(words: Sequence[Leaf], target: Target, code: str, notices: Notices) -> list[Item]:
    """Return adjacent words as one value of a field, such as the name of an author."""
    name = " ".join(word.text.strip(_PUNCTUATION) for word in words).strip()
    if target == "year":
        return [year(name, code, notices)]
    return [Leaf(name, quoted=len(words) > 1, field=target)] if name else []


def year(typed: str, code: str, notices: Notices, sign: str = "", exclusive: str = "") -> Leaf | Dropped:
    """Return a date or a range of dates as a year field. Text that is no date is left out, with a notice."""
    years, has_days = years_of(typed, exclusive=exclusive)
    if years is None:
        return notices.not_a_year(f"{code}{typed}" if code[-1:] in ":=" else f"{typed}{code}")
    notices.changed = True
    if has_days:
        notices.days_ignored(typed)
    bound = {"before:": "<", "after:": ">="}.get(code.lower(), "")
    return Leaf(f"{bound}{years}", field="year", sign=sign)


def _heading(words: Sequence[Leaf]) -> list[Item]:
    """Return the words of a heading without the "*" of a main topic and the subheading after "/"."""
    texts = [word.text for word in words]
    texts[0] = texts[0].lstrip("*")
    return [Leaf(text.partition("/")[0].rstrip(_PUNCTUATION)) for text in texts if text.partition("/")[0]]


def _quoted_heading(heading: Leaf) -> Item:
    """Return a quoted heading without its subheading. "Arthritis, Rheumatoid" is also "Rheumatoid Arthritis"."""
    text = heading.text.partition("/")[0].strip()
    first, comma, second = text.partition(", ")
    if comma and "," not in second:
        both: list[Item] = [
            replace(heading, text=text, sign=""),
            "OR",
            replace(heading, text=f"{second} {first}", sign=""),
        ]
        return Group(both, typed=True, sign=heading.sign)
    return replace(heading, text=text)
