"""Size limits of input files and summaries, functions that check these limits, and a function that cleans a text.

The limits bound memory and time for any input. The limits are far above the size of a real summary.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

LARGEST_FILE = 4 << 20  # bytes of a binary file, or characters of a text file, that is read as a whole
LARGEST_RECORD = 16 << 20  # bytes or characters of an XML or JSON record, such as a trial with its results
LONGEST_LINE = 2_000_000  # characters, in a file that is read line by line
LONGEST_TITLE = 1_000  # characters
LONGEST_TEXT = 200_000  # characters

# Characters without a glyph: soft hyphens, zero-width characters, and controls of the text direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Control characters that str.split() does not treat as whitespace.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UTF16_MARKS = ("\udcff\udcfe", "\udcfe\udcff")  # byte order marks of UTF-16, as surrogateescape decodes them


class Fault(NamedTuple):
    """An error in an input file, and its remedy. The reader adds the line number, and its caller adds the file name."""

    what: str
    remedy: str


NOT_UTF8 = Fault("not UTF-8 text", "save the file as UTF-8")


def clean_text(text: str) -> str:
    """Return ``text`` in one line.

    A run of whitespace and control characters becomes one space. Invisible characters are removed.
    """
    visible = text if text.isascii() else _INVISIBLE.sub("", text)  # ASCII has no invisible characters
    return " ".join(_CONTROLS.sub(" ", visible).split())


def surrogate_index(text: str) -> int | None:
    """Return the index of the first lone surrogate in ``text``, or None. UTF-8 cannot encode lone surrogates.

    Decoding with ``errors="surrogateescape"`` produces a lone surrogate for each byte that is not UTF-8.
    """
    match = None if text.isascii() else _SURROGATE.search(text)
    return match.start() if match else None


def title_fault(title: str) -> Fault | None:
    """Return a fault if ``title`` is too long, else None."""
    return _length_fault("title", title, LONGEST_TITLE, "shorten it")


def text_fault(text: str) -> Fault | None:
    """Return a fault if ``text`` is too long, else None."""
    return _length_fault("text", text, LONGEST_TEXT, "split it into several summaries")


def _length_fault(name: str, text: str, limit: int, remedy: str) -> Fault | None:
    if len(text) <= limit:
        return None
    return Fault(f"a {name} of {len(text):,} characters; the limit is {limit:,}", remedy)


def read_whole(stream: TextIO) -> str | tuple[int | None, Fault]:
    """Return the text of ``stream``. If the text is too large, binary or not UTF-8, return (line or None, fault)."""
    text = stream.read(LARGEST_FILE + 1)
    if len(text) > LARGEST_FILE:
        what = f"larger than {LARGEST_FILE >> 20} MB, the limit of this format"
        return None, Fault(what, "split it, or use JSON Lines, which has no size limit")
    if "\0" in text and not text.startswith(_UTF16_MARKS):
        return 1, Fault("not a text file", "remove it from the folder")
    index = surrogate_index(text)
    return text if index is None else (text.count("\n", 0, index) + 1, NOT_UTF8)


def bounded_lines(stream: TextIO) -> Iterator[str | None]:
    """Yield each line of ``stream``, or None for a line that is too long. Memory use is bounded for any line length."""
    while line := stream.readline(LONGEST_LINE):
        is_complete = len(line) < LONGEST_LINE or line.endswith("\n")
        yield line if is_complete else None
        while not is_complete:
            rest = stream.readline(LONGEST_LINE)
            is_complete = not rest or rest.endswith("\n")
