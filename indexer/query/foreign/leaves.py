"""Words, phrases, dates and headings of a foreign query, as items of this language."""

import re
from collections.abc import Sequence

from indexer.query.foreign.codes import PREFIXES
from indexer.query.foreign.fields import in_field, years_of
from indexer.query.foreign.notices import Notices
from indexer.query.foreign.scanner import Part
from indexer.query.foreign.tree import Group, Item, Leaf, Near
from indexer.query.foreign.wildcards import expanded, without_boost

_NUMBERS = re.compile(r"\$?(\d+)\.\.\$?(\d+)|(\d{4})\.\.|\.\.(\d{4})")
_SIGNS = {"AFT": ">", "BEF": "<", "=": "", "IS": ""}


class LeafReader:
    """Reader of the parts that are neither operators nor field codes.

    ``is_query`` is True if the text is certainly a query for another system: then quotes and wildcards are operators.
    """

    def __init__(self, notices: Notices, *, is_query: bool) -> None:
        self._notices = notices
        self._is_query = is_query

    def items(self, part: Part, before: Sequence[Item], following: str) -> list[Item]:
        """Return the items for a part. ``before`` are the items before it, and ``following`` is the next kind."""
        match part.kind:
            case "quote":
                return [self._quote(part)]
            case "apostrophes":
                return self._apostrophes(part, before, following)
            case "heading":
                self._notices.headings()
                if part.match["exp"]:
                    return [Group(in_field([Leaf(word) for word in part.match["exp"].split()], "heading"))]
                typed = part.match["descriptor"] or part.match["mh"] or part.match["quoted_exp"]
                return in_field([Leaf(typed.strip("\"' *^"), quoted=True)], "heading")
            case "limit":
                return [self._limit(part)]
            case "lines":
                return [self._notices.dropped_line(part.text)]
            case "range":
                return self._range(part)
            case "function":
                self._notices.change()
                sign = part.match["sign"]
                return [Leaf(f"{_SIGNS.get(sign, sign)}{part.match['year']}", field="year")]
            case _:
                return self._word(part.text, before, following)

    def _quote(self, part: Part) -> Item:
        if part.match["fuzzy"]:
            return Leaf(part.text)  # the lexer explains it
        distance = part.match["distance"]
        return Leaf(part.match["quoted"], quoted=True, distance=int(distance) if distance else None)

    def _apostrophes(self, part: Part, before: Sequence[Item], following: str) -> list[Item]:
        is_operand = (before and isinstance(before[-1], str | Near)) or following in ("operator", "near")
        if self._is_query or is_operand:
            self._notices.change()
            return [Leaf(part.match["name"], quoted=True)]
        return [Leaf(word) for word in part.text.split()]

    def _limit(self, part: Part) -> Item:
        years = years_of(part.text[1:].partition("]")[0])[0] if part.text.startswith("[") else None
        if years is None:
            return self._notices.dropped(part.text, part.text.split()[0] if part.text[0].isalpha() else part.text)
        self._notices.change()
        return Leaf(years, field="year")

    def _range(self, part: Part) -> list[Item]:
        name, bounds = part.match["of"], part.match["bounds"]
        first, last = (bound.strip('"') for bound in re.split(r"\s+TO\s+", bounds))
        years, has_days = years_of(f"{first}:{last}", exclusive=part.text)
        if years and (name is None or name.lower() == "year" or PREFIXES.get(name.lower()) == "year"):
            self._notices.change()
            if has_days:
                self._notices.days_ignored(part.text)
            return [Leaf(years, field="year")]
        if name is None and not re.search(r"\d|\*", bounds):
            return [Leaf(word) for word in part.text.split()]
        return [self._notices.dropped(part.text, "TO")]

    def _word(self, typed: str, before: Sequence[Item], following: str) -> list[Item]:
        if numbers := _NUMBERS.fullmatch(typed):
            years, _ = years_of(f"*..{numbers[4]}" if numbers[4] else typed)
            self._notices.change()
            return [Leaf(years, field="year") if years else self._notices.dropped(typed, "..")]
        if typed.startswith(":") and len(typed) > 1 and before and is_year(before[-1]):
            return [Leaf(":"), Leaf(typed[1:])]
        word = without_boost(typed)
        if word != typed:
            self._notices.unweighted(typed, word)
        is_operand = self._is_query or following in ("operator", "near", "tag", "suffix", "slash")
        read = expanded(word, in_query=is_operand)
        if read != word:
            self._notices.wildcard(word, read)
        return [Leaf(read)]


def is_year(item: Item) -> bool:
    """Return whether the item is a year or a range of years."""
    return isinstance(item, Leaf) and item.field == "year"
