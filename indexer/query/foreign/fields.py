"""Items of a query that a field code of another search system limits to a field."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from indexer.query.foreign.codes import Target
from indexer.query.foreign.tree import Group, Item, Leaf, is_run
from indexer.text.analysis import is_stopword

_DATE = r"(?P<{0}>[12]\d{{3}}|3000|\*|current)(?P<{0}_day>[-/.]\d\d?(?:[-/.]\d\d?)?)?"
_TO = r"\s*(?P<range>:|-|–|\.\.|\bto\b)\s*"
_YEARS = re.compile(rf"(?P<sign>[<>]=?)?\s*{_DATE.format('first')}(?:{_TO}(?:{_DATE.format('last')})?)?", re.IGNORECASE)
OPEN_YEAR = "3000"
"""The year that PubMed writes for a range without an end."""

_OPEN = (OPEN_YEAR, "*", "current")
_PUNCTUATION = ",.;:"


def in_field(items: Sequence[Item], target: Target) -> list[Item]:
    """Return the items with each word and phrase limited to the field ``target``.

    Adjacent words are one name in every field but title and text.
    """
    if target in ("any", "id"):
        return list(items)
    limited: list[Item] = []
    for is_words, run in groupby(items, key=is_run):
        words = list(run)
        if target == "heading":
            limited += _heading(words) if is_words else [_phrase_of_heading(item) for item in words]
        elif is_words and target in ("title", "text"):
            limited += _each([word for word in words if isinstance(word, Leaf)], target)
        elif is_words:
            name = " ".join(str(word).strip(_PUNCTUATION) for word in words).strip()
            limited += [Leaf(name, quoted=len(words) > 1, field=target)] if name else []
        else:
            limited += [_limited(item, target) for item in words]
    return limited


def _limited(item: Item, target: Target) -> Item:
    if isinstance(item, Group):
        return replace(item, items=in_field(item.items, target))
    if isinstance(item, Leaf) and item.field is None:
        return replace(item, field=target)
    return item


def _each(words: Sequence[Leaf], target: Target) -> list[Item]:
    """Return each word with the field. Stopwords are left out, because a word with a field is required."""
    kept = [word for word in words if not is_stopword(word.text.strip(_PUNCTUATION))] or words
    return [replace(word, field=target) for word in kept if any(map(str.isalnum, word.text))]


def _heading(words: Sequence[Item]) -> list[Item]:
    """Return the words of a heading without the "*" of a main topic and the subheading after "/"."""
    texts = [str(word) for word in words]
    texts[0] = texts[0].lstrip("*")
    return [Leaf(text.partition("/")[0].rstrip(_PUNCTUATION)) for text in texts if text.partition("/")[0]]


def _phrase_of_heading(item: Item) -> Item:
    """Return a quoted heading without its subheading. "Arthritis, Rheumatoid" is also "Rheumatoid Arthritis"."""
    if isinstance(item, Group):
        return replace(item, items=in_field(item.items, "heading"))
    if not isinstance(item, Leaf) or not item.quoted:
        return item
    text = item.text.partition("/")[0].strip()
    first, comma, second = text.partition(", ")
    if comma and "," not in second:
        return Group([replace(item, text=text), "OR", replace(item, text=f"{second} {first}")], typed=True)
    return replace(item, text=text)


def years_of(text: str, *, exclusive: str = "") -> tuple[str | None, bool]:
    """Return the value of a year field for a date or a range of dates, and whether months or days were ignored.

    The value is None if ``text`` is something else. ``exclusive`` contains "{" or "}" for a bound outside the range.
    """
    match = _YEARS.fullmatch(text.strip().strip('"'))
    if match is None:
        return None, False
    days = {re.sub(r"\D0?", "/", day) for day in (match["first_day"], match["last_day"]) if day}
    has_days = not days <= {"/1/1", "/12/31"}
    first, last = (None if (bound or "*").lower() in _OPEN else int(bound) for bound in (match["first"], match["last"]))
    if not match["range"]:
        return (None if first is None else f"{match['sign'] or ''}{first}"), has_days
    if match["sign"]:
        return None, False
    first = first + 1 if first is not None and "{" in exclusive else first
    last = last - 1 if last is not None and "}" in exclusive else last
    if first is None and last is None:
        return None, False
    if first == last:
        return str(first), has_days
    return f"{first or ''}..{last or ''}", has_days
