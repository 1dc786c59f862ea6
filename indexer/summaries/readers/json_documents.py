"""Reader of JSON: an array, a response of ClinicalTrials.gov ({"studies": [...]}), or one or more objects in sequence.

Files of any size are read in bounded memory: the decoder of the standard library decodes one record at a time. This
reader reports the line of a broken record and continues with the next record. The library ijson is not used, because it
stops at the first syntax error and reports no line numbers.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from indexer.summaries.limits import LARGEST_RECORD, NOT_UTF8, Fault, surrogate_index
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.json_records import summary_from_json_object

_CHUNK = 1 << 20  # characters
# The start of a list of records. In a response of ClinicalTrials.gov, other keys may precede the list.
_LIST_START = re.compile(r'\s*(?:\[|\{(?:\s*"\w+"\s*:\s*(?:"[^"]*"|\d+|null)\s*,)*\s*"studies"\s*:\s*\[)')
# Separators between records, the end of a list, and the keys after the list.
_SEPARATORS = re.compile(r'[\s,\]]*(?:"\w+"\s*:\s*(?:"[^"]*"|\d+|null)\s*,?\s*|\}[\s,\]]*)*')
# The likely start of the record after a broken one: "{" at the start of a line, or after the end of another record.
_NEXT_RECORD = re.compile(r'\n(?=[ \t]*\{)|\}\s*,\s*(?=\{\s*"(?:protocolSection|id|title)")')
_LOOKAHEAD = 4096  # characters; the text between two records is shorter
_CUT = 64  # characters; if the text ends within a value, the error position is at most this far from the end
_DECODER = json.JSONDecoder()
_REPAIR = "repair the record, or remove it"


def read(stream: TextIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each record, with the line where the record starts."""
    text = _Buffer(stream)
    while True:
        text.skip(_LIST_START)  # a file may contain several API responses in sequence
        text.skip(_SEPARATORS)
        if not text.has_more():
            return
        line = text.line
        value = text.decode_value()
        yield line, value if isinstance(value, Fault) else summary_from_json_object(value, terms)
        text.skip(_SEPARATORS)


class _Buffer:
    """The part of a stream that contains the next record. ``line`` is the line number of the current position."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = stream.read(_CHUNK)
        self._at = 0
        self.line = 1

    def has_more(self) -> bool:
        return self._at < len(self._text) or self._read_more()

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Move past the text that matches ``pattern`` at the current position. Read more text if necessary."""
        if len(self._text) - self._at < _LOOKAHEAD:
            self._read_more()
        while match := pattern.match(self._text, self._at):
            self._move_to(match.end())
            if self._at < len(self._text) or not self._read_more():
                return

    def decode_value(self) -> Any | Fault:
        """Return the next JSON value and move past it. If it is broken, return a fault and move to the next record."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                fault = Fault("not JSON: nested too deeply", "remove it")
            except json.JSONDecodeError as error:
                if self._may_be_cut(error) and self._read_more():
                    continue
                fault = Fault(f"not JSON: {error.msg}", _REPAIR)
            except ValueError as error:
                fault = Fault(f"not JSON: {error}", _REPAIR)
            else:
                is_text = surrogate_index(self._text[self._at : end]) is None
                self._move_to(end)
                return value if is_text else NOT_UTF8
            self._move_to_next_record()
            return fault

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Return whether more text may complete the value. Return False for a value above the size limit."""
        if len(self._text) - self._at > LARGEST_RECORD:
            return False
        return error.pos >= len(self._text) - _CUT or error.msg.startswith("Unterminated string")

    def _move_to_next_record(self) -> None:
        """Move to the likely start of the next record, or to the end of the stream."""
        self._move_to(self._at + 1)
        while not (match := _NEXT_RECORD.search(self._text, self._at)):
            self._move_to(max(self._at, len(self._text) - _CUT))
            if not self._read_more():
                self._move_to(len(self._text))
                return
        self._move_to(match.end())

    def _move_to(self, position: int) -> None:
        self.line += self._text.count("\n", self._at, position)
        self._at = position

    def _read_more(self) -> bool:
        """Read a chunk and drop the text before the current position. Return False at the end of the stream."""
        chunk = self._stream.read(_CHUNK)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)
