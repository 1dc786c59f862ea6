"""Files that are saved -> an index that is up to date, for as long as somebody edits.

What tells that something has changed may tell too much (temporary files of editors), too little (a folder that was
removed and made anew is another one for the system), or too soon (half a file). So it only tells when to look: each
look is an update, which finds out by itself what has changed, and does nothing where nothing has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.engines.protocols import Engine
from indexer.errors import (
    IndexBusy,
    InvalidVocabulary,
    NotAnIndex,
    NothingToIndex,
    Problem,
    SummarySearchError,
)
from indexer.ingest import pipeline
from indexer.ingest.pipeline import Report
from indexer.summaries.readers import DEFAULT_READING, ReadingOptions
from indexer.vocabulary.loader import load_vocabulary

_TICK = 300  # milliseconds between looks at whether the folders are still the same
_STEP = 100  # milliseconds without a change, after which what was saved together is looked at
_LONGEST = 1_000  # milliseconds that changes are waited for to end
_TEMPORARY = (".swp", ".swx", ".swo", ".tmp", ".temp", ".bak", ".part", ".crdownload", ".lock")

Changes = frozenset[Path]


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking once: the files that were said to have changed, and the report of the update.

    ``report`` is None where none could be made; ``problems`` are those that were not there at the last look, whatever
    they are of; ``mended`` counts those that are gone. ``note`` says what stands in the way, the first time, and
    ``resumed`` that it does no longer.
    """

    files: tuple[Path, ...]
    report: Report | None
    problems: tuple[Problem, ...] = ()
    mended: int = 0
    note: str | None = None
    resumed: bool = False

    @property
    def has_changed(self) -> bool:
        """Whether the index has."""
        if self.report is None:
            return False
        changes = self.report.changes
        return changes is None or bool(changes.added or changes.changed or changes.removed)

    @property
    def is_news(self) -> bool:
        """Whether something is to be told."""
        return self.has_changed or bool(self.problems or self.mended or self.note) or self.resumed


def watch(
    engine: Engine, sources: Sequence[Path], vocabulary: Path, reading: ReadingOptions = DEFAULT_READING
) -> Generator[Look, None, None]:
    """Update the index whenever something in ``sources`` or the folder ``vocabulary`` changes; yield each look.

    The first look is at once. Ends never; raises InvalidVocabulary and NotAnIndex at the first look, and
    SummarySearchError where files cannot be watched here.
    """
    needed = tuple(source / "summaries" if (source / "summaries").is_dir() else source for source in sources)
    watcher = _Watcher(engine, sources, vocabulary, needed, reading)
    for changes in _changes((*needed, vocabulary)):
        look = watcher.look(changes)
        if look is not None:
            yield look


class _Watcher:
    """Remembers what was told last, and whether a look is due."""

    def __init__(
        self, engine: Engine, sources: Sequence[Path], folder: Path, needed: Sequence[Path], reading: ReadingOptions
    ) -> None:
        self._engine = engine
        self._sources = sources
        self._folder = folder
        self._needed = needed
        self._reading = reading
        self._terms = load_vocabulary(folder)
        self._told: set[Problem] = set()
        self._note: str | None = None
        self._waiting: Changes = frozenset()
        self._due = False

    def look(self, changes: Changes | None) -> Look | None:
        """Update the index where something has changed (None: something may have), or where it could not be before."""
        self._due = self._due or changes is None or bool(changes)
        self._waiting |= changes or frozenset()
        if not self._due:
            return None
        files, report, note = tuple(sorted(self._waiting)), None, None
        problems: list[Problem] = []
        gone = [path for path in self._needed if not path.exists()]
        try:
            if gone:
                note = f"{gone[0]} is not there; the index is left as it is until it is back"
            else:
                self._due = False
                problems += self._read_terms()
                report = pipeline.update(self._engine, self._terms, self._sources, reading=self._reading)
                problems += report.problems
        except IndexBusy as error:
            self._due, note = True, str(error)  # at the next tick again
        except NotAnIndex:
            raise
        except NothingToIndex as error:
            problems += error.problems
            note = str(error)
        except (SummarySearchError, OSError) as error:
            note = str(error)
        if not self._due:
            self._waiting = frozenset()
        return self._look(files, report, problems, note)

    def _look(
        self, files: tuple[Path, ...], report: Report | None, problems: Sequence[Problem], note: str | None
    ) -> Look:
        """Return the look, without what was told before."""
        known, self._told = self._told, set(problems) if report or problems else self._told
        look = Look(
            files,
            report,
            tuple(problem for problem in problems if problem not in known),
            len(known - self._told),
            note if note != self._note else None,
            self._note is not None and note is None,
        )
        self._note = note
        return look

    def _read_terms(self) -> tuple[Problem, ...]:
        """Take the terms as they are now; where they are broken, those from before are kept."""
        try:
            terms = load_vocabulary(self._folder)
        except InvalidVocabulary as error:
            return error.problems
        if terms.fingerprint != self._terms.fingerprint:
            self._terms = terms
        return ()


def _changes(places: Sequence[Path]) -> Iterator[Changes | None]:
    """Yield the paths that have changed, an empty set at each tick, and None where anything may have."""
    watch = _library()
    known: dict[Path, tuple[int, int]] = {}
    while True:
        before, known = known, _identities(places)
        if known == before:  # nothing to be watched yet
            yield frozenset()
            time.sleep(_TICK / 1000)
            continue
        if not known:
            yield None
            continue
        fresh = True
        # The watch begins before the first look, so that nothing falls between.
        for found in watch(
            *known,
            watch_filter=None,
            step=_STEP,
            debounce=_LONGEST,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            paths = frozenset(path for _, name in found if _counts(path := Path(name)))
            yield None if fresh else paths
            fresh = False
            if _identities(places) != known:
                break


def _library() -> Callable[..., Iterator[set[tuple[Any, str]]]]:
    try:
        from watchfiles import watch
    except ImportError:
        raise SummarySearchError(
            "watching files needs the library watchfiles", "run: pip install 'summary-search[watch]'"
        ) from None
    return watch


def _identities(places: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return those of the places that are there, with what tells each from another one made in its stead."""
    found = {}
    for place in places:
        try:
            about = place.stat()
        except OSError:
            continue
        found[place] = about.st_dev, about.st_ino if place.is_dir() else 0  # editors put a new file in a file's place
    return found


def _counts(path: Path) -> bool:
    """Whether a change there can matter: not of hidden files, nor of those that editors make beside the one edited."""
    name = path.name
    return not (name.startswith((".", "#")) or name.endswith("~") or path.suffix.lower() in _TEMPORARY)
