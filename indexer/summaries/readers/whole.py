"""A file of one piece: read at once, if it is text of a bearable size."""

from __future__ import annotations

from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.limits import LARGEST_FILE, broken_at

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
