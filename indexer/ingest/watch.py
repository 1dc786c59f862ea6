"""Continuous updates: the index is updated whenever an editor saves a file.

A file system event can occur without a change, because editors write temporary files. It can be missing, because the
system doesn't watch a folder that was removed and created again. It can come too early, when a file is only half
written. Therefore an event only triggers an update. The update detects all changes and does nothing if there are none.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.engines.protocols import Engine
from indexer.errors import IndexBusy, InvalidVocabulary, NotAnIndex, NothingToIndex, Problem, SummarySearchError
from indexer.ingest.job import IngestJob, Report
from indexer.ingest.update import update
from indexer.vocabulary.loader import load_vocabulary

_POLL = 300  # milliseconds between two checks whether a folder was created again
_QUIET = 100  # milliseconds; after a pause of this length, all collected events are handled together
_MAX_WAIT = 1_000  # milliseconds; after this time, collected events are handled even without a pause
_TEMPORARY_SUFFIXES = (".swp", ".swx", ".swo", ".tmp", ".temp", ".bak", ".part", ".crdownload", ".lock")

ChangedPaths = frozenset[Path]


@dataclass(frozen=True, slots=True)
class WatchUpdate:
    """The result of one update by ``watch``.

    ``files`` are the paths with events. ``report`` is None if the update failed. ``problems`` lists the new problems,
    and ``solved`` is the number of earlier problems that are solved. ``note`` is the reason if the update failed. It is
    None if the previous update failed for the same reason. ``resumed`` is True if the previous update failed and this
    update succeeded.
    """

    files: tuple[Path, ...]
    report: Report | None
    problems: tuple[Problem, ...] = ()
    solved: int = 0
    note: str | None = None
    resumed: bool = False

    @property
    def index_changed(self) -> bool:
        """True if the update changed the index."""
        if self.report is None:
            return False
        changes = self.report.changes
        return changes is None or bool(changes.added or changes.changed or changes.removed)

    @property
    def is_news(self) -> bool:
        """True if the result contains new information to print."""
        return self.index_changed or bool(self.problems or self.solved or self.note) or self.resumed


def watch(engine: Engine, job: IngestJob, vocabulary_folder: Path) -> Generator[WatchUpdate, None, None]:
    """Update the index when a source or the vocabulary changes, and yield the result of each update.

    The first update runs immediately. The generator never ends. Raises SummarySearchError if the library watchfiles is
    missing. Raises NotAnIndex.
    """
    folders = tuple(source / "summaries" if (source / "summaries").is_dir() else source for source in job.sources)
    watcher = _Watcher(engine, job, vocabulary_folder, folders)
    for paths in _changes((*folders, vocabulary_folder)):
        result = watcher.handle(paths)
        if result is not None:
            yield result


class _Watcher:
    """A runner of updates. It stores the last reported problems and note, so that they are not reported again."""

    def __init__(self, engine: Engine, job: IngestJob, vocabulary_folder: Path, required: Sequence[Path]) -> None:
        self._engine = engine
        self._job = job
        self._vocabulary_folder = vocabulary_folder
        self._required = required
        self._problems: set[Problem] = set()
        self._note: str | None = None
        self._paths: ChangedPaths = frozenset()
        self._due = False

    def handle(self, paths: ChangedPaths | None) -> WatchUpdate | None:
        """Run an update and return the result. Return None if no update is needed.

        An update is needed if ``paths`` is not empty, or if the last update must be repeated. It is also needed if
        ``paths`` is None, because then any path may have changed.
        """
        self._due = self._due or paths is None or bool(paths)
        self._paths |= paths or frozenset()
        if not self._due:
            return None
        files, report, note = tuple(sorted(self._paths)), None, None
        problems: list[Problem] = []
        try:
            if missing := [path for path in self._required if not path.exists()]:
                note = f"{missing[0]} is missing; the index is left as it is until it is back"
            else:
                self._due = False
                problems += self._reload_vocabulary()
                report = update(self._engine, self._job)
                problems += report.problems
        except NotAnIndex:
            raise
        except IndexBusy as error:
            self._due, note = True, str(error)  # the update is repeated at the next poll
        except NothingToIndex as error:
            problems += error.problems
            note = str(error)
        except (SummarySearchError, OSError) as error:
            note = str(error)
        if not self._due:
            self._paths = frozenset()
        return self._result(files, report, problems, note)

    def _result(
        self, files: tuple[Path, ...], report: Report | None, problems: Sequence[Problem], note: str | None
    ) -> WatchUpdate:
        """Return the result without the problems and the note that were reported before."""
        known, self._problems = self._problems, set(problems) if report or problems else self._problems
        last_note, self._note = self._note, note
        return WatchUpdate(
            files,
            report,
            tuple(problem for problem in problems if problem not in known),
            len(known - self._problems),
            note if note != last_note else None,
            last_note is not None and note is None,
        )

    def _reload_vocabulary(self) -> tuple[Problem, ...]:
        """Load the vocabulary again. If the files are invalid, keep the old vocabulary and return the problems."""
        try:
            vocabulary = load_vocabulary(self._vocabulary_folder)
        except InvalidVocabulary as error:
            return error.problems
        if vocabulary.fingerprint != self._job.vocabulary.fingerprint:
            self._job = replace(self._job, vocabulary=vocabulary)
        return ()


def _changes(places: Sequence[Path]) -> Iterator[ChangedPaths | None]:
    """Yield the changed paths after events. Yield an empty set at each poll without events.

    Yield None if any path may have changed. Raises SummarySearchError if the library watchfiles is missing.
    """
    try:
        from watchfiles import watch as watch_files
    except ImportError:
        remedy = "run: pip install 'summary-search[watch]'"
        raise SummarySearchError("watching files needs the library watchfiles", remedy) from None
    identities: dict[Path, tuple[int, int]] = {}
    while True:
        last, identities = identities, _identities(places)
        if identities == last:  # no place exists
            yield frozenset()
            time.sleep(_POLL / 1000)
            continue
        if not identities:
            yield None
            continue
        first = True
        # The watch starts before the first update, so that no change between the two is missed.
        for events in watch_files(
            *identities,
            watch_filter=None,
            step=_QUIET,
            debounce=_MAX_WAIT,
            rust_timeout=_POLL,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            paths = frozenset(path for _, name in events if _is_relevant(path := Path(name)))
            yield None if first else paths
            first = False
            if _identities(places) != identities:
                break


def _identities(places: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return the device and inode of each existing place. A folder that was created again has a different inode."""
    identities = {}
    for place in places:
        try:
            status = place.stat()
        except OSError:
            continue
        # Editors save a file by replacing it, so the inode of a file is not used.
        identities[place] = status.st_dev, status.st_ino if place.is_dir() else 0
    return identities


def _is_relevant(path: Path) -> bool:
    """Return False for hidden files and for the temporary files of editors."""
    name = path.name
    return not (name.startswith((".", "#")) or name.endswith("~") or path.suffix.lower() in _TEMPORARY_SUFFIXES)
