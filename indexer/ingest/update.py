"""Update: read, tag and index only new and changed summaries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from indexer.engines.protocols import Engine
from indexer.errors import RebuildNeeded
from indexer.ingest.job import IngestJob, Report, UpdateCounts
from indexer.ingest.rebuild import add_summaries, rebuild
from indexer.ingest.source_reader import SourceReader, source_name
from indexer.summaries.summary import Summary, digest

_MOST_CHANGED = "most summaries are new, changed or gone"


def update(engine: Engine, job: IngestJob) -> Report:
    """Index only new and changed summaries. The content of the index is then the same as after a rebuild.

    If nothing has changed, no new generation is written. If the index cannot be updated or most summaries have changed,
    the index is rebuilt, and the report contains the reason. Raises the errors of :func:`rebuild`.
    """
    try:
        return _update(engine, job)
    except RebuildNeeded as error:
        return replace(rebuild(engine, job), rebuild_reason=error.message)


def _update(engine: Engine, job: IngestJob) -> Report:
    with engine.updater(job.vocabulary) as updater:
        digests = updater.digests()
        reader = SourceReader(job, job.progress, digests, updater.files())
        new, outdated = _differences(reader, digests)
        reader.require_summaries()
        states, name, generation = reader.states, source_name(job.sources, job.reading), updater.generation
        if new or outdated or (generation.source, generation.source_digest) != (name, states.digest):
            updater.keep_all_but(outdated)
            for _ in add_summaries(updater, engine, new, job, sum(len(summary.text) for summary in new)):
                pass
            generation = updater.commit(name, states.digest, states.to_bytes())
    return reader.report(generation, _counts(new, outdated, len(digests)))


def _differences(reader: SourceReader, digests: Mapping[str, bytes]) -> tuple[list[Summary], set[str]]:
    """Return the new and changed summaries, and the ids of the indexed summaries that have changed or are gone.

    Raises RebuildNeeded if the number of these summaries, or of these ids, is more than half of the number of indexed
    summaries. A rebuild then takes little longer than an update, and doesn't keep the new summaries in memory.
    """
    new: list[Summary] = []
    outdated = set(digests)
    for summary in reader:
        if digests.get(summary.id) == digest(summary):
            outdated.remove(summary.id)
        else:
            new.append(summary)
            if 2 * len(new) > len(digests):
                raise RebuildNeeded(_MOST_CHANGED)
    outdated -= reader.unread
    if 2 * len(outdated) > len(digests):
        raise RebuildNeeded(_MOST_CHANGED)
    return new, outdated


def _counts(new: Sequence[Summary], outdated: Collection[str], indexed: int) -> UpdateCounts:
    changed = sum(summary.id in outdated for summary in new)
    return UpdateCounts(len(new) - changed, changed, len(outdated) - changed, indexed - len(outdated))
