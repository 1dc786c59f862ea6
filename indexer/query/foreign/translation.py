"""Translation of a query from the syntax of another search system: operators, brackets and field codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.query.foreign.codes import NATIVE, PREFIXES, PUBMED, TABLES, Target, target_of
from indexer.query.foreign.fields import limited, year
from indexer.query.foreign.notices import Notices
from indexer.query.foreign.proximity import ProximityReader
from indexer.query.foreign.scanner import Part, distance_of, scan
from indexer.query.foreign.tree import Group, Item, Leaf, Near, from_left_to_right, is_run, render
from indexer.query.foreign.words import expanded, unescaped, without_boost

_DEEPEST = 30  # brackets; the parser reads fewer
_LINE = re.compile(r"#?\d{1,3}")
_NUMBERS = re.compile(r"\$?\d+\.\.\$?\d+|\d{4}\.\.|\.\.\d{4}")
_SIGNS = {"AFT": ">", "BEF": "<", "=": "", "IS": ""}
_OPERATORS: dict[str, tuple[Item, ...]] = {
    "&&": ("AND",),
    "||": ("OR",),
    "AND": ("AND",),
    "OR": ("OR",),
    "NOT": ("NOT",),
    "ANDNOT": ("AND", "NOT"),
    "SAME": ("AND",),
}


@dataclass(frozen=True, slots=True)
class _Prefix:
    """A field code before its words. All following words are in the field if ``has_words`` is True."""

    typed: str
    target: Target = "any"
    has_words: bool = False


def translated(text: str, notices: Notices) -> str:
    """Return ``text`` in the syntax of this language. If it has no foreign syntax, return it unchanged."""
    plain = unescaped(text)
    notices.changed |= plain != text
    parts, is_query = scan(plain)
    items = _Translator(parts, notices, is_query=is_query).items(0)
    if any(part.kind in ("tag", "date") for part in parts):
        items = from_left_to_right(items)
    return render(items) if notices.changed else text


class _Translator:
    """Translator of the parts of one query. ``is_query`` is True if it is certainly written for another system."""

    def __init__(self, parts: Sequence[Part], notices: Notices, *, is_query: bool) -> None:
        self._parts = parts
        self._notices = notices
        self._is_query = is_query
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
                case "sign_before":
                    self._notices.changed |= part.text in "!+"
                    sign = sign if part.text == "+" else "-"
                    continue
                case "prefix" | "equals" | "function":
                    prefix = self._prefix(part)
                    continue
                case "operator":
                    self._notices.changed |= part.text not in ("AND", "OR", "NOT")
                    items += _OPERATORS[part.text.upper()]
                case "near":
                    self._notices.changed = True
                    items.append(Near(part.text, distance_of(part)))
                case "tag" | "suffix" | "slash":
                    self._qualify(items, part)
                case "unknown":
                    self._notices.ignored(part.text)
                case "word" if prefix and prefix.typed.lower() == "year":
                    items += self._finished([Leaf(part.text)], sign, prefix)
                case "open" if depth >= _DEEPEST:
                    continue
                case "open":
                    inner = self.items(depth + 1)
                    self._at += 1
                    items += self._finished([Group(inner, typed=True)], sign, prefix)
                case _:
                    words = self._words(part, is_after_operator=bool(items) and isinstance(items[-1], str | Near))
                    while prefix and prefix.has_words and self._following() == "word":
                        self._at += 1
                        words.append(self._word(self._parts[self._at - 1].text))
                    items += self._finished(words, sign, prefix)
            sign, prefix = "", None
        return self._without_lines(self._proximity.without_operators(items))

    def _following(self) -> str:
        return self._parts[self._at].kind if self._at < len(self._parts) else ""

    def _prefix(self, part: Part) -> _Prefix:
        name = re.sub(r"[\s:=]+$", "", part.text)
        if part.kind == "prefix" and name.lower() in NATIVE:
            return _Prefix(name)
        if part.kind == "prefix" and name.lower() not in PREFIXES:
            self._notices.ignored(f"{name}:")
            return _Prefix(name)
        self._notices.changed = True
        has_words = part.kind == "equals" or name.lower().startswith("allin")
        return _Prefix(part.text.strip(), target_of(name, TABLES[part.kind]), has_words=has_words)

    def _finished(self, items: list[Item], sign: str, prefix: _Prefix | None) -> list[Item]:
        """Return the items with the sign and the field code before them."""
        if prefix and prefix.typed.lower() in NATIVE:
            items = self._in_native_field(items, prefix.typed)
        elif prefix:
            items = limited(items, prefix.target, prefix.typed, self._notices)
        if sign and items:
            first = items[0] if len(items) == 1 else Group(items)
            items = [replace(first, sign=sign) if isinstance(first, Leaf | Group) else first]
        return items

    def _in_native_field(self, items: list[Item], name: str) -> list[Item]:
        match items:
            case [Leaf(field=None) as leaf]:
                return [replace(leaf, field=name)]
            case [Group()]:
                self._notices.changed = True
                return limited(items, name.lower(), f"{name}:", self._notices)  # type: ignore[arg-type]
        return items

    def _qualify(self, items: list[Item], part: Part) -> None:
        """Apply a field code to the phrase, bracket or words before it."""
        self._notices.changed = True
        start = len(items)
        while start and is_run(items[start - 1]):
            start -= 1
        if start == len(items) and items and isinstance(items[-1], Leaf | Group):
            start -= 1
        operand = items[start:]
        del items[start:]
        if part.kind == "tag":
            code, _, distance = part.text.strip("[] ").partition(":~")
            target = target_of(code, PUBMED)
            match operand:
                case [Leaf(quoted=True) as phrase] if distance:
                    phrase.distance = int(distance)
        else:
            target = "heading" if part.kind == "slash" else target_of(part.text.strip(".:"), TABLES["suffix"])
        if operand:
            items.append(Group(limited(operand, target, part.text, self._notices)))

    def _without_lines(self, items: list[Item]) -> list[Item]:
        """Return the items without numbers of earlier searches. Such a number is alone between two operators."""
        kept: list[Item] = []
        for at, item in enumerate(items):
            beside = items[max(at - 1, 0) : at] + items[at + 1 : at + 2]
            is_alone = all(isinstance(other, str) for other in beside)
            is_number = isinstance(item, Leaf) and is_run(item) and bool(_LINE.fullmatch(item.text))
            if is_alone and is_number and (str(item).startswith("#") or (self._is_query and beside)):
                item = self._notices.dropped_line(str(item))
            kept.append(item)
        return kept

    def _words(self, part: Part, *, is_after_operator: bool) -> list[Item]:
        """Return the items for a part that is neither an operator nor a field code."""
        match = part.match
        match part.kind:
            case "quote" if not match["fuzzy"]:  # the lexer explains ~ without a number
                distance = match["distance"]
                return [Leaf(match["quoted"], quoted=True, distance=int(distance) if distance else None)]
            case "name":
                if self._is_query or is_after_operator or self._following() in ("operator", "near"):
                    self._notices.changed = True
                    return [Leaf(part.text[1:-1].replace("''", "'"), quoted=True)]
                return [Leaf(word) for word in part.text.split()]
            case "heading":
                words = match["exp"]
                typed = match["descriptor"] or match["mh"] or match["quoted_exp"] or ""
                leaves = [Leaf(word) for word in words.split()] if words else [Leaf(typed.strip("' *^"), quoted=True)]
                return [Group(limited(leaves, "heading", part.text, self._notices))]
            case "limit":
                code = part.text[part.text.find("]") + 1 :] if part.text[0] == "[" else "limit"
                if code.lower() == "/py":
                    return [year(part.text[1 : -len("]/py")], code, self._notices)]
                return [self._notices.dropped(part.text, code)]
            case "lines":
                return [self._notices.dropped_line(part.text)]
            case "date":
                dates = [date.strip('"“”') for date in match.group("first", "last") if date]
                return [year(":".join(dates), "", self._notices)]
            case "range":
                return self._range(part)
            case "pubyear":
                sign = match["sign"]
                return [year(f"{_SIGNS.get(sign, sign)}{match['year']}", "", self._notices)]
            case _:
                return [self._word(part.text)]

    def _range(self, part: Part) -> list[Item]:
        name, bounds = (part.match["of"] or "year").lower(), part.match["bounds"]
        if name == "year" or PREFIXES.get(name) == "year":
            first, last = (bound.strip('"') for bound in re.split(r"\s+TO\s+", bounds))
            return [year(f"{first}:{last}", "", self._notices, exclusive=part.text)]
        if not part.match["of"] and not re.search(r"\d|\*", bounds):
            return [Leaf(word) for word in part.text.split()]
        return [self._notices.dropped(part.text, "TO")]

    def _word(self, typed: str) -> Item:
        if _NUMBERS.fullmatch(typed):
            return year(f"*{typed}" if typed.startswith("..") else typed, "", self._notices)
        word = without_boost(typed)
        if word != typed:
            self._notices.read_as(typed, word)
        read = expanded(word)
        if read != word:
            self._notices.read_as(word, read)
        return Leaf(read)
