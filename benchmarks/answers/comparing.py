"""Differences between two recordings. Each difference has a normalized path, by which it is grouped and allowed."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from benchmarks.answers.pages import parted

Line = dict[str, Any]

READ_BY_PEOPLE = ("page text", "command stdout", "command stderr")
"""Paths whose differences are always allowed, because they are only texts for people."""

_NOTHING = "(nothing)"


class Difference(NamedTuple):
    """A difference between two answers to the request ``id``. The texts at ``path`` were ``old`` and are ``new``."""

    path: str
    id: str
    old: str
    new: str


def differences(old: dict[str, Line], new: dict[str, Line]) -> Iterator[Difference]:
    """Yield the differences between two recordings, request by request. Missing and new requests come first."""
    for name in sorted(old.keys() - new.keys()):
        yield Difference("request gone", name, "asked", _NOTHING)
    for name in sorted(new.keys() - old.keys()):
        yield Difference("request new", name, _NOTHING, "asked")
    for name, line in old.items():
        if name in new:
            yield from (Difference(path, name, *pair) for path, *pair in _of_lines(line, new[name]))


def is_allowed(difference: Difference, patterns: Iterable[str]) -> bool:
    """Return True if a difference does not fail the comparison.

    A difference is allowed if its path is in READ_BY_PEOPLE or matches one of the patterns.
    """
    return difference.path in READ_BY_PEOPLE or any(matches(pattern, difference.path) for pattern in patterns)


def matches(pattern: str, path: str) -> bool:
    """Return True if the whole path matches a pattern.

    In the pattern, * matches any text and ? matches one character. Brackets have no special meaning.
    """
    wanted = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wanted, path, re.DOTALL) is not None


Found = Iterator[tuple[str, str, str]]


def _of_lines(old: Line, new: Line) -> Found:
    """Yield (path, old, new) for each difference between two answers to the same request."""
    kind = old["kind"]
    if old["status"] != new["status"]:
        yield f"status {kind}", str(old["status"]), str(new["status"])
    for name in sorted(old["headers"].keys() | new["headers"].keys()):
        before, after = (line["headers"].get(name, _NOTHING) for line in (old, new))
        if before != after:
            yield f"header {name}", before, after
    if kind != new["kind"]:
        yield "kind", kind, new["kind"]
    elif kind == "page":
        yield from _of_pages(old["body"], new["body"])
    elif kind == "command":
        yield from _of_commands(old["body"], new["body"])
    elif kind == "json":
        yield from _of_json("json ", old["body"], new["body"])
    else:
        media = old["headers"].get("Content-Type", "").partition(";")[0]
        yield from _of_texts(f"text {media}".strip(), old["body"], new["body"])


def _of_pages(old: str, new: str) -> Found:
    if old == new:
        return
    before, after = parted(old), parted(new)
    if before.structure == after.structure:  # then both pages have the same number of texts
        pairs = zip(before.texts, after.texts, strict=True)
        yield from (("page text", one, other) for one, other in pairs if one != other)
        return
    yield from _first("page structure", before.structure, after.structure)
    yield from (("page text", *pair) for pair in changed(before.texts, after.texts))


def _of_commands(old: Line, new: Line) -> Found:
    for stream in ("stdout", "stderr"):
        before, after = old[stream], new[stream]
        if isinstance(before, str) and isinstance(after, str):
            yield from ((f"command {stream}", *pair) for pair in changed(before.splitlines(), after.splitlines()))
        else:
            yield from _of_json("command json ", before, after)
    before, after = old.get("files", {}), new.get("files", {})
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, _NOTHING), after.get(name, _NOTHING)
        if isinstance(one, str) and isinstance(other, str):
            yield from _of_texts("command files", one, other)
        else:
            yield from _of_json("command files ", one, other)


def _of_texts(path: str, old: str, new: str) -> Found:
    if old != new:
        yield from _first(path, old.splitlines(keepends=True), new.splitlines(keepends=True))


def _of_json(path: str, old: Any, new: Any) -> Found:
    """Yield (path, old, new) for each difference between two JSON values. A path is, for instance, "json hits[].id"."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() == new.keys() and list(old) != list(new):
            yield f"{path} (order of names)", " ".join(old), " ".join(new)
        for name in [*old, *(name for name in new if name not in old)]:
            below = f"{path}{'' if path.endswith(' ') else '.'}{name}"
            yield from _of_json(below, old.get(name, _NOTHING), new.get(name, _NOTHING))
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}[] (length)", str(len(old)), str(len(new))
        for before, after in zip(old, new, strict=False):
            yield from _of_json(f"{path}[]", before, after)
    elif type(old) is not type(new) or old != new:
        yield path, _shown(old), _shown(new)


def _first(path: str, old: list[str], new: list[str]) -> Found:
    """Yield (path, old, new) for the first difference between two lists. Yield nothing if they are equal."""
    for before, after in zip_longest(old, new, fillvalue=_NOTHING):
        if before != after:
            yield path, before, after
            return


def changed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (old, new) for each change between two lists of texts. A missing text is "(nothing)"."""
    if old == new:
        return
    for what, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from zip_longest(old[begin:end], new[first:last], fillvalue=_NOTHING)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
