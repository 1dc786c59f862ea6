"""Atomic and durable writing of files."""

import os
from pathlib import Path

_MODE = 0o664  # before the umask is applied; users outside the group never get write access


def write_atomically(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file. Readers see either the complete old content or the complete new content.

    If ``durable`` is True, the new content survives a power failure once the function has returned. If the file cannot
    be written, the function raises OSError and leaves the old file as it was.
    """
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)  # a killed process may have left this file
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
    """Flush a file or a folder to disk. Then the content, or the names in the folder, survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
