"""The updater of the embedded index. It writes a new generation that reuses parts of the current generation.

Both generations share Whoosh segments, term vectors and cluster centres by hard links. The added documents become a new
segment. All other tables are written again from the previous tables and the added documents. They have the same
structure as after a rebuild, so that searches are equally fast.
"""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines.protocols import Generation
from indexer.engines.whoosh.columns.writer import IDS, read_digests
from indexer.engines.whoosh.lsi.writer import SHARED, fold_in, write_vectors
from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS, Postings
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.snapshot import FILE_STATE, WhooshSnapshot
from indexer.engines.whoosh.storage.arrays import StringTable, mapped
from indexer.engines.whoosh.storage.generations import Generations
from indexer.engines.whoosh.stored_summaries import PLACES
from indexer.engines.whoosh.writer import WhooshWriter, prepare
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, RebuildNeeded
from indexer.vocabulary.model import Vocabulary


class WhooshUpdater(WhooshWriter):
    """A writer that reuses the generation that ``current`` returns if it has fewer than ``segments`` segments."""

    def __init__(
        self, generations: Generations, vocabulary: Vocabulary, segments: int, current: Callable[[], WhooshSnapshot]
    ) -> None:
        super().__init__(generations, vocabulary)
        self._segments = segments
        self._current = current
        self._base: WhooshSnapshot

    @property
    def generation(self) -> Generation:
        """The generation that the update starts from."""
        return self._base.generation

    def digests(self) -> Mapping[str, bytes]:
        """Return the content digest of each indexed summary, keyed by summary id."""
        return dict(zip(self._ids(), read_digests(self._base.folder), strict=True))

    def files(self) -> bytes:
        """Return the state of the source files that the last commit stored. It is empty if none was stored."""
        stored = FILE_STATE in self._base.files
        return (self._base.folder / FILE_STATE).read_bytes() if stored else b""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Copy all summaries of the current generation except those with these ``ids``; see the protocol."""
        if len(self._whoosh_writer.segments) >= self._segments:
            raise RebuildNeeded(f"the index has as many segments as it may have ({self._segments})")
        numbers = {summary_id: number for number, summary_id in enumerate(self._ids())}
        removed = sorted(numbers[summary_id] for summary_id in ids)
        kept = np.delete(np.arange(len(numbers), dtype=np.int32), removed)
        places = mapped(self._base.folder / PLACES)
        for place in places[removed].tolist():
            self._whoosh_writer.delete_document(place)
        summaries = [summary for summary_id in ids if (summary := self._base.summary(summary_id))]
        batch = prepare(summaries, [b""] * len(summaries))
        self._columns.keep(self._base.folder, kept)
        self._words.keep(Postings(self._base.folder, WORDS), kept, batch.words)
        self._citations.keep(Postings(self._base.folder, CITATIONS), kept, batch.citations)
        self._kept, self._kept_places = kept, places[kept]
        self._next_place = sum(segment.doc_count_all() for segment in self._whoosh_writer.segments)

    def _open(self) -> Any:
        self._base = self._open_base()
        for path in self._base.folder.iterdir():
            if path.name in SHARED or (path.name in self._base.files and _is_whoosh_file(path)):
                self._share(path)
        return FileIndex(FileStorage(str(self._folder)), schema=schema()).writer(compound=False)

    def _open_base(self) -> WhooshSnapshot:
        """Return the snapshot of the current generation. Raises RebuildNeeded if it cannot be updated."""
        try:
            base = self._current()
        except (IndexMissing, IndexOutdated, IndexDamaged) as error:
            raise RebuildNeeded(error.message) from error
        if base.generation.vocabulary_fingerprint != self._vocabulary.fingerprint:
            raise RebuildNeeded("the vocabulary has changed")
        return base

    def _share(self, path: Path) -> None:
        """Link a file of the current generation into the new generation. If that fails, copy the file."""
        try:
            os.link(path, self._folder / path.name)
            self._shared_files[path.name] = self._base.files[path.name]
        except OSError:  # the file system may have no hard links; the copy is verified like a new file
            (self._folder / path.name).write_bytes(path.read_bytes())

    def _write_vectors(self, words: Postings) -> None:
        if not fold_in(self._folder, self._base.folder, words, self._kept):
            write_vectors(self._folder, words)

    def _ids(self) -> StringTable:
        return StringTable(self._base.folder, IDS)


def _is_whoosh_file(path: Path) -> bool:
    return path.name.startswith(("MAIN_", "_MAIN_"))
