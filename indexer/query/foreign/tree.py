"""Tree of the parts of a query, and its text in the syntax of this language."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

_ONE = re.compile(r'"[^"]*"|[^\W_]+')
"""A phrase or a word, which needs no brackets."""

Operator = Literal["AND", "OR", "NOT"]


@dataclass(slots=True)
class Leaf:
    """A word or a phrase. ``sign`` is "-" if it is excluded; ``distance`` is the n in "two words"~n."""

    text: str
    quoted: bool = False
    field: str | None = None
    distance: int | None = None
    sign: str = ""

    def __str__(self) -> str:
        text = f'"{self.text}"' if self.quoted else self.text
        near = "" if self.distance is None else f"~{self.distance}"
        return f"{self.sign}{self.field + ':' if self.field else ''}{text}{near}"


@dataclass(slots=True)
class Group:
    """Items, and whether brackets were typed around them."""

    items: "list[Item]" = field(default_factory=list)
    typed: bool = False
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """A proximity operator, such as ``adj3``. ``distance`` is None if it joins the words to a phrase."""

    typed: str
    distance: int | None

    @property
    def keeps_order(self) -> bool:
        """True if the words must also occur in the typed order."""
        return self.typed.upper().startswith(("PRE/", "NEXT/"))


@dataclass(frozen=True, slots=True)
class Dropped:
    """The place of a part that was left out."""


Item = Leaf | Group | Near | Dropped | Operator


def render(items: Sequence[Item]) -> str:
    """Return the items as text. Brackets are added where the text would mean something else without them."""
    rendered: list[str] = []
    before: Item | None = None
    items = without_dropped(items)
    for item in items:
        if isinstance(item, Group):
            inner = without_dropped(item.items)
            text = render(inner)
            is_one = len(inner) == 1 and not (isinstance(inner[0], Leaf | Group) and inner[0].sign)
            is_one |= bool(_ONE.fullmatch(text))
            has_or = "OR" in inner and len(items) > 1
            needs_brackets = item.typed or has_or or bool(item.sign) or before == "NOT"
            text = f"({text})" if text and needs_brackets and not is_one else text
            rendered.append(f"{item.sign}{text}" if text else "")
        else:
            rendered.append(str(item.typed if isinstance(item, Near) else item))
        before = item
    if len(rendered) % 2 and set(rendered[1::2]) == {"OR"}:  # PubMed searches a word as a heading and as a word
        return " OR ".join(dict.fromkeys(filter(None, rendered[::2])))
    return " ".join(text for text in rendered if text)


def without_dropped(items: Iterable[Item]) -> list[Item]:
    """Return the items without the dropped ones and the operators that joined them.

    "AND" binds more tightly than "OR", so "a OR dropped AND b" becomes "a OR b".
    """
    kept: list[Item] = []
    operators: list[Item] = []
    has_dropped = has_or = False
    for item in items:
        if isinstance(item, str):
            operators.append(item)
        elif isinstance(item, Dropped) or (isinstance(item, Group) and not without_dropped(item.items)):
            has_or |= "OR" in operators
            operators, has_dropped = [], True
        else:
            if has_dropped and not kept:
                operators = [operator for operator in operators if operator == "NOT"]
            elif has_or and operators in ([], ["AND"]):
                operators = ["OR"]
            kept += [*operators, item]
            operators, has_or = [], False
    return kept if has_dropped and not kept else [*kept, *operators]


def from_left_to_right(items: Sequence[Item]) -> list[Item]:
    """Return the items grouped so that the operators are applied from left to right, as PubMed does."""
    grouped: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            item.items = from_left_to_right(item.items)
        if item in ("AND", "NOT") and "OR" in grouped and not isinstance(grouped[-1], str):
            grouped = [Group(grouped)]
        grouped.append(item)
    return grouped


def is_run(item: Item) -> bool:
    """Return whether the item is a plain word, which belongs to the same term as the words beside it."""
    return isinstance(item, Leaf) and not (item.quoted or item.field or item.sign)
