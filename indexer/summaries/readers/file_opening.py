"""Opening of regular files with gzip decompression, and helpers for format detection and for ids."""

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

GZIP_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error)
"""The exceptions that are raised by reading incomplete or damaged gzip data."""
STANDARD_INPUT_NAME = "standard input"
Content = BufferedReader | gzip.GzipFile
_PEEK_SIZE = 8192  # bytes
_GZIP_MAGIC = b"\x1f\x8b"


def open_regular(path: Path) -> int:
    """Open a regular file and return its descriptor. Raises OSError for a pipe or device, which can block reading."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor


@contextmanager
def open_content(path: Path) -> Iterator[Content]:
    """Open a file as a binary stream, and decompress a gzip file. Reading can raise OSError and GZIP_ERRORS."""
    with os.fdopen(open_regular(path), "rb") as file:
        if file.peek(2)[:2] == _GZIP_MAGIC:
            with gzip.GzipFile(fileobj=file) as content:
                yield content
        else:
            yield file


def peek_start(content: Content) -> str:
    """Return the start of a stream as text, at most 8,192 bytes. The position of the stream does not change."""
    return content.peek(_PEEK_SIZE)[:_PEEK_SIZE].decode("utf-8-sig", errors="replace")


def bytes_read(content: Content) -> int:
    """Return the number of bytes read from the file. For a gzip file, this is the number of compressed bytes."""
    file: Any = content.fileobj if isinstance(content, gzip.GzipFile) else content
    return int(file.tell())


def format_suffix(path: PurePath) -> str:
    """Return the suffix of a path in lower case, without a final ".gz": ".md" for x.md and x.MD.gz."""
    name = PurePath(path.stem) if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def id_from_file_name(where: str) -> str:
    """Return an id made from the file name without suffixes. Standard input has no name, so its id is empty."""
    if where == STANDARD_INPUT_NAME:
        return ""
    path = PurePath(where)
    return slug(PurePath(path.stem).stem if path.suffix.lower() == ".gz" else path.stem)
