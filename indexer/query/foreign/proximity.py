"""Proximity operators between words (``adj3``, ``NEAR/3``, ``NEXT``): phrases and "two words"~n."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from indexer.query.foreign.scanner import distance_of, keeps_order
from indexer.query.foreign.tree import Group, Item, Leaf, Near
from indexer.text.analysis import terms

_MOST_PHRASES = 64
"""Phrases that replace one operator between lists of words."""

Note = Callable[[str, str], None]


def without_near(items: Sequence[Item], ignored: Note, unordered: Note) -> list[Item]:
    """Return the items with each chain of proximity operators and its words replaced with phrases.

    If the words cannot be combined to phrases, "AND" replaces the operator and ``ignored`` is called with the operator
    and "AND". If the order of the words is lost, ``unordered`` is called with the operator and its distance.
    """
    out: list[Item] = []
    at = 0
    while at < len(items):
        end = _chain(items, at)
        chain = items[at:end]
        operators = [item for item in chain if isinstance(item, Near)]
        if operators and not isinstance(chain[0], Near) and not isinstance(chain[-1], Near):
            out += _phrases(chain, operators, ignored, unordered)
        else:  # an operator without a word beside it
            for operator in operators:
                ignored(operator.typed, "")
            out += [item for item in chain if not isinstance(item, Near)]
        out += items[end : end + 1]
        at = end + 1
    return out


def _chain(items: Sequence[Item], start: int) -> int:
    """Return the end of the words and proximity operators from ``start`` up to "AND", "OR" or "NOT"."""
    return next((at for at in range(start, len(items)) if isinstance(items[at], str)), len(items))


def _phrases(chain: Sequence[Item], operators: Sequence[Near], ignored: Note, unordered: Note) -> list[Item]:
    operands: list[list[Item]] = [[]]
    for item in chain:
        if isinstance(item, Near):
            operands.append([])
        else:
            operands[-1].append(item)
    choices = [_alternatives(operand) for operand in operands]
    combined = list(product(*(choice or [] for choice in choices)))
    distances = [distance_of(operator.typed) for operator in operators]
    if not 0 < len(combined) <= _MOST_PHRASES:
        for operator in operators:
            ignored(operator.typed, "AND")
        joined: list[Item] = []
        for operand in operands:
            joined += [*(["AND"] if joined else []), *operand]  # type: ignore[list-item]
        return joined
    distance = None if set(distances) == {None} else sum(n or 0 for n in distances)
    for operator, n in zip(operators, distances, strict=True):
        if keeps_order(operator.typed) and n is not None:
            unordered(operator.typed, f"~{distance}")
    phrases: list[Item] = []
    for words in dict.fromkeys(" ".join(chosen) for chosen in combined):
        phrases += [*(["OR"] if phrases else []), Leaf(words, quoted=True, distance=distance)]  # type: ignore[list-item]
    return [Group(phrases)]


def _alternatives(items: Sequence[Item]) -> list[str] | None:
    """Return the texts that the items stand for, or None if they are more than words and lists of words."""
    choices: list[list[str]] = []
    for item in items:
        if isinstance(item, Leaf) and item.field is None and not item.sign:
            words = item.text.rstrip("*")
            if terms(words):
                choices.append([words])
        elif isinstance(item, Group) and not item.sign:
            runs: list[list[Item]] = [[]]
            for inner in item.items:
                if inner == "OR":
                    runs.append([])
                else:
                    runs[-1].append(inner)
            listed = [_alternatives(run) for run in runs if run]
            if any(texts is None for texts in listed):
                return None
            choices.append([text for texts in listed for text in texts or ()])
        else:
            return None
    combined = [" ".join(chosen) for chosen in product(*choices)] if choices else []
    return combined if 0 < len(combined) <= _MOST_PHRASES else None
