"""Rebuild: read, tag and index all summaries into a new generation."""

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace

from indexer.engines.protocols import Engine, Snapshot, Writer
from indexer.errors import IndexUnavailable
from indexer.ingest.job import IngestJob, Report
from indexer.ingest.source_reader import SourceReader, source_name
from indexer.ingest.worker_pool import cores, prepare_summaries
from indexer.summaries.summary import Summary

_MIN_BYTES_FOR_POOL = 2_000_000  # below this size, worker processes take more time to start than they save


def rebuild(engine: Engine, job: IngestJob) -> Report:
    """Index all summaries of the job into a new generation. The new generation becomes the current generation.

    Unreadable files and summaries are reported and left out. The content of the index doesn't depend on the number of
    processes.

    Raises NothingToIndex if no summary can be read, so that an empty index never replaces a full index. Raises
    SummarySearchError if a worker process dies. Also raises IndexBusy, NotAnIndex and OSError. After each of these
    errors, the current generation is unchanged.
    """
    reader = SourceReader(job)  # reads the state of all files first, so that the next update detects later changes
    with engine.writer(job.vocabulary) as writer:
        for added in add_summaries(writer, engine, reader, job, reader.size):
            reader.report_progress(job.progress, added)
        reader.require_summaries()
        states = reader.states
        generation = writer.commit(source_name(job.sources, job.reading), states.digest, states.to_bytes())
        return reader.report(generation)


def add_summaries(
    writer: Writer, engine: Engine, summaries: Iterable[Summary], job: IngestJob, size: int
) -> Iterator[int]:
    """Tag the summaries and add them to the writer. After each batch, yield the number of summaries added so far.

    ``updated`` of each summary is set to the time of its last change. ``size`` is the approximate size of the summaries
    in bytes. The default number of processes depends on ``size``.
    """
    processes = job.processes or (cores() if size >= _MIN_BYTES_FOR_POOL else 1)
    dated = _dated(summaries, engine, job)
    added = 0
    with closing(prepare_summaries(dated, job.vocabulary, engine.prepare, processes)) as batches:
        for count, prepared in batches:
            writer.add_prepared(prepared)
            added += count
            yield added


def _dated(summaries: Iterable[Summary], engine: Engine, job: IngestJob) -> Iterator[Summary]:
    """Yield the summaries with ``updated``: the stored time if the source is unchanged, else the current time."""
    now, snapshot = job.clock().isoformat(timespec="seconds"), None
    with suppress(IndexUnavailable):
        snapshot = engine.snapshot()
    for summary in summaries:
        indexed = _indexed(summary.id, snapshot) if snapshot else None
        date = indexed.updated if indexed and summary.is_same_source_as(indexed) else None
        yield replace(summary, updated=date or now)


def _indexed(summary_id: str, snapshot: Snapshot) -> Summary | None:
    try:
        return snapshot.summary(summary_id)
    except Exception:  # a damaged index may raise any exception, but a rebuild must replace it
        return None
