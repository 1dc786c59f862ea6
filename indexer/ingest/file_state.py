"""The files of some sources as they were before they were read, so that what has not changed need not be read again.

A file whose size, times and place on the disk are those that were noted has not changed: then it is not even opened.
Times alone would not do: what is written twice within one tick of the disk's clock has one time. So the times of a
file that was written shortly before they were noted are not kept, and its content is compared (as Git does, see its
"racy" entries). Whoever sets the time of a file back changes the time of its last change of state.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from indexer import __version__
from indexer.summaries.readers.file_opening import open_regular

_TICK = 2_000_000_000  # nanoseconds: the coarsest clock of a disk


class Stamp(NamedTuple):
    """What a disk says of a file; times are nanoseconds."""

    size: int
    modified: int
    changed: int
    inode: int


_UNSURE = Stamp(-1, 0, 0, 0)  # of no file


class Entry(NamedTuple):
    """A file: its stamp, a hash of its content, and the ids of its summaries; None where some could not be read."""

    stamp: Stamp
    digest: str
    ids: tuple[str, ...] | None = None


class Inventory:
    """The files of some sources, and what is known of them from the last time, by path."""

    def __init__(self, places: Mapping[Path, Path], how: str = "", known: bytes = b"") -> None:
        """Look at all files, and into those that are not as they are known.

        ``places`` are where they lie, by what they are called; ``how`` is any text that is another one where they are
        read in another way; ``known`` is what :meth:`to_bytes` wrote the last time.
        """
        self._places = places
        self._keys = {path: _key(path) for path in places}
        self._how = how
        self._known = _read(known, how)
        self._ids: dict[Path, tuple[str, ...]] = {}
        self._now = time.time_ns()
        self._entries = {path: self._looked_at(path, place) for path, place in places.items()}

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(max(0, entry.stamp.size) for entry in self._entries.values())

    @property
    def digest(self) -> str:
        """A hash of the names and contents of the files."""
        whole = sha256()
        for path, entry in self._entries.items():
            whole.update(path.name.encode(errors="surrogateescape") + b"\0" + entry.digest.encode())
        return whole.hexdigest()

    def size_of(self, path: Path) -> int:
        """Return the bytes of a file, 0 where that is not known."""
        return max(0, self._entries[path].stamp.size)

    def unchanged(self, path: Path) -> tuple[str, ...] | None:
        """Return the ids of a file's summaries where it is as it was read; None where it is to be read."""
        known = self._known.get(self._keys[path])
        return known.ids if known and known.digest == self._entries[path].digest else None

    def keep(self, path: Path, ids: tuple[str, ...]) -> None:
        """Remember of an unchanged file which summaries it holds."""
        self._ids[path] = ids

    def note(self, path: Path, ids: Iterable[str]) -> None:
        """Remember that all of a file could be read, and which summaries it held."""
        if _stamp(self._places[path]) == self._entries[path].stamp:  # else it was changed meanwhile
            self._ids[path] = tuple(ids)

    def to_bytes(self) -> bytes:
        """Return what another inventory of the same files is to know of them."""
        noted = {
            self._keys[path]: (self._sure(entry.stamp), entry.digest, self._ids.get(path))
            for path, entry in self._entries.items()
        }
        return json.dumps({"version": __version__, "how": self._how, "files": noted}, separators=(",", ":")).encode()

    def _sure(self, stamp: Stamp) -> Stamp:
        return stamp if max(stamp.modified, stamp.changed) + _TICK < self._now else _UNSURE

    def _looked_at(self, path: Path, place: Path) -> Entry:
        stamp = _stamp(place)
        known = self._known.get(self._keys[path])
        if known is not None and known.stamp == stamp != _UNSURE:
            return known
        return Entry(stamp, _content(place))


def _read(stored: bytes, how: str) -> dict[str, Entry]:
    """Return what was noted, by path; nothing of what another version of the program noted, or was read otherwise."""
    try:
        found = json.loads(stored)
        if (found["version"], found["how"]) != (__version__, how):
            return {}
        return {
            path: Entry(Stamp(*stamp), digest, None if ids is None else tuple(ids))
            for path, (stamp, digest, ids) in found["files"].items()
        }
    except (ValueError, TypeError, KeyError):
        return {}


def _stamp(path: Path) -> Stamp:
    try:
        about = os.stat(path)  # noqa: PTH116  # Path.stat takes three times as long
    except OSError:
        return _UNSURE
    return Stamp(about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)


def _content(path: Path) -> str:
    try:
        with os.fdopen(open_regular(path), "rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:  # what cannot be read is reported where it is read; here it counts as it is
        return str(error.errno)


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  # with links as they are: resolving takes ten times as long
