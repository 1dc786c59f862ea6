"""One JSON object a line; paragraphs of its text are parted by blank lines. Streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LONGEST_LINE, Fault, broken_at
from indexer.summaries.readers.json_records import decoded, summary
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import NOT_UTF8, SAVE_AS_UTF8, lines
from indexer.summaries.summary import Summary


def read(stream: TextIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a line, or a Problem with the line's number; empty lines are passed over."""
    for number, line in enumerate(lines(stream), 1):
        found = _summary(line, terms) if line is None or line.strip() else None
        if isinstance(found, Fault):
            yield Problem(where, number, *found)
        elif found is not None:
            yield found


def _summary(line: str | None, terms: Terms) -> Summary | Fault:
    if line is None:
        return Fault(f"a line of more than {LONGEST_LINE:,} characters", "write one object a line")
    if broken_at(line) is not None:
        return Fault(NOT_UTF8, SAVE_AS_UTF8)
    return summary(decoded(line.rstrip()), terms)
