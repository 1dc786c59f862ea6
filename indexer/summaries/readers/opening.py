"""Files -> streams of bytes: regular files alone, of what is gzipped the content, the beginning to tell a format by."""

from __future__ import annotations

import errno
import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePath
from typing import Any

from indexer.summaries.summary import slug

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)
"""What is raised where gzip ends too early or is damaged."""
Content = BufferedReader | gzip.GzipFile
_BEGINNING = 8192  # bytes
NAME_OF_STANDARD_INPUT = "standard input"
_GZIP = b"\x1f\x8b"


def open_regular(path: Path) -> int:
    """Return a descriptor for reading; raises OSError for a pipe or a device, which might never end, or never begin."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor


@contextmanager
def opened(path: Path) -> Iterator[Content]:
    """Lend the content of a file, of one that begins as gzip does what it holds. Raises OSError, and DAMAGED ones."""
    with os.fdopen(open_regular(path), "rb") as file:
        if file.peek(2)[:2] == _GZIP:
            with gzip.GzipFile(fileobj=file) as content:
                yield content
        else:
            yield file


def beginning(content: Content) -> str:
    """Return the first few thousand characters, and leave them to be read."""
    return content.peek(_BEGINNING)[:_BEGINNING].decode("utf-8-sig", errors="replace")


def place_in(content: Content) -> int:
    """Return how many bytes of the file are read, of what is gzipped those that lie on the disk."""
    file: Any = content.fileobj if isinstance(content, gzip.GzipFile) else content
    return int(file.tell())


def suffix(path: PurePath) -> str:
    """Return the ending that tells the format, in small letters: ".md" of x.md and x.MD.gz."""
    name = PurePath(path.stem) if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def id_of_file(where: str) -> str:
    """Return the id of the one summary that a file holds: its name without endings, as an address may have it.

    "" of standard input, which has no name: the title makes the id then.
    """
    if where == NAME_OF_STANDARD_INPUT:
        return ""
    path = PurePath(where)
    return slug(PurePath(path.stem).stem if path.suffix.lower() == ".gz" else path.stem)
