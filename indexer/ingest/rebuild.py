"""Rebuild: read, tag and index all summaries into a new generation."""

from __future__ import annotations

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
    """Index all summaries of the job into a new generation, and make it the current one.

    Unreadable files and summaries are reported and left out. The number of processes doesn't change the index.

    Raises NothingToIndex if no summary can be read (an empty index never replaces a full one), IndexBusy, NotAnIndex,
    SummarySearchError (a worker process died) or OSError. In all these cases the current generation stays.
    """
    reader = SourceReader(job)  # records the state of all files first, so that an update notices later changes
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
    """Tag and add the summaries, with the time of their last change. After each batch, yield the number added so far.

    ``size`` is the approximate size of the summaries in bytes. It determines the default number of processes.
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
    """Yield the summaries with ``updated`` set: the time in the index if the source is unchanged, else now."""
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
    except Exception:  # a damaged index may raise anything, and a rebuild repairs it
        return None
