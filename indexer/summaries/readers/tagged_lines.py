"""Reader of records whose lines have a tag and a value, as in RIS and MEDLINE. Memory use is bounded.

The library rispy is not used to read RIS. rispy needs the whole file in memory, reports no line numbers, and silently
drops a record without an end tag. The tests compare this reader with rispy.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from indexer.summaries.limits import LONGEST_LINE, NOT_UTF8, Fault, surrogate_index
from indexer.summaries.readers.contract import ReadItem
from indexer.summaries.readers.source_record import SourceRecord

_MOST_LINES = 20_000  # per record; a record with all authors and headings of a study has fewer lines
_LONGEST_QUOTE = 40  # characters


@dataclass(slots=True)
class TaggedRecord:
    """The values of one record by tag, in file order. ``line`` is the line number at which the record starts."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    line_count: int = 0
    _last: list[str] | None = None

    def add(self, tag: str, value: str) -> None:
        """Add the value of a line with a tag."""
        self.line_count += 1
        self._last = self.values.setdefault(tag, [])
        self._last.append(value.strip())

    def continue_value(self, text: str) -> None:
        """Append a line without a tag to the last value."""
        self.line_count += 1
        if self._last:
            self._last[-1] = f"{self._last[-1]} {text.strip()}".strip()

    def all(self, *tags: str) -> list[str]:
        """Return the non-empty values of ``tags``, in the order of ``tags``."""
        return [value for tag in tags for value in self.values.get(tag, ()) if value]

    def first(self, *tags: str) -> str:
        """Return the first non-empty value of ``tags``, in the order of ``tags``, or "" if there is none."""
        return next(iter(self.all(*tags)), "")


def read_tagged_records(
    stream: TextIO,
    tag_pattern: re.Pattern[str],
    first_tag: str,
    end_tag: str | None,
    convert: Callable[[TaggedRecord], SourceRecord],
) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each record of ``stream``.

    A record starts with ``first_tag`` and ends with ``end_tag``. If ``end_tag`` is None, a record ends where the next
    record starts. ``tag_pattern`` matches a line that has a tag. The groups of the match are (tag, value). A fault is
    yielded for the first line outside of records. Other lines outside of records are ignored.
    """
    record: TaggedRecord | None = None
    fault: tuple[int, Fault] | None = None
    has_stray_line = False
    no_end = Fault("a record without an end", f'add a line "{end_tag}  - " at its end')
    for number, line in enumerate(iter(lambda: stream.readline(LONGEST_LINE), ""), 1):
        match = tag_pattern.match(line)
        tag = match[1] if match else None
        is_end = tag is not None and tag == end_tag
        if tag == first_tag or is_end:
            if record is not None:
                is_complete = is_end or end_tag is None
                yield fault or (record.line, convert(record).summary() if is_complete else no_end)
            record = TaggedRecord(number) if tag == first_tag else None
            fault = None
        if record is not None:
            fault = fault or _line_fault(number, line, record)
            if not fault:
                record.add(tag, match[2]) if match and tag else record.continue_value(line)
        elif line.strip() and not is_end and not has_stray_line:
            has_stray_line = True
            what = f'"{line.strip()[:_LONGEST_QUOTE]}" belongs to no record'
            yield number, Fault(what, f'a record starts with "{first_tag}"')
    if record is not None:
        yield fault or (record.line, convert(record).summary() if end_tag is None else no_end)


def _line_fault(number: int, line: str, record: TaggedRecord) -> tuple[int, Fault] | None:
    if surrogate_index(line) is not None:
        return number, NOT_UTF8
    if len(line) >= LONGEST_LINE and not line.endswith("\n"):
        return number, Fault(f"a line of more than {LONGEST_LINE:,} characters", "split it")
    if record.line_count >= _MOST_LINES:
        return record.line, Fault(f"a record of more than {_MOST_LINES:,} lines", "split it")
    return None
