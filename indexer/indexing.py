"""Folders and files -> summaries -> engine -> a report. Rebuild makes a new generation; check makes none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from time import perf_counter

from indexer.engines.base import Engine, Generation
from indexer.errors import NothingToIndex, Problem
from indexer.language.vocabulary import Vocabulary
from indexer.preparing import cores, prepared
from indexer.settings import shipped_corpus
from indexer.summaries.readers import Files, find_files, read
from indexer.summaries.summary import Summary

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) after each file."""

_WORTH_PROCESSES = 2_000_000  # bytes of files: of fewer, starting others takes longer than they save


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild or a check did. ``read`` counts summaries, right and wrong; ``seconds`` is wall time.

    ``passed_over`` are files of a folder that are no summaries by their name. ``generation`` is None for a check.
    """

    read: int
    indexed: int
    problems: tuple[Problem, ...]
    passed_over: tuple[Path, ...]
    seconds: float
    generation: Generation | None = None

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
) -> Report:
    """Put a new generation of the summaries in ``sources`` in the place of the old one.

    The work is shared by so many ``processes``; where none are asked for, by one a core, and a small collection by
    this one alone. What comes out is the same.

    What cannot be read is reported and left out. Raises NothingToIndex where nothing can be read (an empty index
    is never put in the place of a full one), IndexBusy, NotAnIndex, SummarySearchError (a process was ended) or
    OSError; the old generation then stays.
    """
    digest = source_digest(sources)  # before reading: what is changed meanwhile then counts as changed
    collection = _Collection(sources, vocabulary, progress)
    if processes is None:
        processes = cores() if collection.size >= _WORTH_PROCESSES else 1
    with engine.writer(vocabulary) as writer:
        with closing(prepared(collection, vocabulary, engine.prepare, processes)) as runs:
            for run in runs:
                writer.add_prepared(run)
        if not collection.accepted:
            places = ", ".join(map(str, sources))
            raise NothingToIndex(f"no summary could be read in {places}", collection.problems)
        return collection.report(writer.commit(source_name(sources), digest))


def check(vocabulary: Vocabulary, sources: Sequence[Path], progress: Progress | None = None) -> Report:
    """Read the summaries in ``sources`` as :func:`rebuild` does, and index nothing."""
    collection = _Collection(sources, vocabulary, progress)
    for _ in collection:
        pass
    return collection.report()


def source_name(sources: Sequence[Path]) -> str:
    """Return where summaries were read, for people: full paths, or "the shipped corpus"."""
    shipped = shipped_corpus()
    names = ("the shipped corpus" if path.resolve() == shipped else str(path.resolve()) for path in sources)
    return ", ".join(names)


def source_digest(sources: Sequence[Path]) -> str:
    """Return a hash of the names and contents of the files that ``sources`` hold."""
    digest = sha256()
    for path in find_files(sources).paths:
        digest.update(path.name.encode(errors="surrogateescape") + b"\0")
        try:
            with path.open("rb") as stream:
                digest.update(file_digest(stream, "sha256").digest())
        except OSError as error:  # what cannot be read is reported where it is read; here it counts as it is
            digest.update(str(error.errno).encode())
    return digest.hexdigest()


class _Collection:
    """The good summaries of some sources, in order; remembers what was wrong with the others."""

    def __init__(self, sources: Sequence[Path], vocabulary: Vocabulary, progress: Progress | None) -> None:
        self._files: Files = find_files(sources)
        self._sizes = [path.stat().st_size if path.exists() else 0 for path in self._files.paths]
        self._vocabulary = vocabulary
        self._progress = progress or (lambda _done, _total: None)
        self._started = perf_counter()
        self._places: dict[str, Path] = {}
        self._rejected = len(self._files.problems)
        self.problems: list[Problem] = list(self._files.problems)

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(self._sizes)

    @property
    def accepted(self) -> int:
        """How many good summaries there were."""
        return len(self._places)

    def __iter__(self) -> Iterator[Summary]:
        done = 0
        for path, size in zip(self._files.paths, self._sizes, strict=True):
            yield from self._good(path)
            done += size
            self._progress(done, self.size)

    def _good(self, path: Path) -> Iterator[Summary]:
        wrong = 0
        for item in read(path, self._vocabulary):
            if isinstance(item, Problem):
                self.problems.append(item)
                wrong = wrong or 1  # however much is wrong with it, it is one file
            elif item.id in self._places:
                what = f'the id "{item.id}" is taken by {self._places[item.id]}'
                self.problems.append(Problem(str(path), None, what, "rename one of the files, or give another id"))
                wrong += 1
            else:
                self._places[item.id] = path
                yield item
        self._rejected += wrong

    def report(self, generation: Generation | None = None) -> Report:
        """Return what was done so far."""
        return Report(
            read=self.accepted + self._rejected,
            indexed=self.accepted,
            problems=tuple(self.problems),
            passed_over=self._files.passed_over,
            seconds=perf_counter() - self._started,
            generation=generation,
        )
