"""The manifest of a generation: size, checksum and array type of each file.

The manifest is written last. A generation without a manifest is incomplete. Missing files, truncated files and files of
another version are detected before the generation is used.
"""

import fcntl
import json
import stat
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np

from indexer import files as disk
from indexer.errors import IndexDamaged, IndexOutdated

FORMAT = 7
MANIFEST = "manifest.json"
REBUILD = "run: indexer rebuild"

_CHUNK = 1 << 20  # bytes that are read at once

Files = dict[str, dict[str, Any]]
"""Descriptions of files by name: ``size`` in bytes and ``crc32``, and for arrays also ``dtype`` and ``shape``."""


def write_manifest(folder: Path, metadata: dict[str, Any], shared: Files) -> None:
    """Flush the files of a generation to the disk, then write its manifest.

    ``shared`` contains the descriptions of the files that are shared with another generation. These files are already
    on the disk. If every user can write a file, this permission is removed.
    """
    files: Files = {}
    for path in sorted(folder.iterdir()):
        mode = path.stat().st_mode
        if mode & stat.S_IWOTH:  # ownership.check_owned() rejects files that every user can write
            path.chmod(mode & ~stat.S_IWOTH)
        if path.name in shared:
            files[path.name] = shared[path.name]
        elif not path.name.endswith("WRITELOCK"):
            disk.sync(path)
            files[path.name] = {**_description(path), "crc32": _checksum(path)}
    content = json.dumps({"format": FORMAT, **metadata, "files": files}, indent=1)
    disk.write_atomically(folder / MANIFEST, content.encode(), durable=True)


def open_manifest(folder: Path) -> tuple[dict[str, Any], IO[str]]:
    """Return the content of the manifest of a generation, and the open manifest file.

    The file has a shared lock until it is closed. Raises FileNotFoundError if the generation was removed. Raises
    IndexOutdated or IndexDamaged if the generation cannot be used.
    """
    stream = (folder / MANIFEST).open(encoding="utf-8")
    try:
        fcntl.flock(stream, fcntl.LOCK_SH)
        if not (folder / MANIFEST).exists():
            raise FileNotFoundError(folder)  # the manifest was removed after it was opened and before it was locked
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
    """Compare the files with their descriptions. The checksums are not compared.

    Raises IndexDamaged if a file is missing, has another size or is not an array although its name ends in .npy. Raises
    IndexOutdated if an array has another type or shape.
    """
    for name, description in files.items():
        path = folder / name
        if not path.exists():
            raise IndexDamaged(f"{path} is missing", REBUILD)
        size = path.stat().st_size
        if size != description["size"]:
            raise IndexDamaged(f"{path} has {size} bytes instead of {description['size']}", REBUILD)
        if any(description[key] != value for key, value in _description(path).items()):
            raise IndexOutdated(f"{path} is not the table that the manifest describes", REBUILD)


def check_contents(folder: Path, files: Files) -> None:
    """Read all ``files``. Raise IndexDamaged if the checksum of a file differs from its description."""
    for name, description in files.items():
        if _checksum(folder / name) != description["crc32"]:
            raise IndexDamaged(f"{folder / name} is not as it was written", REBUILD)


def _description(path: Path) -> dict[str, Any]:
    description: dict[str, Any] = {"size": path.stat().st_size}
    if path.suffix == ".npy":
        try:
            array = np.load(path, mmap_mode="r")
        except ValueError:
            raise IndexDamaged(f"{path} is not a table", REBUILD) from None
        description |= {"dtype": array.dtype.str, "shape": list(array.shape)}
    return description


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum
