"""Reader of source files. It yields valid summaries in file order and collects the problems of rejected summaries.

A summary is rejected if an earlier summary has the same id.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from indexer.engines.protocols import Generation
from indexer.errors import NothingToIndex, Problem
from indexer.ingest.file_state import FileStates
from indexer.ingest.job import IngestJob, ProgressCallback, Report, UpdateCounts
from indexer.settings import shipped_corpus
from indexer.summaries.readers import DEFAULT_READING, Files, ReadingOptions, find_files, read
from indexer.summaries.summary import Summary

_MAX_PROBLEMS = 1_000  # for each file
# Largest number of stored ids for each file, so that the stored state stays small. An update reads larger files again.
_MAX_STORED_IDS = 200_000


def source_name(sources: Sequence[Path], reading: ReadingOptions = DEFAULT_READING) -> str:
    """Return the sources as a text to display. It contains their full paths, or "the shipped corpus"."""
    shipped = shipped_corpus()
    places = (path.resolve() if reading.place(path) == path else path for path in sources)
    return ", ".join("the shipped corpus" if place == shipped else reading.name(place) for place in places)


def source_digest(sources: Sequence[Path], reading: ReadingOptions = DEFAULT_READING) -> str:
    """Return a hash of the names and contents of the files in ``sources``."""
    return _file_states(find_files(sources, reading), reading).digest


def _file_states(files: Files, reading: ReadingOptions, stored: bytes = b"") -> FileStates:
    options_key = f"{reading.format} {sorted(reading.columns.items())}"
    return FileStates({path: reading.place(path) for path in files.paths}, options_key, stored)


class SourceReader:
    """An iterable of the valid summaries of a job. It collects the problems of rejected files and summaries.

    For an update, the keys of ``digests`` are the ids of the indexed summaries, and ``stored`` is the stored state of
    the files. A file that still has its stored state is not read. ``unread`` contains the ids of the summaries in such
    files.

    ``progress`` is called while files are read. If it is None, call :meth:`report_progress` while summaries are
    indexed.
    """

    def __init__(
        self,
        job: IngestJob,
        progress: ProgressCallback | None = None,
        digests: Mapping[str, bytes] | None = None,
        stored: bytes = b"",
    ) -> None:
        self._started = perf_counter()
        self._job = job
        self._progress = progress
        self._indexed = digests or {}
        self._files = find_files(job.sources, job.reading)
        self.states = _file_states(self._files, job.reading, stored)
        self.size = self.states.size
        self._file_of: dict[str, Path] = {}  # by summary id
        self._positions: deque[tuple[int, int]] = deque()  # (summaries, bytes) read so far
        self._rejected = len(self._files.problems)
        self.problems: list[Problem] = list(self._files.problems)
        self.unread: set[str] = set()
        self.current_file = Path()

    def __iter__(self) -> Iterator[Summary]:
        position = 0
        for path in self._files.paths:
            self.current_file = path
            if not self._skip_unchanged(path):
                yield from self._summaries(path, position)
            position += self.states.size_of(path)
            self._advance(position)

    def report_progress(self, progress: ProgressCallback | None, indexed: int) -> None:
        """Call ``progress`` with the size of the first ``indexed`` summaries and the total size, both in bytes."""
        position = 0
        while self._positions and self._positions[0][0] <= indexed:
            position = self._positions.popleft()[1]
        if progress and position:
            progress(position, self.size)

    def require_summaries(self) -> None:
        """Raise NothingToIndex if no valid summary was read."""
        if not self._file_of:
            sources = ", ".join(map(str, self._job.sources))
            raise NothingToIndex(f"no summary could be read in {sources}", self.problems)

    def report(self, generation: Generation | None = None, changes: UpdateCounts | None = None) -> Report:
        """Return the report on all summaries that were read so far."""
        return Report(
            read=len(self._file_of) + self._rejected,
            indexed=len(self._file_of),
            problems=tuple(self.problems),
            passed_over=self._files.passed_over,
            seconds=perf_counter() - self._started,
            generation=generation,
            changes=changes,
        )

    def _advance(self, position: int) -> None:
        if self._progress:
            self._progress(position, self.size)
        else:
            self._positions.append((len(self._file_of), position))

    def _skip_unchanged(self, path: Path) -> bool:
        """If a file is unchanged, add the ids of its summaries to ``unread`` and return True, else return False."""
        ids = self.states.unchanged_ids(path)
        if ids is None or len(set(ids)) < len(ids):
            return False
        if any(summary_id in self._file_of or summary_id not in self._indexed for summary_id in ids):
            return False
        self._file_of.update(dict.fromkeys(ids, path))
        self.unread.update(ids)
        self.states.record_unread(path, ids)
        return True

    def _summaries(self, path: Path, start: int) -> Iterator[Summary]:
        """Yield the valid summaries of a file. ``start`` is the total size of all files before it, in bytes."""
        problems, more_problems, ids, rejected = list[Problem](), 0, list[str](), 0
        for item in read(path, self._job.vocabulary, self._job.reading, lambda done: self._advance(start + done)):
            if isinstance(item, Problem):
                problem = item
                rejected = rejected or 1  # all these problems of a file count as one rejected summary
            elif (other := self._file_of.get(item.id)) is not None:
                what = f'the id "{item.id}" is taken by {other}'
                problem = Problem(str(path), None, what, "rename one of the files, or give another id")
                rejected += 1
            else:
                self._file_of[item.id] = path
                if len(ids) <= _MAX_STORED_IDS:
                    ids.append(item.id)
                yield item
                continue
            if len(problems) < _MAX_PROBLEMS:
                problems.append(problem)
            else:
                more_problems += 1
        self._rejected += rejected
        self.problems += problems
        if more_problems:
            name = self._job.reading.name(path)
            self.problems.append(Problem(name, None, f"{more_problems:,} more problems", "correct the others first"))
        if not rejected and len(ids) <= _MAX_STORED_IDS:
            self.states.record(path, ids)
