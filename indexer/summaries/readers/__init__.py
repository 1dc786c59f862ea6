"""Files -> summaries. One module a format; INPUT_FORMATS in ``formats`` says which reads what.

A reader is a function (stream, where, terms) -> iterator of Summary and Problem: it yields a Problem for
what it cannot read, and goes on with the rest. It never raises for bad input. Bytes that are not UTF-8 come to it as
lone surrogates, so that it can tell their line; what it yields holds none. Those that read bytes are given bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexer.errors import Problem
from indexer.summaries.readers.finding import QUERIES, Files, find
from indexer.summaries.readers.formats import BY_NAME, INPUT_FORMATS, SUFFIXES, told
from indexer.summaries.readers.opening import (
    DAMAGED,
    NAME_OF_STANDARD_INPUT,
    beginning,
    open_regular,
    opened,
    place_in,
    suffix,
)
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary

__all__ = [
    "AS_TOLD",
    "INPUT_FORMATS",
    "QUERIES",
    "STANDARD_INPUT",
    "Files",
    "Reading",
    "Terms",
    "find_files",
    "items",
    "open_regular",
    "read",
]

STANDARD_INPUT = Path("-")
_TOLD_EVERY = 100  # summaries
_ENCODING, _ERRORS = "utf-8-sig", "surrogateescape"


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How files are read: each as what it holds, or all as the ``format`` of that name.

    ``columns`` says of CSV which column is which field ("title": "Titel"); ``standard_input`` is the file that it was
    written to, to be read as ``STANDARD_INPUT``.
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    standard_input: Path | None = None

    def place(self, path: Path) -> Path:
        """Return where what is called ``path`` lies."""
        return self.standard_input if self.standard_input and path == STANDARD_INPUT else path

    def name(self, path: Path) -> str:
        """Return what ``path`` is called."""
        return NAME_OF_STANDARD_INPUT if self.standard_input and path == STANDARD_INPUT else str(path)


DEFAULT_READING = ReadingOptions()


def find_files(sources: Iterable[Path], reading: ReadingOptions = DEFAULT_READING) -> Files:
    """Return the files to read in ``sources`` (files and folders), folders in alphabetical order.

    Of a folder that holds ``summaries/``, that alone is read. In folders, hidden files, READMEs, pinned queries, files
    with the ending of no format, and those without ending that hold none are passed over; links are followed only to
    files that the folder holds, too. A file named outright must be of a known format, or the format be given.
    """
    ours = frozenset(BY_NAME[reading.format].suffixes) if reading.format else SUFFIXES
    remedy = f"say which with --from, or give it its ending: {', '.join(sorted(SUFFIXES))}"
    sources = list(sources)
    spooled = [path for path in sources if reading.place(path) != path]
    named = [path for path in sources if path not in spooled]
    outright = {path for path in named if reading.format and path.is_file()}
    found = find(
        named,
        lambda path: suffix(path) in ours or path in outright,
        lambda path: not reading.format and _is_told(path),
        remedy,
    )
    return Files((*found.paths, *dict.fromkeys(spooled)), found.passed_over, found.problems)


def read(
    path: Path, terms: Terms, reading: ReadingOptions = DEFAULT_READING, tell: Callable[[int], None] | None = None
) -> Iterator[Summary | Problem]:
    """Yield the summaries of ``path`` in file order, and a Problem for each thing that could not be read.

    Now and then, ``tell`` is told how many bytes are read.
    """
    where = reading.name(path)
    try:
        with opened(reading.place(path)) as stream:
            known = BY_NAME[reading.format] if reading.format else told(beginning(stream), suffix(path))
            if known is None:
                yield Problem(where, None, "unknown format", "say which with --from")
                return
            reader = partial(known.read, columns=reading.columns) if known.columns else known.read
            content = stream if known.binary else io.TextIOWrapper(stream, encoding=_ENCODING, errors=_ERRORS)
            for number, item in enumerate(reader(content, where, terms), 1):
                yield item
                if tell and number % _TOLD_EVERY == 0:
                    tell(place_in(stream))
    except DAMAGED:
        yield Problem(where, None, "the gzip ends too early or is damaged", "fetch the file again")
    except OSError as error:
        remedy = "check the file's permissions" if isinstance(error, PermissionError) else "mend or remove it"
        yield Problem(where, None, f"cannot be read: {error.strerror}", remedy)


def items(
    sources: Iterable[Path], terms: Terms, reading: ReadingOptions = DEFAULT_READING
) -> Iterator[Summary | Problem]:
    """Yield all that ``sources`` hold, file after file, and first what keeps one of them from being read."""
    files = find_files(sources, reading)
    yield from files.problems
    for path in files.paths:
        yield from read(path, terms, reading)


def _is_told(path: Path) -> bool:
    """Whether what a file holds tells its format."""
    try:
        with opened(path) as stream:
            return told(beginning(stream), "") is not None
    except (OSError, *DAMAGED):
        return False
