"""One JSON object a line: {"id", "title", "text"}; paragraphs of the text are parted by blank lines. Streams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LONGEST_LINE, Fault, broken_at, plain, text_fault, title_fault
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import NOT_UTF8, SAVE_AS_UTF8
from indexer.summaries.summary import Summary, slug

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_FORM = 'write {"id": ..., "title": ..., "text": ...}'


def read(stream: TextIO, where: str, _terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a line, or a Problem with the line's number; empty lines are passed over."""
    for number, line in enumerate(_lines(stream), 1):
        found = _summary(line) if line is None or line.strip() else None
        if isinstance(found, Fault):
            yield Problem(where, number, *found)
        elif found is not None:
            yield found


def _lines(stream: TextIO) -> Iterator[str | None]:
    """Yield the lines; None for one that is too long, of which no more than a part is ever held."""
    while line := stream.readline(LONGEST_LINE):
        whole = len(line) < LONGEST_LINE or line.endswith("\n")
        yield line if whole else None
        while not whole:
            rest = stream.readline(LONGEST_LINE)
            whole = not rest or rest.endswith("\n")


def _summary(line: str | None) -> Summary | Fault:
    if line is None:
        return Fault(f"a line of more than {LONGEST_LINE:,} characters", "write one object a line")
    if broken_at(line) is not None:
        return Fault(NOT_UTF8, SAVE_AS_UTF8)
    try:
        given = json.loads(line.rstrip())
    except (ValueError, RecursionError) as error:
        return Fault(f"not JSON: {error}", "write one object a line")
    return _of_object(given) if isinstance(given, dict) else Fault("not an object", _FORM)


def _of_object(given: dict[str, Any]) -> Summary | Fault:
    wrong = [key for key in ("title", "text") if not isinstance(given.get(key, ""), str)]
    if wrong:
        return Fault(f'"{wrong[0]}" is not text', "put it in quotes")
    title, text, given_id = given.get("title", ""), given.get("text", ""), _given_id(given)
    if broken_at(given_id + title + text) is not None:
        return Fault("half of a character (\\ud800 to \\udfff alone)", "write both halves, or the character itself")
    paragraphs = tuple(words for block in re.split(r"\n\s*\n", text) if (words := plain(block)))
    title = plain(title)
    if not title and not paragraphs:
        return Fault("neither a title nor a text", _FORM)
    fault = title_fault(title) or text_fault(text)
    summary_id = given_id if _ID.fullmatch(given_id) else slug(given_id or title)
    return fault or Summary(summary_id, title, paragraphs)


def _given_id(given: dict[str, Any]) -> str:
    """Return the id as text, "" where there is none."""
    found = given.get("id", given.get("_id"))
    return str(found) if isinstance(found, str | int | float) else ""
