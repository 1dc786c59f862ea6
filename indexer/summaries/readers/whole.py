"""Text that is read at once, if it is of a bearable size, and lines that are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LARGEST_FILE, LONGEST_LINE, broken_at

NOT_UTF8 = "not UTF-8 text"
SAVE_AS_UTF8 = "save the file as UTF-8"
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")  # its marks of byte order, as bytes that are not UTF-8 are read


def read_whole(stream: TextIO, where: str) -> str | Problem:
    """Return what ``stream`` holds, or what is wrong with it."""
    text = stream.read(LARGEST_FILE + 1)
    if len(text) > LARGEST_FILE:
        what = f"larger than {LARGEST_FILE >> 20} MB, which is no summary"
        return Problem(where, None, what, "remove it, or part it; JSON Lines may be of any size")
    if "\0" in text and not text.startswith(_UTF16):
        return Problem(where, 1, "not a text file", "remove it from the folder")
    broken = broken_at(text)
    if broken is not None:
        return Problem(where, text.count("\n", 0, broken) + 1, NOT_UTF8, SAVE_AS_UTF8)
    return text


def lines(stream: TextIO) -> Iterator[str | None]:
    """Yield the lines; None for one that is too long, of which no more than a part is ever held."""
    while line := stream.readline(LONGEST_LINE):
        whole = len(line) < LONGEST_LINE or line.endswith("\n")
        yield line if whole else None
        while not whole:
            rest = stream.readline(LONGEST_LINE)
            whole = not rest or rest.endswith("\n")
