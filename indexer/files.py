"""Atomic and durable writing of files."""

from __future__ import annotations

import os
from pathlib import Path

_MODE = 0o664  # before the umask is applied; users outside the group never get write access


def write_atomically(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file so that a reader sees the old content or the new one, but never a part of it.

    With ``durable``, the new content survives a power failure once the function returns. Raises OSError and leaves the
    old file as it was.
    """
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)  # left by a killed process
    try:
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, _MODE)) as stream:
            stream.write(content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync(path.parent)


def sync(path: Path) -> None:
    """Make the content of a file, or the names in a folder, survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
