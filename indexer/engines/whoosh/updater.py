"""The Writer of the embedded index that goes on from the current generation.

What is slow to make is taken over: Whoosh's segments are shared with the generation before (the files are linked;
Whoosh writes none of them again), and what is new becomes a segment more. The tables are written anew, out of the words
and concepts that they hold: so they are those of a rebuild, and a search is as fast as ever.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines.protocols import Generation
from indexer.engines.whoosh.columns.writer import IDS, read_digests
from indexer.engines.whoosh.evaluation import CITATIONS, WORDS
from indexer.engines.whoosh.lsi.folding import SHARED, fold_latent
from indexer.engines.whoosh.lsi.writer import write_latent
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.prepared import prepare
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.snapshot import PLACES, READ_FILES, WhooshSnapshot
from indexer.engines.whoosh.storage.generations import Generations
from indexer.engines.whoosh.storage.manifest import Files
from indexer.engines.whoosh.storage.string_table import Strings
from indexer.engines.whoosh.storage.tables import mapped
from indexer.engines.whoosh.writer import Kept, WhooshWriter
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, RebuildNeeded
from indexer.vocabulary.model import Vocabulary


class WhooshUpdater(WhooshWriter):
    """A new generation being written aside, out of the current one."""

    def __init__(
        self, generations: Generations, vocabulary: Vocabulary, segments: int, current: Callable[[], WhooshSnapshot]
    ) -> None:
        super().__init__(generations, vocabulary)
        self._segments = segments
        self._current = current
        self._base: WhooshSnapshot
        self._shared: Files = {}

    @property
    def generation(self) -> Generation:
        """The generation that it goes on from."""
        return self._base.generation

    def digests(self) -> Mapping[str, bytes]:
        """Return the digest of each summary, by id."""
        return dict(zip(self._ids(), read_digests(self._base.folder), strict=True))

    def files(self) -> bytes:
        """Return what is known of the files that were read; nothing where a generation was made without."""
        known = READ_FILES in self._base.files
        return (self._base.folder / READ_FILES).read_bytes() if known else b""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Begin with the summaries of the generation before, without some; see the protocol."""
        if len(self._writer.segments) >= self._segments:
            raise RebuildNeeded(f"the index has as many segments as it may have ({self._segments})")
        numbers = {summary_id: number for number, summary_id in enumerate(self._ids())}
        removed = sorted(numbers[summary_id] for summary_id in ids)
        kept = np.delete(np.arange(len(numbers), dtype=np.int32), removed)
        places = mapped(self._base.folder / PLACES)
        for place in places[removed].tolist():
            self._writer.delete_document(place)
        summaries = [summary for summary_id in ids if (summary := self._base.summary(summary_id))]
        gone = prepare(summaries, [b""] * len(summaries))
        self._columns.keep(self._base.folder, kept)
        self._words.keep(Postings(self._base.folder, WORDS), kept, gone.words)
        self._citations.keep(Postings(self._base.folder, CITATIONS), kept, gone.citations)
        following = sum(segment.doc_count_all() for segment in self._writer.segments)
        self._kept = Kept(self._shared, kept, places[kept], following)

    def _open(self) -> Any:
        self._base = self._usable()
        for path in self._base.folder.iterdir():
            if path.name in SHARED or (path.name in self._base.files and _is_whooshs(path)):
                self._share(path)
        return FileIndex(FileStorage(str(self._folder)), schema=schema()).writer(compound=False)

    def _usable(self) -> WhooshSnapshot:
        """Return the current generation. Raises RebuildNeeded where it cannot be gone on from."""
        try:
            base = self._current()
        except (IndexMissing, IndexOutdated, IndexDamaged) as error:
            raise RebuildNeeded(error.message) from error
        if base.generation.vocabulary_fingerprint != self._vocabulary.fingerprint:
            raise RebuildNeeded("the vocabulary has changed")
        return base

    def _share(self, path: Path) -> None:
        """Have a file of the generation before in this one too."""
        try:
            os.link(path, self._folder / path.name)
            self._shared[path.name] = self._base.files[path.name]
        except OSError:  # a disk without links: a copy is as good, and checked like what is new
            (self._folder / path.name).write_bytes(path.read_bytes())

    def _write_latent(self, words: Postings) -> None:
        if not fold_latent(self._folder, self._base.folder, words, self._kept.documents):
            write_latent(self._folder, words)

    def _ids(self) -> Strings:
        return Strings(self._base.folder, IDS)


def _is_whooshs(path: Path) -> bool:
    return path.name.startswith(("MAIN_", "_MAIN_"))
