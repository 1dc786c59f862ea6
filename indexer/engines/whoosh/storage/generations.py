"""The index folder: complete generations side by side, a pointer to the current one, a lock for writers.

    index/
      summary-search.json     says that the folder is ours, and how it is laid out
      CURRENT                 the name of the current generation, replaced atomically
      LOCK                    held by the one process that writes
      generations/NAME/       a Whoosh segment, columns, postings, latent vectors, vocabulary.json; last manifest.json

A reader holds a shared lock on its generation's manifest, so that a rebuild removes only what nobody reads.
Locks are the kernel's (flock): a killed process gives them back.
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

from indexer.engines.whoosh.storage.manifest import MANIFEST, REBUILD, sync, write_durably
from indexer.engines.whoosh.storage.ownership import check_owned
from indexer.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritten, NotAnIndex

_MARKER = "summary-search.json"
_LOCK = "LOCK"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MODE = 0o775  # never for everybody, whatever is usual here
_NAME = re.compile(r"[\w-]+")
_MADE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_OURS = {"what": "index of summary-search", "layout": 1}


class Generations:
    """The generations in one folder."""

    def __init__(self, root: Path, owners: frozenset[int] = frozenset()) -> None:
        self.root = root
        self._owners = owners
        self._folder = root / "generations"
        self._pointer = root / "CURRENT"
        self._known: tuple[tuple[int, int], Path] = (0, 0), self._folder

    def current(self) -> Path:
        """Return the folder of the current generation.

        Raises IndexMissing where there is none, NotAnIndex where the folder is not ours.
        """
        try:
            state = self._pointer.stat()
        except OSError:
            return self._folder / self._pointed_at()
        # It is replaced whenever it changes; looking whether it was takes a tenth of the time of reading it.
        seen, folder = self._known
        if seen != (state.st_ino, state.st_mtime_ns):
            folder = self._folder / self._pointed_at()
            self._known = (state.st_ino, state.st_mtime_ns), folder
        return folder

    def _pointed_at(self) -> str:
        self._check_ours()
        try:
            name = self.current_name()
        except OSError as error:
            raise IndexDamaged(f"{self._pointer} cannot be read: {error.strerror}", REBUILD) from None
        if name is None:
            raise IndexMissing(f"there is no index in {self.root}", REBUILD)
        if not _NAME.fullmatch(name):
            raise IndexDamaged(f"{self._pointer} names no generation", REBUILD)
        return name

    def check_owned(self, folder: Path) -> None:
        """Raise NotAnIndex where others may have written into a generation, FileNotFoundError where it has gone."""
        for path in (self._folder, folder, *folder.iterdir()):
            check_owned(path, self._owners)

    @contextmanager
    def written(self) -> Iterator[None]:
        """Say of what cannot be written meanwhile where that is, and what helps; raises IndexNotWritten."""
        try:
            yield
        except OSError as error:
            raise self.not_written(error) from error

    def not_written(self, error: OSError) -> IndexNotWritten:
        """Return what is to be raised where something could not be written."""
        full = error.errno in _FULL
        remedy = "free space there, then try again" if full else "mend that, then try again"
        what = f"the index in {self.root} could not be written: {error.strerror or error}"
        return IndexNotWritten(what, f"what was there is left as it was; {remedy}")

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the writers' lock. Raises IndexBusy where another has it, NotAnIndex where the folder is not ours."""
        self._check_ours()
        self.root.mkdir(mode=_MODE, parents=True, exist_ok=True)
        with (self.root / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy(
                    f"another process is writing the index in {self.root}", "try again when it is done"
                ) from None
            if not (self.root / _MARKER).exists():
                write_durably(self.root / _MARKER, json.dumps(_OURS))
            self._folder.mkdir(mode=_MODE, exist_ok=True)
            check_owned(self._folder, self._owners)
            yield

    def create(self) -> Path:
        """Return the folder of a new, empty generation."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = self._folder / f"{stamp}-{secrets.token_hex(3)}"
        folder.mkdir(mode=_MODE)
        return folder

    def publish(self, folder: Path) -> None:
        """Make a complete generation the current one, at once."""
        sync(self._folder)  # what the pointer names must be there before the pointer
        write_durably(self._pointer, folder.name)

    def take(self, folder: Path) -> None:
        """Make a copy of a complete generation of another index the current one."""
        with self.claimed():
            shutil.copytree(folder, self._folder / folder.name)
            self.publish(folder)

    def sweep(self, *kept: str) -> None:
        """Remove the generations but those named, and those that somebody reads; what cannot be removed stays.

        So does whatever is no generation by its name.
        """
        for other in self._folder.iterdir():
            if other.name not in kept and _MADE.fullmatch(other.name) and not other.is_symlink():
                with contextlib.suppress(OSError):
                    _remove_unless_read(other)

    def clear(self) -> None:
        """Remove what killed rebuilds left: half generations, and whole ones but the current and the one before."""
        whole = sorted(path.parent.name for path in self._folder.glob(f"*/{MANIFEST}"))  # by time
        current = self.current_name() or ""
        self.sweep(current, *[name for name in whole if name != current][-1:])

    def discard(self, folder: Path) -> None:
        """Remove a generation that will not be completed; never the current one."""
        if self.current_name() != folder.name:
            shutil.rmtree(folder, ignore_errors=True)

    def current_name(self) -> str | None:
        """Return the name of the current generation, None where there is none."""
        try:
            return self._pointer.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None

    def _check_ours(self) -> None:
        if not self.root.exists():
            return
        if not self.root.is_dir():
            raise NotAnIndex(f"{self.root} is not a folder", "give another place with --index")
        check_owned(self.root, self._owners, follow=True)
        marker = self.root / _MARKER
        if marker.exists():
            try:
                layout = json.loads(marker.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                layout = None
            if layout != _OURS:
                raise NotAnIndex(f"{marker} is not one of ours", "give another place with --index")
            check_owned(marker, self._owners)
            if self._pointer.exists():
                check_owned(self._pointer, self._owners)
        # A first rebuild that was killed leaves a lock and perhaps half a marker: that is still ours.
        elif any(path.name != _LOCK and not path.name.startswith(_MARKER) for path in self.root.iterdir()):
            raise NotAnIndex(
                f"{self.root} holds other things than an index", "give an empty or new folder with --index"
            )


def _remove_unless_read(folder: Path) -> None:
    """Remove a generation. Its manifest goes first, under its lock, so that nobody opens what is half gone."""
    try:
        with (folder / MANIFEST).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (folder / MANIFEST).unlink()
    except BlockingIOError:
        return  # somebody still reads it; a later rebuild removes it
    except FileNotFoundError:
        pass  # left by a rebuild that was killed
    shutil.rmtree(folder, ignore_errors=True)
