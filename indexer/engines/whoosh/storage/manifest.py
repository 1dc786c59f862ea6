"""What a generation says of its files, so that one of another version, or one cut short, is told before it is used."""

from __future__ import annotations

import fcntl
import json
import os
import stat
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np

from indexer.errors import IndexDamaged, IndexOutdated

FORMAT = 5
MANIFEST = "manifest.json"
REBUILD = "run: indexer rebuild"

_CHUNK = 1 << 20  # bytes

Files = dict[str, dict[str, Any]]
"""By name: its ``size`` in bytes, its ``crc32``, and of a table its ``dtype`` and ``shape``."""


def write_manifest(folder: Path, about: dict[str, Any], shared: Files) -> None:
    """Make the files of a generation durable, and write its manifest last: without one it is not complete.

    Files ``shared`` with another generation are durable already, and what its manifest says of them still holds.
    """
    files: Files = {}
    for path in sorted(folder.iterdir()):
        _close_to_others(path)
        if path.name in shared:
            files[path.name] = shared[path.name]
        elif not path.name.endswith("WRITELOCK"):
            sync(path)
            files[path.name] = {**_described(path), "crc32": _checksum(path)}
    write_durably(folder / MANIFEST, json.dumps({"format": FORMAT, **about, "files": files}, indent=1))


def open_manifest(folder: Path) -> tuple[dict[str, Any], IO[str]]:
    """Return a generation's manifest and the file itself, locked for reading for as long as it is open.

    Raises FileNotFoundError where the generation has gone, IndexOutdated or IndexDamaged where it cannot be used.
    """
    stream = (folder / MANIFEST).open(encoding="utf-8")
    try:
        fcntl.flock(stream, fcntl.LOCK_SH)
        if not (folder / MANIFEST).exists():
            raise FileNotFoundError(folder)  # removed between our opening and locking it
        try:
            manifest = json.load(stream)
        except ValueError:
            raise IndexDamaged(f"{folder / MANIFEST} is cut short", REBUILD) from None
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise IndexOutdated(f"the index in {folder} was made by another version", REBUILD)
        check_files(folder, manifest["files"])
    except BaseException:
        stream.close()
        raise
    return manifest, stream


def check_files(folder: Path, files: Files) -> None:
    """Raise IndexDamaged where a file is missing or cut short, IndexOutdated where a table is another one."""
    for name, about in files.items():
        path = folder / name
        if not path.exists():
            raise IndexDamaged(f"{path} is missing", REBUILD)
        size = path.stat().st_size
        if size != about["size"]:
            raise IndexDamaged(f"{path} has {size} bytes instead of {about['size']}", REBUILD)
        if any(about[key] != value for key, value in _described(path).items()):
            raise IndexOutdated(f"{path} is not the table that the manifest describes", REBUILD)


def check_contents(folder: Path, files: Files) -> None:
    """Raise IndexDamaged where the content of a file is not what was written; reads all of them."""
    for name, about in files.items():
        if _checksum(folder / name) != about["crc32"]:
            raise IndexDamaged(f"{folder / name} is not as it was written", REBUILD)


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all, whenever the plug is pulled."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _close_to_others(beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Make what was written to a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _close_to_others(path: Path) -> None:
    """Take from everybody the right to write a file, which some systems give as a rule: nobody would open it then."""
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH:
        path.chmod(mode & ~stat.S_IWOTH)


def _described(path: Path) -> dict[str, Any]:
    about: dict[str, Any] = {"size": path.stat().st_size}
    if path.suffix == ".npy":
        try:
            table = np.load(path, mmap_mode="r")
        except ValueError:
            raise IndexDamaged(f"{path} is no table", REBUILD) from None
        about |= {"dtype": table.dtype.str, "shape": list(table.shape)}
    return about


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum
