"""Bounded reading of text: a whole stream up to a size limit, and lines up to a length limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from indexer.summaries.limits import LARGEST_FILE, LONGEST_LINE, Fault, surrogate_index

NOT_UTF8 = Fault("not UTF-8 text", "save the file as UTF-8")
_UTF16_MARKS = ("\udcff\udcfe", "\udcfe\udcff")  # byte order marks of UTF-16, as surrogateescape decodes them


def read_whole(stream: TextIO) -> str | tuple[int | None, Fault]:
    """Return the text of ``stream``, or (line, fault) if it is too large, binary, or not UTF-8."""
    text = stream.read(LARGEST_FILE + 1)
    if len(text) > LARGEST_FILE:
        what = f"larger than {LARGEST_FILE >> 20} MB, the limit of this format"
        return None, Fault(what, "split it, or use JSON Lines, which has no size limit")
    if "\0" in text and not text.startswith(_UTF16_MARKS):
        return 1, Fault("not a text file", "remove it from the folder")
    index = surrogate_index(text)
    return text if index is None else (text.count("\n", 0, index) + 1, NOT_UTF8)


def bounded_lines(stream: TextIO) -> Iterator[str | None]:
    """Yield each line, or None for a line that is too long. Such a line is never held in memory as a whole."""
    while line := stream.readline(LONGEST_LINE):
        is_complete = len(line) < LONGEST_LINE or line.endswith("\n")
        yield line if is_complete else None
        while not is_complete:
            rest = stream.readline(LONGEST_LINE)
            is_complete = not rest or rest.endswith("\n")
