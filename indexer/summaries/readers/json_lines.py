"""One JSON object a line: {"id", "title", "text"}; paragraphs of the text are parted by blank lines. Streams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from indexer.errors import Problem
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary, slug

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def read(stream: TextIO, where: str, _terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a line, or a Problem with the line's number; empty lines are passed over."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Problem(where, number, f"not JSON: {error}", "write one object a line")
            continue
        yield _summary(given, where, number)


def _summary(given: Any, where: str, number: int) -> Summary | Problem:
    if not isinstance(given, dict):
        return Problem(where, number, "not an object", 'write {"id": ..., "title": ..., "text": ...}')
    wrong = [key for key in ("title", "text") if not isinstance(given.get(key, ""), str)]
    if wrong:
        return Problem(where, number, f'"{wrong[0]}" is not text', "put it in quotes")
    title, text = given.get("title", ""), given.get("text", "")
    paragraphs = tuple(" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip())
    given_id = str(given.get("id", given.get("_id", "")))
    summary_id = given_id if _ID.fullmatch(given_id) else slug(given_id or title)
    return Summary(summary_id, " ".join(title.split()), paragraphs)
