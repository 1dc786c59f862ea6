"""Data of one generation that Whoosh reads: stored summaries, and document numbers by id."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from indexer import deadlines
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.schema import schema, stored_summary
from indexer.engines.whoosh.storage.arrays import mapped
from indexer.summaries.summary import Summary

PLACES = "places.npy"  # Whoosh's number of each document, ascending; updates leave gaps

_SUMMARY_BYTES = 4_000  # memory that a summary uses, without its text


class StoredSummaries:
    """Reader of the Whoosh index of one generation. Closing ``resources`` also closes the searchers."""

    def __init__(self, folder: Path, cache: Cache, resources: ExitStack) -> None:
        self._index = FileIndex(FileStorage(str(folder), readonly=True), schema=schema())
        self._places = mapped(folder / PLACES)
        self._cache = cache
        self._resources = resources
        self._idle: deque[Searcher] = deque()  # append and pop are atomic

    def number(self, summary_id: str) -> int | None:
        """Return the document number of a summary, or None if the id is unknown."""
        with self._searcher() as searcher:
            place = searcher.document_number(id=summary_id)
        return None if place is None else int(np.searchsorted(self._places, place))

    def read(self, numbers: Iterable[int | np.integer]) -> list[Summary]:
        """Return the summaries with these document numbers, in the same order."""
        return [
            self._cache.get(("summary", int(number)), partial(self._read, int(number)), _summary_bytes)
            for number in numbers
        ]

    def read_all(self, first: int) -> tuple[int, int]:
        """Read all summaries from document number ``first`` on.

        Return the number of these summaries and the number of all documents in the Whoosh index. Deleted documents are
        not counted. Raises ValueError, KeyError or TypeError if a summary is damaged.
        """
        with self._searcher() as searcher:
            stored = map(searcher.reader().stored_fields, self._places[first:].tolist())
            return sum(1 for _ in map(stored_summary, stored)), searcher.doc_count()

    def _read(self, number: int) -> Summary:
        deadlines.check()
        with self._searcher() as searcher:
            return stored_summary(searcher.stored_fields(int(self._places[number])))

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        """Provide a searcher that no other thread uses, because a Whoosh searcher is not thread-safe."""
        try:
            searcher = self._idle.pop()
        except IndexError:
            searcher = self._index.searcher()
            self._resources.callback(searcher.close)
        try:
            yield searcher
        finally:
            self._idle.append(searcher)


def _summary_bytes(summary: Summary) -> int:
    return _SUMMARY_BYTES + sum(map(len, summary.paragraphs))
