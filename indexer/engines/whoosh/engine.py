"""The Engine and Writer of the embedded index."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage

from indexer.engines.base import Generation
from indexer.engines.whoosh.cache import DEFAULT_BYTES
from indexer.engines.whoosh.columns import Concepts
from indexer.engines.whoosh.columns_writer import ColumnsWriter
from indexer.engines.whoosh.evaluate import CITATIONS, WORDS
from indexer.engines.whoosh.generations import Generations
from indexer.engines.whoosh.latent_writer import write_latent
from indexer.engines.whoosh.postings import Postings
from indexer.engines.whoosh.postings_writer import PostingsWriter
from indexer.engines.whoosh.prepared import Prepared, prepare
from indexer.engines.whoosh.ranking import write_impacts
from indexer.engines.whoosh.schema import schema, segment_postings
from indexer.engines.whoosh.snapshot import VOCABULARY, WhooshSnapshot
from indexer.errors import IndexDamaged
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.summary import Summary

_SWAPS_MET_WHILE_OPENING = 5


class WhooshEngine:
    """An index in a folder of this machine."""

    def __init__(self, root: Path, cache_bytes: int = DEFAULT_BYTES) -> None:
        self._generations = Generations(root)
        self._cache_bytes = cache_bytes
        self._opening = threading.Lock()
        self._snapshot: WhooshSnapshot | None = None

    def location(self) -> str:
        """Return the folder."""
        return str(self._generations.root)

    def snapshot(self) -> WhooshSnapshot:
        """Return the current generation; looks at the pointer each time, so a rebuild shows at once."""
        for _ in range(_SWAPS_MET_WHILE_OPENING):
            folder = self._generations.current()
            snapshot = self._snapshot
            if snapshot is not None and snapshot.folder == folder:
                snapshot.check()
                return snapshot
            with self._opening:
                if self._snapshot is None or self._snapshot.folder != folder:
                    try:
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
    def prepare(summaries: Sequence[Summary]) -> Prepared:
        """Return what a writer adds of the summaries."""
        return prepare(summaries)

    def writer(self, vocabulary: Vocabulary) -> WhooshWriter:
        """Return a writer of a new generation."""
        return WhooshWriter(self._generations, vocabulary)


class WhooshWriter:
    """A new generation being written aside."""

    def __init__(self, generations: Generations, vocabulary: Vocabulary) -> None:
        self._generations = generations
        self._vocabulary = vocabulary
        self._columns = ColumnsWriter(vocabulary)
        self._words = PostingsWriter(WORDS)
        self._citations = PostingsWriter(CITATIONS)
        self._writer: Any = None  # Whoosh's
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(self._generations.claimed())
            self._folder = self._generations.create()
            held.callback(self._generations.discard, self._folder)
            index = FileStorage(str(self._folder)).create_index(schema())
            # Not compound: 0.5 MB and 1 ms a searcher instead of 155 MB and 31 ms at 100,000 summaries.
            self._writer = index.writer(compound=False)
            held.callback(self._cancel_unless_committed)
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def add(self, summary: Summary) -> None:
        """Add a summary."""
        self.add_prepared(prepare([summary]))

    def add_prepared(self, prepared: Prepared) -> None:
        """Add some summaries."""
        for stored in prepared.stored:
            self._writer.add_document(summary=stored)
        for row in prepared.rows:
            self._columns.add(row)
        self._words.add(prepared.words)
        self._citations.add(prepared.citations)

    def commit(self, source: str, source_digest: str) -> Generation:
        """Complete the generation, read it back, and swap it in."""
        self._columns.save(self._folder)
        self._words.save(self._folder)
        self._citations.save(self._folder)
        words, citations = Postings(self._folder, WORDS), Postings(self._folder, CITATIONS)
        write_impacts(self._folder, words)
        with ThreadPoolExecutor(1) as beside:  # while NumPy decomposes a matrix, Python writes postings
            latent = beside.submit(write_latent, self._folder, words)
            self._write_segment(words, citations)
            latent.result()
        (self._folder / VOCABULARY).write_text(self._vocabulary.to_json(), encoding="utf-8")
        generation = Generation(
            version=self._folder.name,
            summaries=len(self._columns.ids),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            source=source,
            source_digest=source_digest,
            vocabulary_fingerprint=self._vocabulary.fingerprint,
        )
        self._generations.complete(self._folder, asdict(generation))
        WhooshSnapshot(self._folder).verify()
        before = self._generations.current_name()
        self._generations.publish(self._folder)
        self._generations.sweep(self._folder.name, before or "")
        return generation

    def _write_segment(self, words: Postings, citations: Postings) -> None:
        postings = segment_postings(self._columns.ids, words, citations, Concepts(self._folder))
        self._writer.write_postings(lengths=None, items=postings, startdoc=0, docmap=None)
        self._writer.commit()
        self._writer = None

    def _cancel_unless_committed(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
