"""What a summary may be: how long, and of which characters. Every reader asks here, so that all formats are alike.

The limits keep memory and time within bounds whatever a folder holds; no summary of a study comes near them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST_FILE = 4 << 20
"""Bytes of a file that is read whole."""
LARGEST_RECORD = 16 << 20
"""Bytes of a record in a file of many, be it XML or JSON: a paper in JATS, or a trial with its results."""
LONGEST_LINE = 2_000_000
"""Characters of a line in a file that is read line by line."""
LONGEST_TITLE = 1_000
LONGEST_TEXT = 200_000
"""Characters of a title, and of a text."""

# Shows nothing, or turns round what stands beside it: soft hyphens, zero widths, marks and overrides of direction.
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
# Control characters that str.split() does not part words at.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Fault(NamedTuple):
    """What is wrong with a text, and what helps."""

    what: str
    remedy: str


def plain(text: str) -> str:
    """Return the words of ``text`` in one line: of all spaces and control characters one space, of the unseen none."""
    seen = text if text.isascii() else _UNSEEN.sub("", text)  # looking through takes long, and most have none
    return " ".join(_CONTROLS.sub(" ", seen).split())


def broken_at(text: str) -> int | None:
    """Return where the first half of a character is, which no text can hold; None where all are whole.

    What was read with ``errors="surrogateescape"`` has one for each byte that is not UTF-8.
    """
    found = None if text.isascii() else _SURROGATE.search(text)
    return found.start() if found else None


def title_fault(title: str) -> Fault | None:
    """Return what is wrong with a title, None where nothing is."""
    return _too_long("title", title, LONGEST_TITLE, "shorten it")


def text_fault(text: str) -> Fault | None:
    """Return what is wrong with a text, None where nothing is."""
    return _too_long("text", text, LONGEST_TEXT, "part it into several summaries")


def _too_long(name: str, text: str, most: int, remedy: str) -> Fault | None:
    if len(text) <= most:
        return None
    return Fault(f"a {name} of {len(text):,} characters, where {most:,} may be", remedy)
