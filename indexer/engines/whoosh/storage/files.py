"""Durable writes: a file is complete on the disk before another file refers to it."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def write_durably(path: Path, text: str) -> None:
    """Write a small text file atomically, and flush it and its name to the disk.

    After a crash the file has its old content or the new one. Raises OSError.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        deny_write_to_others(temporary)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Flush the content of a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def deny_write_to_others(path: Path) -> None:
    """Remove the write permission of other users. The module ``ownership`` refuses to open a file that has it."""
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        path.chmod(mode & ~stat.S_IWOTH)
