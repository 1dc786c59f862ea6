"""Proximity operators between words (``adj3``, ``NEAR/3``, ``NEXT``): phrases and "two words"~n."""

from collections.abc import Iterator, Sequence
from itertools import groupby, product
from math import prod

from indexer.query.foreign.notices import Notices
from indexer.query.foreign.tree import Group, Item, Leaf, Near
from indexer.text.analysis import terms

MOST_PHRASES = 128
"""Phrases in one query that replace proximity operators. Two lists of 8 words give 64 phrases."""


class ProximityReader:
    """Reader of the proximity operators of one query."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._phrases_left = MOST_PHRASES

    def without_operators(self, items: Sequence[Item]) -> list[Item]:
        """Return the items with each chain of words and proximity operators replaced with phrases.

        "AND" replaces an operator if its words cannot be combined to phrases, or if there are too many phrases.
        """
        out: list[Item] = []
        for _, run in groupby(items, key=lambda item: isinstance(item, str)):
            chain = list(run)
            operators = [item for item in chain if isinstance(item, Near)]
            if operators and not isinstance(chain[0], Near) and not isinstance(chain[-1], Near):
                out += self._phrases(chain, operators)
            else:  # an operator without a word beside it
                for operator in operators:
                    self._notices.ignored(operator.typed)
                out += [item for item in chain if not isinstance(item, Near)]
        return out

    def _phrases(self, chain: Sequence[Item], operators: Sequence[Near]) -> list[Item]:
        operands = [list(run) for is_near, run in groupby(chain, key=lambda i: isinstance(i, Near)) if not is_near]
        choices = [_alternatives(operand) for operand in operands]
        count = prod(map(len, choices))
        if not 0 < count <= self._phrases_left or len(operands) <= len(operators):
            for operator in operators:
                self._notices.read_as(operator.typed, "AND")
            return list(_joined("AND", operands))
        self._phrases_left -= count
        distances = [operator.distance for operator in operators]
        distance = None if set(distances) == {None} else sum(n or 0 for n in distances)
        for operator in operators:
            if operator.keeps_order and operator.distance is not None:
                self._notices.read_as(operator.typed, f"~{distance}")
        for word in {word for choice in choices for texts in choice for word in texts.split() if "*" in word}:
            self._notices.read_as(word, word.replace("*", ""))
        phrases = dict.fromkeys(" ".join(chosen).replace("*", "") for chosen in product(*choices))
        return [Group(list(_joined("OR", [[Leaf(words, quoted=True, distance=distance)] for words in phrases])))]


def _joined(operator: Item, operands: Sequence[Sequence[Item]]) -> Iterator[Item]:
    for number, operand in enumerate(operands):
        if number:
            yield operator
        yield from operand


def _alternatives(items: Sequence[Item]) -> list[str]:
    """Return the texts that the items stand for. Return [] if an item is not a word, a phrase or a list of these."""
    choices: list[list[str]] = []
    for item in items:
        match item:
            case Leaf(field=None, sign=""):
                choices += [[item.text]] if terms(item.text) else []
            case Group(sign=""):
                runs = [list(run) for is_or, run in groupby(item.items, key=lambda i: i == "OR") if not is_or]
                listed = [_alternatives(run) for run in runs]
                choices.append([text for texts in listed for text in texts] if all(listed) else [])
            case _:
                return []
    if not choices or prod(map(len, choices)) > MOST_PHRASES:
        return []
    return [" ".join(chosen) for chosen in product(*choices)]
