"""The Engine, Snapshot and Writer of the embedded index."""

from __future__ import annotations

import threading
import weakref
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from indexer.engines.base import Generation
from indexer.engines.whoosh.columns import Columns, ColumnsWriter
from indexer.engines.whoosh.evaluate import evaluate
from indexer.engines.whoosh.generations import Generations, open_manifest
from indexer.engines.whoosh.latent import open_latent, write_latent
from indexer.engines.whoosh.postings import Postings, PostingsWriter
from indexer.engines.whoosh.ranking import HEAD, Bm25, Scores, rescore
from indexer.engines.whoosh.schema import document, schema, stored_summary
from indexer.errors import IndexDamaged
from indexer.language.analysis import tokens
from indexer.language.vocabulary import Vocabulary, from_json
from indexer.queries.query import TEXT_FIELDS, All, Filters, Phrase, Query, Sort, words
from indexer.results import Found, Hit
from indexer.summaries.summary import Summary

_VOCABULARY = "vocabulary.json"
_MEMORY_MB = 128
_LONG_WORD = 6
_SWAPS_MET_WHILE_OPENING = 5


class WhooshEngine:
    """An index in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._generations = Generations(root)
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
                return snapshot
            with self._opening:
                if self._snapshot is None or self._snapshot.folder != folder:
                    try:
                        self._snapshot = WhooshSnapshot(folder)
                    except FileNotFoundError:
                        continue  # swapped twice while we looked: look again
                    except IndexDamaged:
                        if self._generations.current() == folder:
                            raise
                        continue
                return self._snapshot
        raise IndexDamaged(f"{folder} is gone", "run: indexer rebuild")

    def writer(self, vocabulary: Vocabulary) -> WhooshWriter:
        """Return a writer of a new generation."""
        return WhooshWriter(self._generations, vocabulary)


class WhooshSnapshot:
    """One generation, open. Raises FileNotFoundError where it has gone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest, lock = open_manifest(folder)
        self._resources = ExitStack()
        self._resources.callback(lock.close)
        # Whatever was opened is closed when nobody holds the snapshot any more.
        weakref.finalize(self, self._resources.close)
        self.generation = Generation(**{field.name: manifest[field.name] for field in fields(Generation)})
        self.vocabulary = from_json((folder / _VOCABULARY).read_text(encoding="utf-8"))
        self._index = FileIndex(FileStorage(str(folder), readonly=True), schema=schema())
        self._columns = Columns(folder)
        self._postings = Postings(folder)
        self._bm25 = Bm25(self._postings)
        self._latent = open_latent(folder, self._postings)
        self._idle: deque[Searcher] = deque()  # appending and popping are safe between threads

    def search(
        self,
        query: Query,
        filters: Filters,
        sort: Sort,
        offset: int,
        limit: int,
        preferred: Query | None = None,
    ) -> Found:
        """Return the page of hits, the total and the facet counts; see the protocol."""
        with self._searcher() as searcher:
            matched, scores = evaluate(query, searcher, self._columns, self._bm25)
            allowed = self._columns.allowed(filters)
            documents = self._columns.narrowed(matched, allowed).nonzero()[0]
            parts = [documents]
            if preferred is not None:
                wanted = evaluate(preferred, searcher, self._columns, self._bm25)[0][documents]
                parts = [documents[wanted], documents[~wanted]]
            ordered = [self._columns.ordered(part, sort, scores) for part in parts]
            if sort == "relevance":
                ordered = [self._rescored(query, part, scores) for part in ordered]
            everything = np.concatenate(ordered)
            hits = tuple(
                Hit(stored_summary(searcher.stored_fields(int(number))), float(scores[number]))
                for number in everything[offset : offset + limit]
            )
        return Found(len(everything), hits, self._columns.counts(matched, allowed), len(parts[0]))

    def _rescored(self, query: Query, ordered: NDArray[np.intp], scores: Scores) -> NDArray[np.intp]:
        """Return the documents with the best of them put in order anew, by their meaning too; sets their scores."""
        wanted = Counter(
            term for word in words(query) for term in (word.terms if isinstance(word, Phrase) else [word.text])
        )
        head = ordered[:HEAD]
        if self._latent is None or not wanted or not len(head):
            return ordered
        scores[head] = rescore(head, scores, wanted, self._latent)
        return np.concatenate((self._columns.ordered(head, "relevance", scores), ordered[HEAD:]))

    def without_each(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query how many summaries match all the others; see the protocol."""
        with self._searcher() as searcher:
            masks = [evaluate(query, searcher, self._columns, self._bm25)[0] for query in queries]
        allowed = self._columns.allowed(filters)
        base = self._columns.narrowed(self._columns.all(), allowed)
        # Those before and those behind each one, so that no query is combined with every other anew.
        before = list(accumulate(masks, np.logical_and, initial=base))
        behind = list(accumulate(reversed(masks), np.logical_and, initial=base))
        return [int((before[i] & behind[len(masks) - 1 - i]).sum()) for i in range(len(masks))]

    def count(self, query: Query, filters: Filters) -> int:
        """Return how many summaries match."""
        with self._searcher() as searcher:
            matched, _ = evaluate(query, searcher, self._columns, self._bm25)
        return int(self._columns.narrowed(matched, self._columns.allowed(filters)).sum())

    def near_word(self, term: str) -> str | None:
        """Return a word that is spelt nearly like ``term``, or None; see the protocol."""
        with self._searcher() as searcher:
            for distance in (1, 2) if len(term) >= _LONG_WORD else (1,):
                near = {
                    word
                    for name in TEXT_FIELDS
                    for word in searcher.reader().terms_within(name, term, distance, prefix=1)
                    if word != term and word.isalpha()
                }
                if near:
                    best = min(near, key=lambda word: (-len(self._postings.of(word).documents), word))
                    document = int(self._postings.of(best).documents[0])
                    return _written(best, stored_summary(searcher.stored_fields(document)))
        return None

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary of that id, or None."""
        with self._searcher() as searcher:
            number = searcher.document_number(id=summary_id)
            return None if number is None else stored_summary(searcher.stored_fields(number))

    def verify(self) -> None:
        """Raise IndexDamaged unless every summary that was written reads back."""
        wanted = self.generation.summaries
        with self._searcher() as searcher:
            documents = searcher.doc_count()
            try:
                readable = sum(1 for _ in map(stored_summary, searcher.reader().all_stored_fields()))
            except (ValueError, KeyError, TypeError) as error:
                raise IndexDamaged(f"{self.folder} was not written whole: {error!r}") from error
        found = self.count(All(), Filters())
        if not wanted == readable == found == documents:
            raise IndexDamaged(f"of {wanted} summaries written, {min(readable, found)} read back")

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        """Lend a searcher that no other thread has meanwhile: Whoosh's are not safe to share."""
        try:
            searcher = self._idle.pop()
        except IndexError:
            searcher = self._index.searcher()
            self._resources.callback(searcher.close)
        try:
            yield searcher
        finally:
            self._idle.append(searcher)


def _written(term: str, summary: Summary) -> str:
    """Return the word of a term that a summary holds, as it is written there, in small letters."""
    texts = (summary.title, summary.text)
    return next(text[t.start : t.end].lower() for text in texts for t in tokens(text) if t.text == term)


class WhooshWriter:
    """A new generation being written aside."""

    def __init__(self, generations: Generations, vocabulary: Vocabulary) -> None:
        self._generations = generations
        self._vocabulary = vocabulary
        self._columns = ColumnsWriter(vocabulary)
        self._postings = PostingsWriter()
        self._summaries = 0
        self._writer: Any = None  # Whoosh's
        self._held = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(self._generations.claimed())
            self._folder = self._generations.create()
            held.callback(self._generations.discard, self._folder)
            index = FileStorage(str(self._folder)).create_index(schema())
            # Not compound: 0.5 MB and 1 ms a searcher instead of 155 MB and 31 ms at 100,000 summaries.
            self._writer = index.writer(compound=False, limitmb=_MEMORY_MB)
            held.callback(self._cancel_unless_committed)
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def add(self, summary: Summary) -> None:
        """Add a summary."""
        self._writer.add_document(**document(summary, self._vocabulary))
        self._columns.add(summary)
        self._postings.add(summary.title, summary.text)
        self._summaries += 1

    def commit(self, source: str, source_digest: str) -> Generation:
        """Complete the generation, read it back, and swap it in."""
        self._writer.commit()
        self._writer = None
        self._columns.save(self._folder)
        self._postings.save(self._folder)
        write_latent(self._folder, Postings(self._folder))
        (self._folder / _VOCABULARY).write_text(self._vocabulary.to_json(), encoding="utf-8")
        generation = Generation(
            version=self._folder.name,
            summaries=self._summaries,
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

    def _cancel_unless_committed(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
