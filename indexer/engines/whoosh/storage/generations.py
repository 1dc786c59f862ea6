"""The folder of an index: generations side by side, a pointer to the current generation, and a lock for writers.

    index/
      summary-search.json     marks the folder as an index, and contains the version of the layout
      CURRENT                 contains the name of the current generation; replaced atomically
      LOCK                    locked by the process that writes the index
      generations/NAME/       Whoosh segments, postings, columns, LSI vectors, vocabulary.json, and
                              manifest.json, which is written last

A process that reads a generation holds a shared lock on its manifest. Therefore a rebuild does not remove the
generation. All locks are flock locks. The kernel releases the flock locks of a process when the process ends.
"""

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
_MODE = 0o775  # not writable for all users, even if the umask allows it
_SAFE_NAME = re.compile(r"[\w-]+")
_GENERATION_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_MARKER_CONTENT = {"what": "index of summary-search", "layout": 1}


class Generations:
    """The generations in one index folder. ``owners`` are the ids of users whose files are trusted."""

    def __init__(self, root: Path, owners: frozenset[int] = frozenset()) -> None:
        self.root = root
        self._owners = owners
        self._folder = root / "generations"
        self._pointer = root / "CURRENT"
        self._last_read: tuple[tuple[int, int], Path] = (0, 0), self._folder

    def current(self) -> Path:
        """Return the folder of the current generation.

        Raises IndexMissing if there is no index, and IndexDamaged if the pointer is unusable. Raises NotAnIndex if the
        folder is not an index or is not trusted.
        """
        try:
            status = self._pointer.stat()
        except OSError:
            return self._folder / self._read_pointer()
        # Each write replaces the pointer file, so its inode and time identify its content. Calling stat takes a tenth
        # of the time that reading the file takes.
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
        """Raise NotAnIndex if an untrusted user may have written a file of the generation in ``folder``.

        Raises FileNotFoundError if the generation was removed.
        """
        for path in (self._folder, folder, *folder.iterdir()):
            check_owned(path, self._owners)

    def not_written(self, error: OSError) -> IndexNotWritten:
        """Return an IndexNotWritten error for an OSError. The remedy in its message depends on the cause."""
        full = error.errno in _DISK_FULL
        remedy = "free space there, then try again" if full else "correct that, then try again"
        problem = f"the index in {self.root} could not be written: {error.strerror or error}"
        return IndexNotWritten(problem, f"the previous index is unchanged; {remedy}")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the index for writing while the context is active. Create the index folder if it is missing.

        Raises IndexBusy if another process has the lock. Raises NotAnIndex if the folder is not an index or is not
        trusted.
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
        """Make a complete generation the current generation, in one atomic step."""
        files.sync(self._folder)  # the folder must be on the disk before the pointer names it
        files.write_atomically(self._pointer, folder.name.encode(), durable=True)

    def import_copy(self, folder: Path) -> None:
        """Copy a complete generation from another index into this index. Make the copy the current generation."""
        with self.locked():
            shutil.copytree(folder, self._folder / folder.name)
            self.publish(folder)

    def remove_all_but(self, *kept: str) -> None:
        """Remove the generations whose names are not in ``kept``.

        Generations that a process reads are not removed, and failures to remove a generation are ignored. Files and
        folders that do not have the name of a generation are not removed.
        """
        for folder in self._folder.iterdir():
            if folder.name not in kept and _GENERATION_NAME.fullmatch(folder.name) and not folder.is_symlink():
                with contextlib.suppress(OSError):
                    _remove_unless_read(folder)

    def remove_leftovers(self) -> None:
        """Remove all generations except the current one and the newest of the other complete generations."""
        complete = sorted(path.parent.name for path in self._folder.glob(f"*/{MANIFEST}"))  # oldest first
        current = self.current_name() or ""
        self.remove_all_but(current, *[name for name in complete if name != current][-1:])

    def discard(self, folder: Path) -> None:
        """Remove a generation that will not be completed. The current generation is not removed."""
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
        """Raise NotAnIndex if the root exists, but is neither an empty folder nor an index of this layout.

        Also raise NotAnIndex if an untrusted user may have written the root, the marker or the pointer.
        """
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
        # If the first rebuild was killed, the folder contains the lock and perhaps a temporary marker.
        elif any(path.name != _LOCK and _MARKER not in path.name for path in self.root.iterdir()):
            raise NotAnIndex(
                f"{self.root} contains other files than an index", "give an empty or new folder with --index"
            )


def _remove_unless_read(folder: Path) -> None:
    try:
        # An exclusive lock shows that no process reads the generation. The manifest is removed first, so that no
        # process opens a generation of which some files are removed.
        with (folder / MANIFEST).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / MANIFEST).unlink()
    except BlockingIOError:
        return  # a process reads the generation; a later rebuild removes it
    except FileNotFoundError:
        pass  # incomplete, because the rebuild was killed
    shutil.rmtree(folder, ignore_errors=True)
