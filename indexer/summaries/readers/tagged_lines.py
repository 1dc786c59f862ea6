"""Lines of a tag and a value, as RIS and MEDLINE have them -> records of one study each. Streams.

No library is used: rispy, which reads RIS, wants the whole file in memory, tells no lines and loses without a word what
has no end; the tests hold our reading of RIS to be the same as its.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LONGEST_LINE, broken_at
from indexer.summaries.readers.whole import NOT_UTF8, SAVE_AS_UTF8

_MOST_LINES = 20_000  # of a record: no study has more authors and headings


@dataclass(slots=True)
class Lines:
    """The values of one record by tag, in their order; ``line`` is where it starts, ``ended`` whether it has an end."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    ended: bool = False
    count: int = 0
    _last: list[str] | None = None

    def add(self, tag: str, value: str) -> None:
        """Take a line with a tag."""
        self.count += 1
        self._last = self.values.setdefault(tag, [])
        self._last.append(value.strip())

    def go_on(self, text: str) -> None:
        """Take a line without a tag, which goes on with the one before."""
        self.count += 1
        if self._last:
            self._last[-1] = f"{self._last[-1]} {text.strip()}".strip()

    def all(self, *tags: str) -> list[str]:
        """Return the values of these tags, those of the first tag first."""
        return [value for tag in tags for value in self.values.get(tag, ()) if value]

    def first(self, *tags: str) -> str:
        """Return the first value there is, "" where there is none."""
        return next(iter(self.all(*tags)), "")


def records(
    stream: TextIO, where: str, tagged: re.Pattern[str], first: str, end: str | None
) -> Iterator[Lines | Problem]:
    """Yield the records of ``stream``: each starts with the tag ``first``, and ends with ``end`` or before the next.

    ``tagged`` matches a tag and a value. What stands outside of records is a Problem, as is a record with a line that
    is not text or too long.
    """
    record: Lines | None = None
    fault: Problem | None = None
    stray = 0
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), 1):
        found = tagged.match(line)
        tag = found[1] if found else None
        if tag == first or (tag is not None and tag == end):
            if tag == end and record is not None:
                record.ended = True
            if record is not None:
                yield fault or record
            record = Lines(number) if tag == first else None
            fault = None
        if record is not None:
            fault = fault or _fault(where, number, line, record)
            if not fault:
                record.add(tag, found[2]) if found and tag else record.go_on(line)
        elif line.strip() and (tag is None or tag != end) and not stray:
            stray = number
            yield Problem(
                where, number, f'"{line.strip()[:40]}" belongs to no record', f'a record starts with "{first}"'
            )
    if record is not None:
        yield fault or record


def _fault(where: str, number: int, line: str, record: Lines) -> Problem | None:
    if broken_at(line) is not None:
        return Problem(where, number, NOT_UTF8, SAVE_AS_UTF8)
    if len(line) >= LONGEST_LINE and not line.endswith("\n"):
        return Problem(where, number, f"a line of more than {LONGEST_LINE:,} characters", "part it")
    if record.count >= _MOST_LINES:
        return Problem(where, record.line, f"a record of more than {_MOST_LINES:,} lines", "part it")
    return None
