"""The folder of an index: generations side by side, a pointer to the current one, and a lock for writers.

    index/
      summary-search.json     marks the folder as an index, and names its layout
      CURRENT                 name of the current generation; replaced atomically
      LOCK                    locked by the process that writes
      generations/NAME/       Whoosh segments, postings, columns, LSI vectors, vocabulary.json; manifest.json (last)

A reader holds a shared lock on the manifest of its generation, so that a rebuild does not remove the generation.
The locks are flock locks, which the kernel releases when a process ends.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer import files
from indexer.engines.whoosh.storage.manifest import MANIFEST, REBUILD
from indexer.engines.whoosh.storage.ownership import check_owned
from indexer.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritten, NotAnIndex

_MARKER = "summary-search.json"
_LOCK = "LOCK"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MODE = 0o775  # not writable by every user, whatever the umask
_SAFE_NAME = re.compile(r"[\w-]+")
_GENERATION_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_MARKER_CONTENT = {"what": "index of summary-search", "layout": 1}


class Generations:
    """The generations in one index folder. ``owners`` are ids of users whose files are trusted."""

    def __init__(self, root: Path, owners: frozenset[int] = frozenset()) -> None:
        self.root = root
        self._owners = owners
        self._folder = root / "generations"
        self._pointer = root / "CURRENT"
        self._last_read: tuple[tuple[int, int], Path] = (0, 0), self._folder

    def current(self) -> Path:
        """Return the folder of the current generation.

        Raises IndexMissing if there is no index, IndexDamaged if the pointer is unusable, and NotAnIndex if the folder
        is not an index or not trusted.
        """
        try:
            status = self._pointer.stat()
        except OSError:
            return self._folder / self._read_pointer()
        # Each write replaces the file, so inode and time identify its content. A stat takes a tenth of the time of
        # reading the file.
        identity, folder = self._last_read
        if identity != (status.st_ino, status.st_mtime_ns):
            folder = self._folder / self._read_pointer()
            self._last_read = (status.st_ino, status.st_mtime_ns), folder
        return folder

    def current_name(self) -> str | None:
        """Return the name of the current generation, or None if there is none. The name is not validated."""
        try:
            return self._pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None

    def check_owned(self, folder: Path) -> None:
        """Raise NotAnIndex if untrusted users can have written a generation, FileNotFoundError if it was removed."""
        for path in (self._folder, folder, *folder.iterdir()):
            check_owned(path, self._owners)

    def not_written(self, error: OSError) -> IndexNotWritten:
        """Return the IndexNotWritten for an OSError, with a remedy that depends on its cause."""
        full = error.errno in _DISK_FULL
        remedy = "free space there, then try again" if full else "correct that, then try again"
        problem = f"the index in {self.root} could not be written: {error.strerror or error}"
        return IndexNotWritten(problem, f"the previous index is unchanged; {remedy}")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock for writers; create the index folder if it is missing.

        Raises IndexBusy if another process holds the lock, NotAnIndex if the folder is not an index.
        """
        self._check_layout()
        self.root.mkdir(mode=_MODE, parents=True, exist_ok=True)
        with (self.root / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy(
                    f"another process is writing the index in {self.root}", "try again when it is done"
                ) from None
            if not (self.root / _MARKER).exists():
                files.write_atomically(self.root / _MARKER, json.dumps(_MARKER_CONTENT).encode(), durable=True)
            self._folder.mkdir(mode=_MODE, exist_ok=True)
            check_owned(self._folder, self._owners)
            yield

    def create(self) -> Path:
        """Create the empty folder of a new generation, and return it."""
        timestamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = self._folder / f"{timestamp}-{secrets.token_hex(3)}"
        folder.mkdir(mode=_MODE)
        return folder

    def publish(self, folder: Path) -> None:
        """Make a complete generation the current one, atomically."""
        files.sync(self._folder)  # the name of the generation must be on the disk before the pointer to it
        files.write_atomically(self._pointer, folder.name.encode(), durable=True)

    def import_copy(self, folder: Path) -> None:
        """Copy a complete generation of another index into this one, and make it the current one."""
        with self.locked():
            shutil.copytree(folder, self._folder / folder.name)
            self.publish(folder)

    def remove_all_but(self, *kept: str) -> None:
        """Remove the generations whose names are not in ``kept``.

        Generations that a process reads or that cannot be removed remain. Files and folders with other names remain.
        """
        for folder in self._folder.iterdir():
            if folder.name not in kept and _GENERATION_NAME.fullmatch(folder.name) and not folder.is_symlink():
                with contextlib.suppress(OSError):
                    _remove_unless_read(folder)

    def remove_leftovers(self) -> None:
        """Remove all generations except the current one and the newest other complete one."""
        complete = sorted(path.parent.name for path in self._folder.glob(f"*/{MANIFEST}"))  # by time
        current = self.current_name() or ""
        self.remove_all_but(current, *[name for name in complete if name != current][-1:])

    def discard(self, folder: Path) -> None:
        """Remove a generation that will not be completed. The current one is not removed."""
        if self.current_name() != folder.name:
            shutil.rmtree(folder, ignore_errors=True)

    def _read_pointer(self) -> str:
        self._check_layout()
        try:
            name = self.current_name()
        except OSError as error:
            raise IndexDamaged(f"{self._pointer} cannot be read: {error.strerror}", REBUILD) from None
        if name is None:
            raise IndexMissing(f"there is no index in {self.root}", REBUILD)
        if not _SAFE_NAME.fullmatch(name):
            raise IndexDamaged(f"{self._pointer} names no generation", REBUILD)
        return name

    def _check_layout(self) -> None:
        """Raise NotAnIndex unless the folder is missing, empty, or a trusted index of this layout."""
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise NotAnIndex(f"{self.root} is not a folder", "give another place with --index")
        check_owned(self.root, self._owners, follow=True)
        marker = self.root / _MARKER
        if marker.exists():
            try:
                content = json.loads(marker.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                content = None
            if content != _MARKER_CONTENT:
                raise NotAnIndex(f"{marker} is not the marker of an index", "give another place with --index")
            check_owned(marker, self._owners)
            if self._pointer.exists():
                check_owned(self._pointer, self._owners)
        # A first rebuild that was killed leaves the lock and perhaps a temporary marker.
        elif any(path.name != _LOCK and _MARKER not in path.name for path in self.root.iterdir()):
            raise NotAnIndex(
                f"{self.root} contains other files than an index", "give an empty or new folder with --index"
            )


def _remove_unless_read(folder: Path) -> None:
    """Remove a generation unless a process reads it."""
    try:
        # The manifest is removed first, under an exclusive lock, so that no process opens a half-removed generation.
        with (folder / MANIFEST).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / MANIFEST).unlink()
    except BlockingIOError:
        return  # a process reads it; a later rebuild removes it
    except FileNotFoundError:
        pass  # left by a rebuild that was killed
    shutil.rmtree(folder, ignore_errors=True)
