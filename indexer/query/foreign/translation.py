"""Translation of a query from the syntax of another search system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.messages import Message, message
from indexer.query.foreign.codes import CODES, EQUALS, FUNCTIONS, NATIVE, PREFIXES, PUBMED, Target, target_of
from indexer.query.foreign.fields import in_field, years_of
from indexer.query.foreign.proximity import without_near
from indexer.query.foreign.scanner import IN_QUERY, Part, scan
from indexer.query.foreign.tree import Dropped, Group, Item, Leaf, Near, from_left_to_right, is_run, render
from indexer.query.foreign.wildcards import expanded, unescaped, without_boost
from indexer.text.analysis import spans

_DEEPEST = 30  # brackets; the parser reads fewer
_LINE = re.compile(r"#?\d{1,3}")
_LINES = re.compile(r"(?i:(?:or|and)/#?\d+(?:[-,]#?\d+)*)|#\d+-#?\d+")
_NUMBERS = re.compile(r"\$?(\d+)\.\.\$?(\d+)|(\d{4})\.\.|\.\.(\d{4})")
_IGNORED_STAR = re.compile(r"(?<=\w)[*$](?!\w)")


@dataclass(slots=True)
class _Prefix:
    """A field code before its words."""

    typed: str
    target: Target
    native: bool = False


class Translator:
    """Translator of one query. ``notices`` name what has no equal; ``changed`` is False if there is nothing to do."""

    def __init__(self, text: str) -> None:
        self.notices: list[Message] = []
        self.changed = False
        plain = unescaped(text)
        self._change(plain != text)
        self._parts = scan(plain)
        self._at = 0
        self._is_query = any(part.kind in IN_QUERY for part in self._parts)
        self._is_pubmed = any(part.kind == "tag" for part in self._parts)

    def text(self) -> str:
        """Return the query in the syntax of this language."""
        items = self._items(0)
        if self._is_pubmed:
            items = from_left_to_right(items)
        return render(items)

    def _items(self, depth: int) -> list[Item]:
        """Parse up to a closing bracket, or to the end if ``depth`` is 0."""
        items: list[Item] = []
        sign, prefix = "", None
        while self._at < len(self._parts):
            part = self._parts[self._at]
            if part.kind == "close" and depth:
                break
            self._at += 1
            match part.kind:
                case "minus" | "bang":
                    self._change(part.kind == "bang")
                    sign = "-"
                    continue
                case "plus":
                    self._change()
                    continue
                case "prefix" | "equals" | "function" if not part.match["year"]:
                    prefix = self._prefix(part)
                    continue
                case "operator":
                    items += self._operator(part)
                case "near":
                    self._change()
                    items.append(Near(part.text))
                case "tag" | "suffix" | "slash" | "unknown" | "boost":
                    self._qualify(items, part)
                case "open" if depth < _DEEPEST:
                    inner = self._items(depth + 1)
                    self._at += 1
                    items.append(self._finished(Group(inner, typed=True), sign, prefix))
                case "open":
                    continue
                case _:
                    for item in self._leaves(part, items):
                        items.append(self._finished(item, sign, prefix))
                        sign, prefix = "", None if prefix and not prefix.typed.lower().startswith("allin") else prefix
                    continue
            sign, prefix = "", None
        return self._completed(items)

    def _completed(self, items: list[Item]) -> list[Item]:
        items = self._without_lines(self._with_date_ranges(items))
        return without_near(items, self._near_ignored, self._near_unordered)

    def _operator(self, part: Part) -> Sequence[Item]:
        typed = {"&&": "AND", "||": "OR"}.get(part.text, part.text.upper())
        self._change(typed != part.text or typed == "ANDNOT")
        return ("AND", "NOT") if typed == "ANDNOT" else (typed,)  # type: ignore[return-value]

    def _prefix(self, part: Part) -> _Prefix:
        name = re.sub(r"[\s:=(]+$", "", part.text)
        if part.kind == "prefix" and name.lower() in NATIVE:
            return _Prefix(name, "any", native=True)
        self._change()
        table = {"prefix": PREFIXES, "equals": EQUALS, "function": FUNCTIONS}[part.kind]
        if part.kind == "prefix" and name.lower() not in PREFIXES:
            self._note(message("There is no field “%(name)s:”, so it was ignored.", name=name))
            return _Prefix(name, "any")
        return _Prefix(part.text.strip(), target_of(name, table))

    def _leaves(self, part: Part, items: list[Item]) -> list[Item]:
        """Return the items for a part that is neither an operator nor a code."""
        match part.kind:
            case "quote":
                return [self._quote(part)]
            case "apostrophes":
                return self._apostrophes(part, items)
            case "heading":
                self._change()
                self._note_heading()
                typed = (part.match["descriptor"] or part.match["mh"]).lstrip("*^")
                return [Group(in_field([Leaf(typed.strip("\"'"), quoted=True)], "heading"))]
            case "limit":
                return [self._limit(part)]
            case "range":
                return self._range(part)
            case "function":
                sign = {"AFT": ">", "BEF": "<", "=": "", "IS": ""}.get(part.match["sign"], part.match["sign"])
                self._change()
                return [Leaf(f"{sign}{part.match['year']}", field="year")]
            case _:
                return self._word(part, items)

    def _quote(self, part: Part) -> Item:
        quoted = _IGNORED_STAR.sub("", part.match["quoted"])
        if quoted != part.match["quoted"] and spans(quoted):
            self._change()
            self._note(
                message(
                    "“*” in the phrase “%(typed)s” was ignored. Each word also matches its plural.",
                    typed=part.match["quoted"],
                )
            )
        distance = part.match["distance"]
        if part.match["fuzzy"]:
            return Leaf(part.text)  # the lexer explains it
        return Leaf(quoted, quoted=True, distance=int(distance) if distance else None)

    def _apostrophes(self, part: Part, items: list[Item]) -> list[Item]:
        following = self._parts[self._at].kind if self._at < len(self._parts) else ""
        is_operand = (items and isinstance(items[-1], str | Near)) or following in ("operator", "near")
        if self._is_query or is_operand:
            self._change()
            return [Leaf(_IGNORED_STAR.sub("", part.match["name"]), quoted=True)]
        return [Leaf(word) for word in part.text.split()]

    def _limit(self, part: Part) -> Item:
        years, _ = years_of(part.text[1:].partition("]")[0]) if part.text.startswith("[") else (None, False)
        return Leaf(years, field="year") if years and not self._change() else self._dropped(part.text, part.text)

    def _range(self, part: Part) -> list[Item]:
        name, bounds = part.match["of"], part.match["bounds"]
        is_year = name is None or name.lower() == "year" or PREFIXES.get(name.lower()) == "year"
        first, last = re.split(r"\s+TO\s+", bounds)
        years, has_days = years_of(f"{first.strip(chr(34))}:{last.strip(chr(34))}", exclusive=part.text)
        if is_year and years:
            self._change()
            self._note_days(part.text, has_days)
            return [Leaf(years, field="year")]
        if name is None and not re.search(r"\d", bounds):
            return [Leaf(word) for word in part.text.split()]
        return [self._dropped(part.text, part.text)]

    def _word(self, part: Part, items: list[Item]) -> list[Item]:
        typed = part.text
        if _LINES.fullmatch(typed):
            return [self._dropped_line(typed)]
        if numbers := _NUMBERS.fullmatch(typed):
            years, _ = years_of(typed.replace("..", ":") if typed[0] != "." else f"*:{numbers[4]}")
            self._change()
            return [Leaf(years, field="year") if years else self._dropped(typed, "..")]
        if typed.startswith(":") and len(typed) > 1 and items and _is_year(items[-1]):
            return [Leaf(":"), Leaf(typed[1:])]
        following = self._parts[self._at].kind if self._at < len(self._parts) else ""
        in_query = self._is_query or following in ("operator", "near", "tag", "suffix", "slash")
        word = without_boost(typed)
        if word != typed:
            self._note(
                message("“%(typed)s” was read as “%(word)s”: words have no weights and match as spelt.", typed=typed, word=word)
            )
        read = expanded(word, in_query=in_query)
        if "*" in typed and read != word:
            self._note(message("“%(typed)s” was read as “%(word)s”. “*” works at the end of a word.", typed=word, word=read))
        self._change(read != typed)
        return [Leaf(read)]
