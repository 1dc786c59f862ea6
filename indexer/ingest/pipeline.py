"""Folders and files -> summaries -> engine -> a report. Rebuild and update make a new generation; check makes none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.engines.protocols import Engine, Generation, Snapshot, Writer
from indexer.errors import IndexUnavailable, Problem, RebuildNeeded
from indexer.ingest.source_reader import Intake, Progress, source_name
from indexer.ingest.worker_pool import cores, prepared
from indexer.summaries.readers import DEFAULT_READING, ReadingOptions
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

_WORTH_PROCESSES = 2_000_000  # bytes of files: of fewer, starting others takes longer than they save
_MOST = "most summaries are new, changed or gone"


@dataclass(frozen=True, slots=True)
class UpdateCounts:
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
    changes: UpdateCounts | None = None
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
    reading: ReadingOptions = DEFAULT_READING,
) -> Report:
    """Put a new generation of the summaries in ``sources`` in the place of the old one.

    The work is shared by so many ``processes``; where none are asked for, by one a core, and a small collection by
    this one alone. What comes out is the same.

    What cannot be read is reported and left out. Raises NothingToIndex where nothing can be read (an empty index
    is never put in the place of a full one), IndexBusy, NotAnIndex, SummarySearchError (a process was ended) or
    OSError; the old generation then stays.
    """
    intake = Intake(sources, vocabulary, reading)  # looks at all files: what changes from now on counts
    with engine.writer(vocabulary) as writer:
        work = _add(writer, engine, _dated(intake, engine), vocabulary, processes or _processes(intake.size))
        for done in work:
            intake.tell(progress, done)
        intake.check_accepted()
        files = intake.inventory
        return _report(intake, writer.commit(source_name(sources, reading), files.digest, files.to_bytes()))


def update(
    engine: Engine,
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None = None,
    *,
    processes: int | None = None,
    reading: ReadingOptions = DEFAULT_READING,
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
    reading: ReadingOptions,
) -> Report:
    """Return the report of an update. Raises RebuildNeeded."""
    with engine.updater(vocabulary) as updater:
        known = updater.digests()
        intake = Intake(sources, vocabulary, reading, progress, known, updater.files())
        files, name = intake.inventory, source_name(sources, reading)
        new, gone = _differences(intake, known)
        intake.check_accepted()
        changes = _changes(new, gone, len(known))
        generation = updater.generation
        if new or gone or (generation.source, generation.source_digest) != (name, files.digest):
            updater.keep_all_but(gone)
            size = sum(len(summary.text) for summary in new)
            for _ in _add(updater, engine, _dated(new, engine), vocabulary, processes or _processes(size)):
                pass
            generation = updater.commit(name, files.digest, files.to_bytes())
    return _report(intake, generation, changes)


def _differences(intake: Intake, known: Mapping[str, bytes]) -> tuple[list[Summary], set[str]]:
    """Return the summaries that are not as they are known, and the ids of those that are known in another way or gone.

    Raises RebuildNeeded where either are more than half of what is known: a rebuild takes little longer then, and the
    new ones are kept in memory meanwhile.
    """
    new: list[Summary] = []
    gone = set(known)
    for summary in intake:
        if known.get(summary.id) == digest(summary):
            gone.remove(summary.id)
        else:
            new.append(summary)
            if 2 * len(new) > len(known):
                raise RebuildNeeded(_MOST)
    gone -= intake.unread
    if 2 * len(gone) > len(known):
        raise RebuildNeeded(_MOST)
    return new, gone


def _changes(new: Sequence[Summary], gone: Collection[str], known: int) -> UpdateCounts:
    changed = sum(summary.id in gone for summary in new)
    return UpdateCounts(len(new) - changed, changed, len(gone) - changed, known - len(gone))


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
        since = before.updated if before and summary.is_same_source_as(before) else None
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
    reading: ReadingOptions = DEFAULT_READING,
) -> Report:
    """Read the summaries in ``sources`` as :func:`rebuild` does, and index nothing; look at each, with its file."""
    intake = Intake(sources, vocabulary, reading, progress)
    for summary in intake:
        if look_at:
            look_at(summary, intake.file)
    return _report(intake)


def _report(intake: Intake, generation: Generation | None = None, changes: UpdateCounts | None = None) -> Report:
    return Report(
        read=intake.accepted + intake.rejected,
        indexed=intake.accepted,
        problems=tuple(intake.problems),
        passed_over=intake.passed_over,
        seconds=intake.seconds,
        generation=generation,
        changes=changes,
    )
