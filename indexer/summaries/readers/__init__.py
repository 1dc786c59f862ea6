"""Files -> summaries. One module a format; READERS says which reads what.

A reader is a function (text stream, where, terms) -> iterator of Summary and Problem: it yields a Problem for
what it cannot read, and goes on with the rest. It never raises for bad input. Bytes that are not UTF-8 come to it as
lone surrogates, so that it can tell their line; what it yields holds none.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.readers import json_lines, markdown, page_dump
from indexer.summaries.readers.finding import QUERIES, Files, find
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary

__all__ = ["QUERIES", "READERS", "Files", "Terms", "find_files", "open_regular", "read"]

Reader = Callable[[TextIO, str, Terms], Iterator[Summary | Problem]]

READERS: dict[str, Reader] = {".jsonl": json_lines.read, ".md": markdown.read, ".txt": page_dump.read}
_TOLD_EVERY = 100  # summaries
_ENCODING, _ERRORS = "utf-8-sig", "surrogateescape"


def find_files(sources: Iterable[Path]) -> Files:
    """Return the files to read in ``sources`` (files and folders), folders in alphabetical order.

    Of a folder that holds ``summaries/``, that alone is read. In folders, hidden files, READMEs, pinned queries and
    files of other formats are passed over; links are followed only to files that the folder holds, too. A file
    named outright must be of a known format.
    """
    return find(sources, READERS)


def read(path: Path, terms: Terms, tell: Callable[[int], None] | None = None) -> Iterator[Summary | Problem]:
    """Yield the summaries of ``path`` in file order, and a Problem for each thing that could not be read.

    Now and then, ``tell`` is told how many bytes are read.
    """
    try:
        with os.fdopen(open_regular(path), "rb") as raw, TextIOWrapper(raw, _ENCODING, _ERRORS) as stream:
            for number, item in enumerate(READERS[path.suffix.lower()](stream, str(path), terms), 1):
                yield item
                if tell and number % _TOLD_EVERY == 0:
                    tell(raw.tell())
    except OSError as error:
        remedy = "check the file's permissions" if isinstance(error, PermissionError) else "mend or remove it"
        yield Problem(str(path), None, f"cannot be read: {error.strerror}", remedy)


def open_regular(path: Path) -> int:
    """Return a descriptor for reading; raises OSError for a pipe or a device, which might never end, or never begin."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor
