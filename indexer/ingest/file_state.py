"""Stored state of the source files. With this state, an update doesn't read unchanged files again.

If the size, times and inode of a file equal the stored values, the file is unchanged and is not opened. For all other
files, the hash of the content is compared. If a file is written twice within one tick of the clock of the file system,
both writes have the same time. Therefore no times are stored for a file that was just written, and the next update
compares the content of this file. Git does the same with "racy" entries. A program that resets the mtime of a file
changes the ctime, and the ctime is compared as well.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from indexer import __version__
from indexer.summaries.readers.file_opening import open_regular

_CLOCK_TICK = 2_000_000_000  # nanoseconds, for the file system with the coarsest times


class FileStamp(NamedTuple):
    """Size in bytes, mtime and ctime in nanoseconds, and inode of a file."""

    size: int
    modified: int
    changed: int
    inode: int


# The stamp of a file that is missing or has unreliable times. The content of such a file is compared.
_UNKNOWN = FileStamp(-1, 0, 0, 0)


class FileState(NamedTuple):
    """The stamp, content hash and summary ids of a file. If ``ids`` is None, an update must read the file again."""

    stamp: FileStamp
    digest: str
    ids: tuple[str, ...] | None = None


def content_digest(path: Path) -> str:
    """Return a hash of the content of a file, or the error number if the file cannot be read."""
    try:
        with os.fdopen(open_regular(path), "rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:  # the reader of the file reports this error
        return str(error.errno)


class FileStates:
    """The current and the stored state of the source files, by path."""

    def __init__(
        self,
        places: Mapping[Path, Path],
        options_key: str = "",
        stored: bytes = b"",
        *,
        clock: Callable[[], int] = time.time_ns,
        digest_of: Callable[[Path], str] = content_digest,
    ) -> None:
        """Read the stamps of all files. Hash the content of each file whose stamp differs from the stored stamp.

        ``places`` maps each path to the file to read. For standard input, this is a copy on disk. ``options_key``
        identifies the reading options. States stored under another key are ignored. ``stored`` is the result of an
        earlier call of :meth:`to_bytes`.
        """
        self._places = places
        self._keys = {path: _key(path) for path in places}
        self._options_key = options_key
        self._stored = _decode(stored, options_key)
        self._digest_of = digest_of
        self._ids: dict[Path, tuple[str, ...]] = {}
        self._now = clock()
        self._states = {path: self._state(path, place) for path, place in places.items()}

    @property
    def size(self) -> int:
        """The total size of all files in bytes."""
        return sum(map(self.size_of, self._states))

    @property
    def digest(self) -> str:
        """A hash of the names and contents of the files."""
        digest = sha256()
        for path, state in self._states.items():
            digest.update(path.name.encode(errors="surrogateescape") + b"\0" + state.digest.encode())
        return digest.hexdigest()

    def size_of(self, path: Path) -> int:
        """Return the size of a file in bytes, or 0 if the file is missing."""
        return max(0, self._states[path].stamp.size)

    def unchanged_ids(self, path: Path) -> tuple[str, ...] | None:
        """Return the ids of the summaries of a file if the file is unchanged. Return None if it must be read."""
        stored = self._stored.get(self._keys[path])
        return stored.ids if stored and stored.digest == self._states[path].digest else None

    def record_unread(self, path: Path, ids: tuple[str, ...]) -> None:
        """Record the ids of the summaries of an unchanged file, which was not read again."""
        self._ids[path] = ids

    def record(self, path: Path, ids: Iterable[str]) -> None:
        """Record the summary ids of a valid file, unless the file has changed since its stamp was read."""
        if _stamp(self._places[path]) == self._states[path].stamp:
            self._ids[path] = tuple(ids)

    def to_bytes(self) -> bytes:
        """Return the state to store."""
        files = {
            self._keys[path]: (self._settled(state.stamp), state.digest, self._ids.get(path))
            for path, state in self._states.items()
        }
        content = {"version": __version__, "how": self._options_key, "files": files}
        return json.dumps(content, separators=(",", ":")).encode()

    def _settled(self, stamp: FileStamp) -> FileStamp:
        return stamp if max(stamp.modified, stamp.changed) + _CLOCK_TICK < self._now else _UNKNOWN

    def _state(self, path: Path, place: Path) -> FileState:
        stamp = _stamp(place)
        stored = self._stored.get(self._keys[path])
        if stored is not None and stored.stamp == stamp != _UNKNOWN:
            return stored
        return FileState(stamp, self._digest_of(place))


def _decode(stored: bytes, options_key: str) -> dict[str, FileState]:
    """Return the stored states, or {} if they are damaged or belong to another version or ``options_key``."""
    try:
        content = json.loads(stored)
        if (content["version"], content["how"]) != (__version__, options_key):
            return {}
        return {
            path: FileState(FileStamp(*stamp), digest, None if ids is None else tuple(ids))
            for path, (stamp, digest, ids) in content["files"].items()
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _stamp(path: Path) -> FileStamp:
    try:
        status = os.stat(path)  # noqa: PTH116  # Path.stat takes three times as long
    except OSError:
        return _UNKNOWN
    return FileStamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  # resolving links would take ten times as long
