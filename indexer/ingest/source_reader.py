"""Sources -> good summaries in order, each id once; what was wrong with the others, and what is noted of the files."""

from __future__ import annotations

import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter

from indexer.errors import NothingToIndex, Problem
from indexer.ingest.file_state import Inventory
from indexer.settings import shipped_corpus
from indexer.summaries.readers import DEFAULT_READING, Files, ReadingOptions, find_files, read
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) as work is done; what is left behind the last byte is to write the index."""

_TOLD_OF_A_FILE = 1_000
_MOST_NOTED = 200_000  # ids of one file: one with more is read again, so that memory stays bounded
_MOST_IN_MEMORY = 50_000  # ids of a collection


def source_name(sources: Sequence[Path], reading: ReadingOptions = DEFAULT_READING) -> str:
    """Return where summaries were read, for people: full paths, or "the shipped corpus"."""
    shipped = shipped_corpus()
    places = (path.resolve() if reading.place(path) == path else path for path in sources)
    return ", ".join("the shipped corpus" if place == shipped else reading.name(place) for place in places)


def source_digest(sources: Sequence[Path], reading: ReadingOptions = DEFAULT_READING) -> str:
    """Return a hash of the names and contents of the files that ``sources`` hold."""
    return _inventory(find_files(sources, reading), reading).digest


def _inventory(found: Files, reading: ReadingOptions, known: bytes = b"") -> Inventory:
    how = f"{reading.format} {sorted(reading.columns.items())}"
    return Inventory({path: reading.place(path) for path in found.paths}, how, known)


class Intake:
    """The good summaries of some sources, in order; remembers what was wrong with the others.

    Files that are as they were when the summaries ``known`` were read, by what was noted of the ``files`` then, are not
    read: the ids of their summaries are ``unread``.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        vocabulary: Vocabulary,
        reading: ReadingOptions,
        progress: Progress | None = None,
        known: Mapping[str, bytes] | None = None,
        files: bytes = b"",
    ) -> None:
        self._started = perf_counter()
        self._sources = sources
        self._reading = reading
        self._found = find_files(sources, reading)
        self.inventory = _inventory(self._found, reading, files)
        self.size = self.inventory.size
        self._vocabulary = vocabulary
        self._progress = progress
        self._known = known or {}
        self._places = _Places()
        self._ends: deque[tuple[int, int]] = deque()
        self.rejected = len(self._found.problems)  # summaries, or files in which something could not be read
        self.unread: set[str] = set()
        self.file = Path()  # the one that is being read
        self.problems: list[Problem] = list(self._found.problems)

    @property
    def accepted(self) -> int:
        """How many good summaries there were."""
        return len(self._places)

    def tell(self, progress: Progress | None, added: int) -> None:
        """Tell how many bytes are done when so many summaries are."""
        done = 0
        while self._ends and self._ends[0][0] <= added:
            done = self._ends.popleft()[1]
        if progress and done:
            progress(done, self.size)

    def __iter__(self) -> Iterator[Summary]:
        before = 0
        for path in self._found.paths:
            self.file, ids = path, self.inventory.unchanged(path)
            if ids is not None and self._known.keys() >= set(ids) and self._places.take_all(ids, path):
                self.unread.update(ids)
                self.inventory.keep(path, ids)
            else:
                yield from self._good(path, before)
            before += self.inventory.size_of(path)
            self._at(before)

    def _at(self, done: int) -> None:
        """Tell that so many bytes are read, or, where nobody is told of that, note it for :meth:`tell`."""
        if self._progress:
            self._progress(done, self.size)
        else:
            self._ends.append((self.accepted, done))

    def _good(self, path: Path, before: int) -> Iterator[Summary]:
        wrong, problems, ids = 0, _Problems(self._reading.name(path)), list[str]()
        for item in read(path, self._vocabulary, self._reading, lambda place: self._at(before + place)):
            if isinstance(item, Problem):
                problems.add(item)
                wrong = wrong or 1  # however much is wrong with it, it is one file
            elif (taken := self._places.take(item.id, path)) is not None:
                what = f'the id "{item.id}" is taken by {taken}'
                problems.add(Problem(str(path), None, what, "rename one of the files, or give another id"))
                wrong += 1
            else:
                if len(ids) <= _MOST_NOTED:
                    ids.append(item.id)
                yield item
        self.rejected += wrong
        self.problems += problems.told()
        if not problems.told() and len(ids) <= _MOST_NOTED:
            self.inventory.note(path, ids)

    def check_accepted(self) -> None:
        """Raise NothingToIndex unless there was a good one."""
        if not self.accepted:
            places = ", ".join(map(str, self._sources))
            raise NothingToIndex(f"no summary could be read in {places}", self.problems)

    @property
    def passed_over(self) -> tuple[Path, ...]:
        """The files of folders that are no summaries by their name."""
        return self._found.passed_over

    @property
    def seconds(self) -> float:
        """The time since all this began."""
        return perf_counter() - self._started


class _Places:
    """Which file has which id. Kept on disk beyond a few megabytes: a collection may have more ids than memory."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._places: list[Path] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def take_all(self, summary_ids: Sequence[str], place: Path) -> bool:
        """Remember that the file has the summaries of these ids, or, where one of them is taken, none; say whether."""
        if len(set(summary_ids)) < len(summary_ids) or any(self._found(each) is not None for each in summary_ids):
            return False
        for summary_id in summary_ids:
            self._put(summary_id, place)
        return True

    def take(self, summary_id: str, place: Path) -> Path | None:
        """Remember that the file has a summary of that id; return the file that had it before, if one had."""
        found = self._found(summary_id)
        if found is not None:
            return self._places[found]
        self._put(summary_id, place)
        return None

    @cached_property
    def _others(self) -> sqlite3.Connection:
        # A file of its own, gone when it is closed: by whatever thread happens to collect what is left of this.
        others = sqlite3.connect("", check_same_thread=False)
        others.execute("CREATE TABLE ids (id BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        weakref.finalize(self, others.close)
        return others

    def _found(self, summary_id: str) -> int | None:
        found = self._first.get(summary_id)
        if found is None and len(self._first) < self._count:
            rows = self._others.execute("SELECT place FROM ids WHERE id = ?", (_key(summary_id),))
            found = next((place for (place,) in rows), None)
        return found

    def _put(self, summary_id: str, place: Path) -> None:
        if not self._places or self._places[-1] is not place:
            self._places.append(place)
        number = len(self._places) - 1
        if len(self._first) < _MOST_IN_MEMORY:
            self._first[summary_id] = number
        else:
            self._others.execute("INSERT INTO ids VALUES (?, ?)", (_key(summary_id), number))
        self._count += 1


def _key(summary_id: str) -> bytes:
    return summary_id.encode(errors="surrogatepass")


class _Problems:
    """What is wrong with one file: so many problems are told, of the rest how many."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._first: list[Problem] = []
        self._more = 0

    def add(self, problem: Problem) -> None:
        if len(self._first) < _TOLD_OF_A_FILE:
            self._first.append(problem)
        else:
            self._more += 1

    def told(self) -> list[Problem]:
        if not self._more:
            return self._first
        return [*self._first, Problem(self._where, None, f"{self._more:,} problems more", "mend those before first")]
