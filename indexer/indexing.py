"""Folders and files -> summaries -> engine -> a report. Rebuild and update make a new generation; check makes none."""

from __future__ import annotations

import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from indexer.engines.base import Engine, Generation, Snapshot, Writer
from indexer.errors import IndexUnavailable, NothingToIndex, Problem, RebuildNeeded
from indexer.inventory import Inventory
from indexer.language.vocabulary import Vocabulary
from indexer.preparing import cores, prepared
from indexer.settings import shipped_corpus
from indexer.summaries.readers import AS_TOLD, Files, Reading, find_files, read
from indexer.summaries.summary import Summary, digest

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) as work is done; what is left behind the last byte is to write the index."""

_WORTH_PROCESSES = 2_000_000  # bytes of files: of fewer, starting others takes longer than they save
_TOLD_OF_A_FILE = 1_000
_MOST_NOTED = 200_000  # ids of one file: one with more is read again, so that memory stays bounded
_MOST = "most summaries are new, changed or gone"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many summaries an update added, indexed again, took out, and left as they were."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild, an update or a check did. ``read`` counts summaries, right and wrong; ``seconds`` is wall time.

    ``passed_over`` are files of a folder that are no summaries by their name. ``generation`` is None for a check,
    ``changes`` for all but an update; ``rebuilt`` says why an update made the index anew, where it did.
    """

    read: int
    indexed: int
    problems: tuple[Problem, ...]
    passed_over: tuple[Path, ...]
    seconds: float
    generation: Generation | None = None
    changes: Changes | None = None
    rebuilt: str | None = None

    @property
    def rejected(self) -> int:
        """How many were not indexed: summaries, or files in which something could not be read."""
        return self.read - self.indexed


def rebuild(
    engine: Engine,
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None = None,
    *,
    processes: int | None = None,
    reading: Reading = AS_TOLD,
) -> Report:
    """Put a new generation of the summaries in ``sources`` in the place of the old one.

    The work is shared by so many ``processes``; where none are asked for, by one a core, and a small collection by
    this one alone. What comes out is the same.

    What cannot be read is reported and left out. Raises NothingToIndex where nothing can be read (an empty index
    is never put in the place of a full one), IndexBusy, NotAnIndex, SummarySearchError (a process was ended) or
    OSError; the old generation then stays.
    """
    collection = _Collection(sources, vocabulary, reading)  # looks at all files: what changes from now on counts
    with engine.writer(vocabulary) as writer:
        work = _add(writer, engine, _dated(collection, engine), vocabulary, processes or _processes(collection.size))
        for done in work:
            collection.tell(progress, done)
        collection.check_accepted()
        files = collection.inventory
        return collection.report(writer.commit(source_name(sources, reading), files.digest, files.to_bytes()))


def update(
    engine: Engine,
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None = None,
    *,
    processes: int | None = None,
    reading: Reading = AS_TOLD,
) -> Report:
    """Make the index what :func:`rebuild` would make it, but tag and index only what has changed since it was made.

    Where nothing has, the generation stays. Where the index cannot be gone on from, or most of it has changed, it is
    made anew, and the report says why. Raises what a rebuild raises.
    """
    try:
        return _updated(engine, vocabulary, sources, progress, processes, reading)
    except RebuildNeeded as reason:
        report = rebuild(engine, vocabulary, sources, progress, processes=processes, reading=reading)
        return replace(report, rebuilt=reason.message)


def _updated(
    engine: Engine,
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None,
    processes: int | None,
    reading: Reading,
) -> Report:
    """Return the report of an update. Raises RebuildNeeded."""
    with engine.updater(vocabulary) as updater:
        known = updater.digests()
        collection = _Collection(sources, vocabulary, reading, progress, known, updater.files())
        files, name = collection.inventory, source_name(sources, reading)
        new, gone = _differences(collection, known)
        collection.check_accepted()
        changes = _changes(new, gone, len(known))
        generation = updater.generation
        if new or gone or (generation.source, generation.source_digest) != (name, files.digest):
            updater.keep_all_but(gone)
            size = sum(len(summary.text) for summary in new)
            for _ in _add(updater, engine, _dated(new, engine), vocabulary, processes or _processes(size)):
                pass
            generation = updater.commit(name, files.digest, files.to_bytes())
    return collection.report(generation, changes)


def _differences(collection: _Collection, known: Mapping[str, bytes]) -> tuple[list[Summary], set[str]]:
    """Return the summaries that are not as they are known, and the ids of those that are known in another way or gone.

    Raises RebuildNeeded where either are more than half of what is known: a rebuild takes little longer then, and the
    new ones are kept in memory meanwhile.
    """
    new: list[Summary] = []
    gone = set(known)
    for summary in collection:
        if known.get(summary.id) == digest(summary):
            gone.remove(summary.id)
        else:
            new.append(summary)
            if 2 * len(new) > len(known):
                raise RebuildNeeded(_MOST)
    gone -= collection.unread
    if 2 * len(gone) > len(known):
        raise RebuildNeeded(_MOST)
    return new, gone


def _changes(new: Sequence[Summary], gone: Collection[str], known: int) -> Changes:
    changed = sum(summary.id in gone for summary in new)
    return Changes(len(new) - changed, changed, len(gone) - changed, known - len(gone))


def _add(
    writer: Writer, engine: Engine, summaries: Iterable[Summary], vocabulary: Vocabulary, processes: int
) -> Iterator[int]:
    """Tag summaries and add them, by so many processes; yield now and then how many were added so far."""
    added = 0
    with closing(prepared(summaries, vocabulary, engine.prepare, processes)) as runs:
        for size, run in runs:
            writer.add_prepared(run)
            added += size
            yield added


def _dated(summaries: Iterable[Summary], engine: Engine) -> Iterator[Summary]:
    """Yield the summaries, each with when the collection first held it as it is: so far, or from now on."""
    now, known = _now(), None
    with suppress(IndexUnavailable):
        known = engine.snapshot()
    for summary in summaries:
        before = _before(summary.id, known) if known else None
        since = before.updated if before and summary.says_the_same_as(before) else None
        yield replace(summary, updated=since or now)


def _before(summary_id: str, known: Snapshot) -> Summary | None:
    try:
        return known.summary(summary_id)
    except Exception:  # of an index that is harmed anything can come, and a rebuild is what mends it
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _processes(size: int) -> int:
    """Return how many processes are worth starting for so many bytes."""
    return cores() if size >= _WORTH_PROCESSES else 1


def check(
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None = None,
    look_at: Callable[[Summary, Path], None] | None = None,
    *,
    reading: Reading = AS_TOLD,
) -> Report:
    """Read the summaries in ``sources`` as :func:`rebuild` does, and index nothing; look at each, with its file."""
    collection = _Collection(sources, vocabulary, reading, progress)
    for summary in collection:
        if look_at:
            look_at(summary, collection.file)
    return collection.report()


def source_name(sources: Sequence[Path], reading: Reading = AS_TOLD) -> str:
    """Return where summaries were read, for people: full paths, or "the shipped corpus"."""
    shipped = shipped_corpus()
    places = (path.resolve() if reading.place(path) == path else path for path in sources)
    return ", ".join("the shipped corpus" if place == shipped else reading.name(place) for place in places)


def source_digest(sources: Sequence[Path], reading: Reading = AS_TOLD) -> str:
    """Return a hash of the names and contents of the files that ``sources`` hold."""
    return _inventory(find_files(sources, reading), reading).digest


def _inventory(found: Files, reading: Reading, known: bytes = b"") -> Inventory:
    how = f"{reading.format} {sorted(reading.columns.items())}"
    return Inventory({path: reading.place(path) for path in found.paths}, how, known)


class _Collection:
    """The good summaries of some sources, in order; remembers what was wrong with the others.

    Files that are as they were when the summaries ``known`` were read, by what was noted of the ``files`` then, are not
    read: the ids of their summaries are ``unread``.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        vocabulary: Vocabulary,
        reading: Reading,
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
        self._rejected = len(self._found.problems)
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
        """Note that so many bytes are read."""
        self._ends.append((self.accepted, done))
        if self._progress:
            self._progress(done, self.size)

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
        self._rejected += wrong
        self.problems += problems.told()
        if not problems.told() and len(ids) <= _MOST_NOTED:
            self.inventory.note(path, ids)

    def check_accepted(self) -> None:
        """Raise NothingToIndex unless there was a good one."""
        if not self.accepted:
            places = ", ".join(map(str, self._sources))
            raise NothingToIndex(f"no summary could be read in {places}", self.problems)

    def report(self, generation: Generation | None = None, changes: Changes | None = None) -> Report:
        """Return what was done so far."""
        return Report(
            read=self.accepted + self._rejected,
            indexed=self.accepted,
            problems=tuple(self.problems),
            passed_over=self._found.passed_over,
            seconds=perf_counter() - self._started,
            generation=generation,
            changes=changes,
        )


class _Places:
    """Which file has which id. Kept on disk beyond a few megabytes: a collection may have more ids than memory."""

    def __init__(self) -> None:
        self._ids = sqlite3.connect("")  # a file of its own, gone when it is closed
        self._ids.execute("CREATE TABLE ids (id BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        self._places: list[Path] = []
        self._count = 0
        weakref.finalize(self, self._ids.close)

    def __len__(self) -> int:
        return self._count

    def take_all(self, summary_ids: Sequence[str], place: Path) -> bool:
        """Remember that the file has the summaries of these ids, or, where one of them is taken, none; say whether."""
        number = self._number(place)
        rows = ((_key(summary_id), number) for summary_id in summary_ids)
        taken = self._ids.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", rows).rowcount
        if taken < len(summary_ids):
            self._ids.execute("DELETE FROM ids WHERE place = ?", (number,))
            return False
        self._count += taken
        return True

    def take(self, summary_id: str, place: Path) -> Path | None:
        """Remember that the file has a summary of that id; return the file that had it before, if one had."""
        try:
            self._ids.execute("INSERT INTO ids VALUES (?, ?)", (_key(summary_id), self._number(place)))
        except sqlite3.IntegrityError:
            taken: tuple[int] = self._ids.execute("SELECT place FROM ids WHERE id = ?", (_key(summary_id),)).fetchone()
            return self._places[taken[0]]
        self._count += 1
        return None

    def _number(self, place: Path) -> int:
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        return len(self._places) - 1


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
