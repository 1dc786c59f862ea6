"""The engine of the embedded index."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.engines.whoosh.storage.generations import Generations
from indexer.errors import IndexDamaged
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

# The modules that write an index are imported at their first use, so that a server does not load them.
if TYPE_CHECKING:
    from indexer.engines.whoosh.updater import WhooshUpdater
    from indexer.engines.whoosh.writer import DocumentBatch, WhooshWriter

_MAX_ATTEMPTS = 5  # attempts to open the current generation while other processes replace it


class WhooshEngine:
    """The engine of an index in a local folder.

    ``cache_bytes`` is the maximum size of the cache of a snapshot. ``segments`` is the maximum number of Whoosh
    segments after an update. An update that would exceed this number is refused. ``owners`` are the ids of users whose
    files are trusted, in addition to the current user and root.
    """

    def __init__(self, root: Path, cache_bytes: int, segments: int, owners: frozenset[int] = frozenset()) -> None:
        self._generations = Generations(root, owners)
        self._cache_bytes = cache_bytes
        self._segments = segments
        self._opening = threading.Lock()
        self._snapshot: WhooshSnapshot | None = None

    def location(self) -> str:
        """Return the path of the index folder."""
        return str(self._generations.root)

    def snapshot(self) -> WhooshSnapshot:
        """Return the snapshot of the generation that is current at the time of the call."""
        try:
            return self._current()
        except OSError as error:
            problem = f"{error.filename or self.location()} cannot be read: {error.strerror or error}"
            raise IndexDamaged(problem, "correct that, or run: indexer rebuild") from error

    def _current(self) -> WhooshSnapshot:
        for _ in range(_MAX_ATTEMPTS):
            folder = self._generations.current()
            snapshot = self._snapshot
            if snapshot is not None and snapshot.folder == folder:
                snapshot.check()
                return snapshot
            with self._opening:
                if self._snapshot is None or self._snapshot.folder != folder:
                    try:
                        self._generations.check_owned(folder)
                        self._snapshot = WhooshSnapshot(folder, self._cache_bytes)
                    except FileNotFoundError:
                        continue  # the folder was removed, because other processes published two generations
                    except IndexDamaged:
                        if self._generations.current() == folder:
                            raise
                        continue
                return self._snapshot
        raise IndexDamaged(f"{folder} is gone", "run: indexer rebuild")

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> DocumentBatch:
        """Return the summaries as a batch for ``WhooshWriter.add_prepared``."""
        from indexer.engines.whoosh.writer import prepare

        return prepare(summaries, digests)

    def writer(self, vocabulary: Vocabulary) -> WhooshWriter:
        """Return a writer of a new generation."""
        from indexer.engines.whoosh.writer import WhooshWriter

        return WhooshWriter(self._generations, vocabulary)

    def updater(self, vocabulary: Vocabulary) -> WhooshUpdater:
        """Return a writer of a new generation that reuses parts of the current generation."""
        from indexer.engines.whoosh.updater import WhooshUpdater

        return WhooshUpdater(self._generations, vocabulary, self._segments, self.snapshot)

    def copied(self, folder: Path) -> WhooshEngine:
        """Copy the current generation into an index in ``folder``. Return the engine of that index."""
        snapshot = self.snapshot()  # while the snapshot is open, no process removes its files
        Generations(folder).import_copy(snapshot.folder)
        return WhooshEngine(folder, self._cache_bytes, self._segments)
