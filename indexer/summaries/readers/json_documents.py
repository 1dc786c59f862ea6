"""JSON of many records: an array, {"studies": [...]} as ClinicalTrials.gov has it, one object, or one behind another.

Streams: each record is decoded on its own, by Python's own decoder. (ijson would stream as well, but gives up where
the JSON is broken and tells no lines; here the record is told and what comes behind it is read.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LARGEST_RECORD, Fault, broken_at
from indexer.summaries.readers.json_records import summary
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import NOT_UTF8, SAVE_AS_UTF8
from indexer.summaries.summary import Summary

_CHUNK = 1 << 20  # characters
# What opens a list of records, with the registry's other keys before it; what stands between them and behind them.
_OPENS = re.compile(r'\s*(?:\[|\{(?:\s*"\w+"\s*:\s*(?:"[^"]*"|\d+|null)\s*,)*\s*"studies"\s*:\s*\[)')
_BETWEEN = re.compile(r'[\s,\]]*(?:"\w+"\s*:\s*(?:"[^"]*"|\d+|null)\s*,?\s*|\}[\s,\]]*)*')
# Where it can be gone on from behind a broken record: the next that starts a line, or follows the end of another.
_NEXT = re.compile(r'\n(?=[ \t]*\{)|\}\s*,\s*(?=\{\s*"(?:protocolSection|id|title)")')
_ENOUGH = 4096  # characters: what stands between records is shorter
_CUT = 64  # characters: of a value that ends with what was read, the decoder complains at most so far from there
_DECODER = json.JSONDecoder()


def read(stream: TextIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield a summary a record, or a Problem with the line where it starts; what is behind a broken one is read."""
    for line, value in _values(stream):
        found = summary(value, terms)
        yield Problem(where, line, *found) if isinstance(found, Fault) else found


def _values(stream: TextIO) -> Iterator[tuple[int, Any | Fault]]:
    """Yield (line, value) of each record, a Fault for one that cannot be decoded."""
    text = _Buffer(stream)
    while True:
        text.skip(_OPENS)  # at the beginning, and where a next page follows in the same file
        text.skip(_BETWEEN)
        if not text.more():
            return
        line = text.line
        yield line, text.value()
        text.skip(_BETWEEN)


class _Buffer:
    """So much of a stream as the next record needs, and the line that it starts on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = stream.read(_CHUNK)
        self._at = 0
        self.line = 1

    def more(self) -> bool:
        """Whether anything is left."""
        return self._at < len(self._text) or self._grow()

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Go past what matches the pattern here, however much more is to be read for that."""
        if len(self._text) - self._at < _ENOUGH:
            self._grow()
        while found := pattern.match(self._text, self._at):
            self._go_to(found.end())
            if self._at < len(self._text) or not self._grow():
                return True
        return False

    def value(self) -> Any | Fault:
        """Return the value that starts here, or what is wrong with it, and go past it."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                fault = Fault("not JSON: nested too deeply", "take it out")
            except json.JSONDecodeError as error:
                if self._is_cut(error) and self._grow():
                    continue
                fault = Fault(f"not JSON: {error.msg}", "mend the record, or take it out")
            except ValueError as error:
                fault = Fault(f"not JSON: {error}", "mend the record, or take it out")
            else:
                broken = broken_at(self._text[self._at : end])
                self._go_to(end)
                return value if broken is None else Fault(NOT_UTF8, SAVE_AS_UTF8)
            self._go_on()
            return fault

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether more text may be what is missing; of a record that is too large, no more is read."""
        if len(self._text) - self._at > LARGEST_RECORD:
            return False
        return error.pos >= len(self._text) - _CUT or error.msg.startswith("Unterminated string")

    def _go_on(self) -> None:
        """Go to where the next record seems to start."""
        self._go_to(self._at + 1)
        while not (found := _NEXT.search(self._text, self._at)):
            self._go_to(max(self._at, len(self._text) - _CUT))
            if not self._grow():
                self._go_to(len(self._text))
                return
        self._go_to(found.end())

    def _go_to(self, place: int) -> None:
        self.line += self._text.count("\n", self._at, place)
        self._at = place

    def _grow(self) -> bool:
        """Read more, and let go of what was passed; False at the end."""
        chunk = self._stream.read(_CHUNK)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)
