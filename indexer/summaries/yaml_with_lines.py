"""YAML parser that keeps the line number of each value, so that error messages can name the line."""

from dataclasses import dataclass

import yaml

from indexer.summaries.limits import clean_text

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_MAX_DEPTH = 20
_LONGEST_MESSAGE = 200  # characters


class Mistake(Exception):
    """An error in one line of a file. ``line`` counts from 1. ``what`` is cut off after 200 characters."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what if len(what) <= _LONGEST_MESSAGE else f"{what[:_LONGEST_MESSAGE]} …"
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value and the line where it starts. A value is a text, a list, a mapping in file order, or None.

    A scalar is the text in the file ("2021", "no", "12:783122"). The caller converts it.
    """

    line: int
    value: "str | list[Node] | dict[str, Node] | None"

    def texts(self) -> list[tuple[str, int]]:
        """Return the (text, line) of each item of a list.

        A single text counts as a list of one item. None counts as an empty list. Raises Mistake for an item that is not
        a text.
        """
        items = self.value if isinstance(self.value, list) else [self] if self.value is not None else []
        for item in items:
            if not isinstance(item.value, str):
                raise Mistake(item.line, "expected a list of words", "write [one, two]")
        return [(clean_text(item.value), item.line) for item in items if isinstance(item.value, str)]


def parse_yaml(text: str, first_line: int = 1) -> Node:
    """Parse ``text``, one YAML document. ``first_line`` is the line number in the file at which ``text`` starts.

    Raises Mistake for invalid YAML, a duplicate key, a key that is not a scalar, an alias, or more than 20 nested
    levels. Aliases are not supported because they can expand a small file to gigabytes.
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
    return _with_lines(root, first_line, set(), 0)


def _with_lines(node: yaml.Node, first_line: int, seen: set[int], depth: int) -> Node:
    line = first_line + node.start_mark.line
    if id(node) in seen or depth > _MAX_DEPTH:
        raise Mistake(line, "aliases and deep nesting are not supported", "write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return Node(line, [_with_lines(item, first_line, seen, depth + 1) for item in node.value])
    if isinstance(node, yaml.MappingNode):
        return Node(line, _mapping(node, first_line, seen, depth))
    return Node(line, None if node.tag == _NULL else str(node.value))


def _mapping(node: yaml.MappingNode, first_line: int, seen: set[int], depth: int) -> dict[str, Node]:
    values: dict[str, Node] = {}
    for key, value in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise Mistake(line, "a key must be one word", "write key: value")
        if key.value in values:
            raise Mistake(line, f'duplicate key "{key.value}"', "keep one of the two")
        values[key.value] = _with_lines(value, first_line, seen, depth + 1)
    return values
