"""Translation of a query from the syntax of another search system: operators, brackets and field codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.query.foreign.codes import CODES, EQUALS, FUNCTIONS, NATIVE, PREFIXES, PUBMED, Target, target_of
from indexer.query.foreign.fields import OPEN_YEAR, in_field, years_of
from indexer.query.foreign.leaves import LeafReader, is_year
from indexer.query.foreign.notices import Notices
from indexer.query.foreign.proximity import ProximityReader
from indexer.query.foreign.scanner import Part, is_definite, scan
from indexer.query.foreign.tree import Group, Item, Leaf, Near, from_left_to_right, is_run, render
from indexer.query.foreign.wildcards import unescaped

_DEEPEST = 30  # brackets; the parser reads fewer
_LINE = re.compile(r"#?\d{1,3}")
_FIRST_OR_LAST = re.compile(r"\[\s*(?:1au|lastau|first|last|author\s*-\s*(?:first|last))", re.IGNORECASE)
_TABLES = {"prefix": PREFIXES, "equals": EQUALS, "function": FUNCTIONS}


@dataclass(frozen=True, slots=True)
class _Prefix:
    """A field code before its words.

    ``native`` is a field name of this language, or None. ``has_words`` is True if all following words are in the field.
    """

    typed: str
    target: Target = "any"
    native: str | None = None
    has_words: bool = False


def translated(text: str, notices: Notices) -> str:
    """Return ``text`` in the syntax of this language. If it has no foreign syntax, return it unchanged."""
    plain = unescaped(text)
    notices.change(plain != text)
    parts = scan(plain)
    items = _Translator(parts, notices).items(0)
    if any(part.kind == "tag" for part in parts):
        items = from_left_to_right(items)
    return render(items) if notices.changed else text


class _Translator:
    def __init__(self, parts: Sequence[Part], notices: Notices) -> None:
        self._parts = parts
        self._notices = notices
        self._is_query = is_definite(parts)
        self._leaves = LeafReader(notices, is_query=self._is_query)
        self._proximity = ProximityReader(notices)
        self._at = 0

    def items(self, depth: int) -> list[Item]:
        """Translate up to a closing bracket, or to the end if ``depth`` is 0."""
        items: list[Item] = []
        sign, prefix = "", None
        while self._at < len(self._parts):
            part = self._parts[self._at]
            if part.kind == "close" and depth:
                break
            self._at += 1
            match part.kind:
                case "minus" | "bang" | "plus":
                    self._notices.change(part.kind != "minus")
                    sign = sign if part.kind == "plus" else "-"
                    continue
                case "prefix" | "equals" | "function" if not part.match["year"]:
                    prefix = self._prefix(part)
                    continue
                case "operator":
                    items += self._operator(part.text)
                case "near":
                    self._notices.change()
                    items.append(Near(part.text))
                case "tag" | "suffix" | "slash":
                    self._qualify(items, part)
                case "unknown" | "boost":
                    self._notices.ignored(part.text)
                case "open" if depth < _DEEPEST:
                    inner = self.items(depth + 1)
                    self._at += 1
                    items += self._finished([Group(inner, typed=True)], sign, prefix)
                case "open":
                    continue
                case _:
                    leaves = self._leaves.items(part, items, self._following())
                    while prefix and prefix.has_words and self._following() == "word":
                        self._at += 1
                        leaves += self._leaves.items(self._parts[self._at - 1], leaves, self._following())
                    items += self._finished(leaves, sign, prefix)
            sign, prefix = "", None
        items = self._without_lines(self._with_date_ranges(items))
        return self._proximity.without_operators(items)

    def _following(self) -> str:
        return self._parts[self._at].kind if self._at < len(self._parts) else ""

    def _operator(self, typed: str) -> Sequence[Item]:
        operators: dict[str, tuple[Item, ...]] = {
            "&&": ("AND",),
            "||": ("OR",),
            "AND": ("AND",),
            "OR": ("OR",),
            "NOT": ("NOT",),
            "ANDNOT": ("AND", "NOT"),
        }
        self._notices.change(typed not in ("AND", "OR", "NOT"))
        return operators[typed.upper()]

    def _prefix(self, part: Part) -> _Prefix:
        name = re.sub(r"[\s:=]+$", "", part.text)
        if part.kind == "prefix" and name.lower() in NATIVE:
            return _Prefix(name, native=name)
        if part.kind == "prefix" and name.lower() not in PREFIXES:
            self._notices.no_field(name)
            return _Prefix(name)
        self._notices.change()
        has_words = part.kind == "equals" or name.lower().startswith("allin")
        return _Prefix(part.text.strip(), target_of(name, _TABLES[part.kind]), has_words=has_words)

    def _finished(self, items: list[Item], sign: str, prefix: _Prefix | None) -> list[Item]:
        """Return the items with the sign and the field code before them."""
        if prefix and prefix.native:
            items = self._in_native_field(items, prefix.native)
        elif prefix:
            items = self._limited(items, prefix.target, prefix.typed)
        if sign and items:
            first = items[0] if len(items) == 1 else Group(items)
            items = [replace(first, sign=sign) if isinstance(first, Leaf | Group) else first]
        return items

    def _in_native_field(self, items: list[Item], name: str) -> list[Item]:
        match items:
            case [Leaf(field=None) as leaf]:
                return [replace(leaf, field=name)]
            case [Group()]:
                self._notices.change()
                target = name.lower()
                return in_field(items, target)  # type: ignore[arg-type]
        return items

    def _qualify(self, items: list[Item], part: Part) -> None:
        """Apply a field code to the phrase, bracket or words before it."""
        self._notices.change()
        start = len(items)
        while start and is_run(items[start - 1]):
            start -= 1
        if start == len(items) and items and isinstance(items[-1], Leaf | Group):
            start -= 1
        if part.kind == "tag":
            code, _, distance = part.text.strip("[] ").partition(":~")
            target = target_of(code, PUBMED)
            match items[start:]:
                case [Leaf(quoted=True) as phrase] if distance:
                    phrase.distance = int(distance)
        else:
            target = "heading" if part.kind == "slash" else target_of(part.text.strip(".:"), CODES)
        if target == "year" and len(items) - start > 1 and years_of(render(items[-1:]))[0]:
            start = len(items) - 1  # the words before a year are not part of the date
        operand = items[start:]
        del items[start:]
        if operand:
            limited = self._limited(operand, target, part.text)
            items += limited if all(map(is_year, limited)) else [Group(limited)]

    def _limited(self, items: list[Item], target: Target, code: str) -> list[Item]:
        """Return the items limited to a field. What has no equal is dropped, with a notice."""
        match target:
            case "nothing":
                typed = render(items)
                return [self._notices.dropped(f"{typed}{code}" if code[0] in "[.:/" else f"{code}{typed}", code)]
            case "year":
                return [self._year(items, code)]
            case "heading":
                self._notices.headings()
            case "author" if _FIRST_OR_LAST.match(code):
                self._notices.any_author(code)
        return in_field(items, target)

    def _year(self, items: list[Item], code: str) -> Item:
        if len(items) == 1 and isinstance(items[0], Group):
            return replace(items[0], items=[i if isinstance(i, str) else self._year([i], code) for i in items[0].items])
        typed = render(items)
        if all(map(is_year, items)) and items:
            return items[0]
        years, has_days = years_of(typed) if typed.strip('"') != OPEN_YEAR else (OPEN_YEAR, False)
        if years is None:
            return self._notices.not_a_year(f"{typed}{code}")
        if has_days:
            self._notices.days_ignored(typed)
        bound = {"before:": f"<{years}", "after:": f">={years}"}.get(code.lower())
        return Leaf(bound or years, field="year")

    def _with_date_ranges(self, items: list[Item]) -> list[Item]:
        """Return the items with each ``"2015"[dp] : "2020"[dp]`` replaced with one range."""
        joined: list[Item] = []
        for item in items:
            match joined, item:
                case [*_, Leaf(field="year") as first, Leaf(text=":")], Leaf(field="year") as last:
                    years, _ = years_of(f"{first.text}:{last.text}")
                    joined[-2:] = [Leaf(years, field="year") if years else first]
                case _:
                    joined.append(item)
        return joined

    def _without_lines(self, items: list[Item]) -> list[Item]:
        """Return the items without numbers of earlier searches. Such a number is alone between two operators."""
        kept: list[Item] = []
        for at, item in enumerate(items):
            beside = items[max(at - 1, 0) : at] + items[at + 1 : at + 2]
            is_alone = len(items) > 1 and all(isinstance(other, str) for other in beside)
            is_number = is_alone and is_run(item) and isinstance(item, Leaf) and bool(_LINE.fullmatch(item.text))
            if is_number and isinstance(item, Leaf) and (self._is_query or item.text.startswith("#")):
                kept.append(self._notices.dropped_line(item.text))
            else:
                kept.append(item)
        return kept
