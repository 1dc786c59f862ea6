"""The Engine of the embedded index."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.engines.whoosh.cache import DEFAULT_BYTES
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.engines.whoosh.storage.generations import Generations
from indexer.errors import IndexDamaged
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

# What writes is imported by whoever writes: a server has not to wait for it before its first answer.
if TYPE_CHECKING:
    from indexer.engines.whoosh.prepared import Prepared
    from indexer.engines.whoosh.updater import WhooshUpdater
    from indexer.engines.whoosh.writer import WhooshWriter

DEFAULT_SEGMENTS = 32
_SWAPS_MET_WHILE_OPENING = 5


class WhooshEngine:
    """An index in a folder of this machine."""

    def __init__(
        self,
        root: Path,
        cache_bytes: int = DEFAULT_BYTES,
        segments: int = DEFAULT_SEGMENTS,
        owners: frozenset[int] = frozenset(),
    ) -> None:
        self._generations = Generations(root, owners)
        self._cache_bytes = cache_bytes
        self._segments = segments
        self._opening = threading.Lock()
        self._snapshot: WhooshSnapshot | None = None

    def location(self) -> str:
        """Return the folder."""
        return str(self._generations.root)

    def snapshot(self) -> WhooshSnapshot:
        """Return the current generation; looks at the pointer each time, so a rebuild shows at once."""
        try:
            return self._current()
        except OSError as error:
            what = f"{error.filename or self.location()} cannot be read: {error.strerror or error}"
            raise IndexDamaged(what, "mend that, or run: indexer rebuild") from error

    def _current(self) -> WhooshSnapshot:
        for _ in range(_SWAPS_MET_WHILE_OPENING):
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
                        continue  # swapped twice while we looked: look again
                    except IndexDamaged:
                        if self._generations.current() == folder:
                            raise
                        continue
                return self._snapshot
        raise IndexDamaged(f"{folder} is gone", "run: indexer rebuild")

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Prepared:
        """Return what a writer adds of the summaries."""
        from indexer.engines.whoosh.prepared import prepare

        return prepare(summaries, digests)

    def writer(self, vocabulary: Vocabulary) -> WhooshWriter:
        """Return a writer of a new generation."""
        from indexer.engines.whoosh.writer import WhooshWriter

        return WhooshWriter(self._generations, vocabulary)

    def updater(self, vocabulary: Vocabulary) -> WhooshUpdater:
        """Return a writer of a new generation that takes over what it can of the current one."""
        from indexer.engines.whoosh.updater import WhooshUpdater

        return WhooshUpdater(self._generations, vocabulary, self._segments, self.snapshot)

    def copied(self, folder: Path) -> WhooshEngine:
        """Return an engine over a copy of the current generation."""
        snapshot = self.snapshot()  # while it is open, nobody removes its files
        Generations(folder).take(snapshot.folder)
        return WhooshEngine(folder, self._cache_bytes, self._segments)
