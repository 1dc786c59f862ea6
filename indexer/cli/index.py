"""The commands ``indexer rebuild`` and ``indexer update``."""

from __future__ import annotations

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
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import IndexUnavailable
from indexer.ingest.dry_run import Ingest, dry_run
from indexer.ingest.index_diff import pinned_queries, read_queries
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.settings import Settings
from indexer.vocabulary.loader import load_vocabulary

_dry_run_option = click.option(
    "--dry-run",
    "is_dry_run",
    is_flag=True,
    help="Print the changes to summaries, facet counts and hits of pinned queries, but write nothing.",
)
_queries_option = click.option(
    "--queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --dry-run: file of pinned queries, one per line. [default: queries.txt beside the folder summaries/]",
)

<<<<<<< HEAD

def _ingest_options(command: Command) -> Command:
    """Add the arguments and options of ``rebuild`` and ``update``."""
    command = _dry_run_option(_queries_option(index_option(vocabulary_option(json_option(command)))))
    return paths_argument(reading_options(command))
=======
def _dry_run_options(command: Command) -> Command:
    """Add ``--dry-run`` and ``--queries``."""
    queries = click.option(
        "--queries",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="With --dry-run: file with the fixed queries whose results are compared, one query per line. "
        "[default: queries.txt in the source folder or in its parent folder]",
    )
    dry = click.option(
        "--dry-run",
        "is_dry_run",
        is_flag=True,
        help="Write nothing. Print the changes that the command would make to the summaries, to the facet counts and "
        "to the first ten results of the fixed queries (see --queries).",
    )
    return dry(queries(command))
>>>>>>> docsB


@click.command("rebuild", epilog=f"Example: indexer rebuild my-summaries/ --index my-index\n\n{EPILOG}")
@_ingest_options
def rebuild_command(**options: Any) -> None:
    """Build a complete new index from the summaries in PATHS, and replace the current index by it.

    PATHS are files, folders, or "-" for standard input. The default is SUMMARY_SEARCH_CORPUS, or else the folder
    "corpus" in the current folder if it contains a folder "summaries", or else the corpus that comes with the program.
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
    another version, or if the vocabulary has changed. It does the same if more than half of the indexed summaries have
    changed or are gone, or if the new and changed summaries are more than half as many as the indexed ones. In an index
    folder, about every 32nd update is a complete rebuild as well (SUMMARY_SEARCH_SEGMENTS).
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
    """Run ``rebuild`` or ``update``, or the dry run of one, and print the report."""
    if queries and not is_dry_run:
        raise click.UsageError("--queries needs --dry-run")
    settings = Settings.load(index=index, vocabulary=vocabulary_folder)
    sources = paths or (settings.corpus,)
    engine = engine_for(settings)
    vocabulary = load_vocabulary(settings.vocabulary_folder(*places(sources)))
    with reading(sources, from_format, columns) as options, ProgressDisplay(as_json, "Writing the index") as progress:
        job = IngestJob(sources, vocabulary, options, progress)
        if is_dry_run:
            pinned = read_queries(queries) if queries else pinned_queries(places(sources))
            print_dry_run(dry_run(ingest, engine, job, pinned), as_json)
        with _state_reported_at_ctrl_c(engine):
            report = ingest(engine, job)
    print_report(report, as_json, f"Index: {engine.location()}")


@contextmanager
def _state_reported_at_ctrl_c(engine: Engine) -> Iterator[None]:
    """At Ctrl-C, report whether the index is the old or the new one."""
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
<<<<<<< HEAD
=======


@click.command(
    "check",
    epilog="Example: indexer check corpus --strict\n\n"
    f"Errors cause exit code 1. Warnings alone cause it only with --strict.\n\n{EPILOG}",
)
@paths_argument
@reading_options
@click.option("--strict", is_flag=True, help="Exit with code 1 also if there are only warnings.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(CHECK_FORMATS),
    default="text",
    show_default=True,
    help="Output format: text, json (the same as --json), or github (annotations that GitHub shows beside the lines of "
    "a change).",
)
@vocabulary_option
@json_option
def check_command(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    strict: bool,
    output_format: str,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Check the summaries in PATHS and the vocabulary, and print errors and warnings. Nothing is indexed.

    PATHS are the same as for "indexer rebuild". A summary with an error cannot be indexed; a summary with a warning
    can. Warnings report pairs of nearly equal texts, papers that several summaries cite, and figures without a
    citation.
    """
    settings = Settings.load(vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    output_format = "json" if as_json else output_format
    folder = settings.vocabulary_folder(*places(sources))
    try:
        terms = load_vocabulary(folder)
    except InvalidVocabulary as error:
        if output_format == "github":
            print_annotations("error", error.problems)
        raise
    with (
        reading(sources, from_format, columns) as options,
        ProgressDisplay(output_format == "json") as progress,
    ):
        result = check_sources(IngestJob(sources, terms, options, progress))
    print_check(result, output_format, f"Vocabulary: {len(terms)} concepts in {folder}", strict)


@click.command("status", epilog=f"Example: indexer status --json\n\n{EPILOG}")
@index_option
@click.option("--verify", is_flag=True, help="Read all files and all summaries of the index, and report damage.")
@click.option(
    "--coverage",
    "with_coverage",
    is_flag=True,
    help="Print the concepts that no summary has, and frequent terms of the texts that the vocabulary lacks.",
)
@json_option
def status_command(index: str | None, verify: bool, with_coverage: bool, as_json: bool) -> None:
    """Print the location of the current index, its version, its number of summaries and their source."""
    engine = engine_for(Settings.load(index=index))
    snapshot = engine.snapshot()
    if verify:
        snapshot.verify()
    counts = snapshot.search(All(), Filters(), "newest", 0, 0).counts
    in_use = {facet.field: len(counts[facet.name]) for facet in FACETS}
    generation = snapshot.generation
    if as_json:
        data = {"index": engine.location(), **asdict(generation), "program": __version__, "concepts_in_use": in_use}
        data |= {"verified": True} if verify else {}
        say_json(data | ({"coverage": coverage_json(measure_coverage(snapshot))} if with_coverage else {}))
        return
    say(f"Index:      {engine.location()}")
    say(f"Version:    {generation.version}, built {generation.built}; the program is {__version__}")
    say(f"Summaries:  {generation.summaries}, read from {generation.source}")
    say("In use:     " + ", ".join(f"{n} {field.replace('_', ' ')}" for field, n in in_use.items()))
    if verify:
        say("Verified:   no damage")
    if with_coverage:
        print_coverage(measure_coverage(snapshot))
>>>>>>> docsB
