"""YAML with line numbers, so that a mistake can be shown where it was made."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from indexer.summaries.limits import plain

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_MOST_NESTED = 20
_LONGEST_QUOTED = 200  # characters


class Mistake(Exception):
    """A line of a file says what it may not; ``line`` counts from 1."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line = line
        # It may quote what is wrong, however long that is.
        self.what = what if len(what) <= _LONGEST_QUOTED else f"{what[:_LONGEST_QUOTED]} …"
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value and the line on which it starts: text, a list, a mapping (in file order), or None.

    Scalars keep their spelling ("2021", "no", "12:783122"): what they mean is for the caller to say.
    """

    line: int
    value: str | list[Node] | dict[str, Node] | None

    def texts(self) -> list[tuple[str, int]]:
        """Return (text, line) of each item of a list of scalars, or of the one scalar that this is.

        Raises Mistake where an item is neither.
        """
        items = self.value if isinstance(self.value, list) else [self] if self.value is not None else []
        for item in items:
            if not isinstance(item.value, str):
                raise Mistake(item.line, "a list of words is wanted here", "write [one, two]")
        return [(plain(item.value), item.line) for item in items if isinstance(item.value, str)]


def parse(text: str, first_line: int = 1) -> Node:
    """Return the one document in ``text``, whose first line is called ``first_line``.

    Raises Mistake for what is not YAML, for a key given twice, and for anchors and aliases, which have no
    use in this project and can grow a small file to gigabytes.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise Mistake(line, f"not YAML: {error.problem}", "quote text that holds a colon") from None
    except (yaml.YAMLError, RecursionError) as error:
        what = str(error).split("\n", 1)[0] or "nested too deeply"
        raise Mistake(first_line, f"not YAML: {what}", "remove it") from None
    if root is None:
        return Node(first_line, None)
    return _located(root, first_line, set(), 0)


def _located(node: yaml.Node, first_line: int, seen: set[int], depth: int) -> Node:
    line = first_line + node.start_mark.line
    if id(node) in seen or depth > _MOST_NESTED:
        raise Mistake(line, "aliases and deep nesting are not read", "write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return Node(line, [_located(item, first_line, seen, depth + 1) for item in node.value])
    if isinstance(node, yaml.MappingNode):
        return Node(line, _mapping(node, first_line, seen, depth))
    return Node(line, None if node.tag == _NULL else str(node.value))


def _mapping(node: yaml.MappingNode, first_line: int, seen: set[int], depth: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, value in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise Mistake(line, "a key must be one word", "write key: value")
        if key.value in found:
            raise Mistake(line, f'"{key.value}" stands here a second time', "keep one of the two")
        found[key.value] = _located(value, first_line, seen, depth + 1)
    return found
