"""Size limits of input files and summaries, and the cleaning of their texts. All readers use them.

The limits bound memory and time for any input. They are far above the size of a real summary.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LARGEST_FILE = 4 << 20
"""Size limit of a file that is read as a whole: bytes, or characters of a text."""
LARGEST_RECORD = 16 << 20
"""Size limit of one XML or JSON record in a file of many: a paper in JATS, or a trial with its results."""
LONGEST_LINE = 2_000_000
"""Characters of a line in a file that is read line by line."""
LONGEST_TITLE = 1_000
"""Characters of a title."""
LONGEST_TEXT = 200_000
"""Characters of a text."""

# Characters without a glyph: soft hyphens, zero-width characters, marks and overrides of the text direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Control characters that str.split() does not treat as whitespace.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Fault(NamedTuple):
    """An error in an input and the remedy. A reader yields it with its line; the caller adds the file."""

    what: str
    remedy: str


def clean_text(text: str) -> str:
    """Return ``text`` in one line: whitespace and control characters become single spaces, invisible ones go."""
    visible = text if text.isascii() else _INVISIBLE.sub("", text)  # ASCII texts need no search, which is slow
    return " ".join(_CONTROLS.sub(" ", visible).split())


def surrogate_index(text: str) -> int | None:
    """Return the index of the first lone surrogate, which no file can store; None if there is none.

    A text that was decoded with ``errors="surrogateescape"`` has one for each byte that is not UTF-8.
    """
    match = None if text.isascii() else _SURROGATE.search(text)
    return match.start() if match else None


def title_fault(title: str) -> Fault | None:
    """Return the fault of a title that is too long, else None."""
    return _length_fault("title", title, LONGEST_TITLE, "shorten it")


def text_fault(text: str) -> Fault | None:
    """Return the fault of a text that is too long, else None."""
    return _length_fault("text", text, LONGEST_TEXT, "split it into several summaries")


def _length_fault(name: str, text: str, limit: int, remedy: str) -> Fault | None:
    if len(text) <= limit:
        return None
    return Fault(f"a {name} of {len(text):,} characters; the limit is {limit:,}", remedy)
