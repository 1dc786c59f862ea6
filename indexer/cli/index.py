"""The commands ``indexer rebuild`` and ``indexer update``."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from indexer.cli.dry_run import print_dry_run
from indexer.cli.options import (
    Command,
    index_option,
    json_option,
    paths_argument,
    places,
    reading,
    reading_options,
    vocabulary_option,
)
from indexer.cli.program import EPILOG, print_report, stop
from indexer.cli.progress import ProgressDisplay
from indexer.cli.vocabularies import choose_vocabulary
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import IndexUnavailable
from indexer.ingest.dry_run import Ingest, dry_run
from indexer.ingest.index_diff import pinned_queries, read_queries
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.settings import Settings

_dry_run_option = click.option(
    "--dry-run",
    "is_dry_run",
    is_flag=True,
    help="Write nothing. Print the changes that the command would make to the summaries, to the facet counts and to "
    "the first ten results of the fixed queries (see --queries).",
)
_queries_option = click.option(
    "--queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --dry-run: file with the fixed queries whose results are compared, one query per line. "
    "[default: queries.txt in the source folder or in its parent folder]",
)


def _ingest_options(command: Command) -> Command:
    command = _dry_run_option(_queries_option(index_option(vocabulary_option(json_option(command)))))
    return paths_argument(reading_options(command))


@click.command("rebuild", epilog=f"Example: indexer rebuild my-summaries/ --index my-index\n\n{EPILOG}")
@_ingest_options
def rebuild_command(**options: Any) -> None:
    """Build a complete new index from the summaries in PATHS, and replace the current index by it.

    PATHS are files, folders, or "-" for standard input. The default is the setting SUMMARY_SEARCH_CORPUS. Without this
    setting, it is the folder "corpus" in the current folder, provided that "corpus/summaries" exists. Otherwise, it is
    the corpus that comes with the program.
    Searches use the old index during the rebuild, and the new index after it. Files that cannot be read are reported
    and left out.
    """
    _ingest(rebuild, **options)


@click.command("update", epilog=f"Example: indexer update my-summaries/ --index my-index\n\n{EPILOG}")
@_ingest_options
def update_command(**options: Any) -> None:
    """Give the index the same content as a rebuild from PATHS, but index only new and changed summaries.

    PATHS are the same as for "indexer rebuild". Summaries that are no longer in PATHS are removed from the index.

    The command makes a complete rebuild instead if there is no index, if the index is damaged or has the format of
    another version, or if the vocabulary has changed. It also does so if more than half of the indexed summaries were
    changed or removed, or if as many were changed or added. In an index folder, about every 32nd update is a complete
    rebuild as well (SUMMARY_SEARCH_SEGMENTS).
    """
    _ingest(update, **options)


def _ingest(
    ingest: Ingest,
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    is_dry_run: bool,
    queries: Path | None,
    index: str | None,
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Run ``ingest`` (``rebuild`` or ``update``) or a dry run of it, and print the report."""
    if queries and not is_dry_run:
        raise click.UsageError("--queries needs --dry-run")
    settings = Settings.load(index=index, vocabulary=vocabulary_folder)
    sources = paths or (settings.corpus,)
    engine = engine_for(settings)
    chosen = choose_vocabulary(settings, sources)
    chosen.print_warnings()
    with reading(sources, from_format, columns) as options, ProgressDisplay(as_json, "Writing the index") as progress:
        job = IngestJob(sources, chosen.vocabulary, options, progress)
        if is_dry_run:
            pinned = read_queries(queries) if queries else pinned_queries(places(sources))
            print_dry_run(dry_run(ingest, engine, job, pinned), as_json, chosen)
        with _state_reported_at_ctrl_c(engine):
            report = ingest(engine, job)
    print_report(report, as_json, f"Index: {engine.location()}", chosen)


@contextmanager
def _state_reported_at_ctrl_c(engine: Engine) -> Iterator[None]:
    """If Ctrl-C interrupts the block, report whether the index is the old index or the new index, and exit."""
    before = _version(engine)
    try:
        yield
    except KeyboardInterrupt:
        same = _version(engine) == before
        stop("the index was left as it was" if same else "the new index is in place already")


def _version(engine: Engine) -> str | None:
    try:
        return engine.snapshot().generation.version
    except IndexUnavailable:
        return None
