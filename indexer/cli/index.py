"""Commands on the index: rebuild, update, check, status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer import __version__
from indexer.cli.coverage import coverage_json, print_coverage
from indexer.cli.differences import print_rehearsal
from indexer.cli.program import (
    EPILOG,
    Command,
    index_option,
    json_option,
    paths_argument,
    print_report,
    stop,
    vocabulary_option,
)
from indexer.cli.progress import Progress
from indexer.cli.sources import places, reading, reading_options
from indexer.cli.terminal import say, say_json
from indexer.cli.warnings import ANNOTATION_FORMATS, print_annotations, print_checked
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import IndexUnavailable, InvalidVocabulary
from indexer.ingest import checks, pipeline
from indexer.ingest.coverage import coverage
from indexer.ingest.dry_run import Make
from indexer.ingest.dry_run import dry_run as run_dry
from indexer.ingest.index_diff import pinned_queries, read_queries
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.settings import Settings
from indexer.summaries.facets import FACETS
from indexer.vocabulary.loader import load_vocabulary


def _dry_run_options(command: Command) -> Command:
    """Add ``--dry-run`` and ``--queries``."""
    queries = click.option(
        "--queries",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="With --dry-run: the pinned queries, one a line. [default: queries.txt beside the folder summaries/]",
    )
    dry_run = click.option(
        "--dry-run", is_flag=True, help="Only say what would change: summaries, facet counts, hits of pinned queries."
    )
    return dry_run(queries(command))


@click.command(epilog=f"Example: indexer rebuild my-summaries/ --index my-index\n\n{EPILOG}")
@paths_argument
@reading_options
@_dry_run_options
@index_option
@vocabulary_option
@json_option
def rebuild(**options: Any) -> None:
    """Read the summaries in PATHS (files, folders, "-") and put a new index in the place of the old one.

    Without PATHS: the folder "corpus" here if there is one, else the shipped corpus. Search goes on meanwhile,
    and shows the new index from the next request on. A file that cannot be read is reported and left out.
    """
    _index(pipeline.rebuild, **options)


@click.command(epilog=f"Example: indexer update my-summaries/ --index my-index\n\n{EPILOG}")
@paths_argument
@reading_options
@_dry_run_options
@index_option
@vocabulary_option
@json_option
def update(**options: Any) -> None:
    """Make the index what a rebuild of PATHS would make it, but index only what has changed since.

    What PATHS no longer hold is taken out. Where there is no index yet, or the terms or most summaries have changed,
    or it was updated many times, it is made anew.
    """
    _index(pipeline.update, **options)


def _index(
    make: Make,
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    dry_run: bool,
    queries: Path | None,
    index: str | None,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    if queries and not dry_run:
        raise click.UsageError("--queries goes with --dry-run")
    settings = Settings.load(index=index, vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    engine = engine_for(settings)
    terms = load_vocabulary(settings.vocabulary_folder(*places(sources)))
    with reading(sources, from_format, columns) as how, Progress(as_json, "Writing the index") as progress:
        if dry_run:
            pinned = read_queries(queries) if queries else pinned_queries(places(sources))
            found = run_dry(make, engine, terms, sources, pinned, progress, reading=how)
            print_rehearsal(found, as_json)
        with _told_where_stopped(engine):
            report = make(engine, terms, sources, progress, reading=how)
    print_report(report, as_json, f"Index: {engine.location()}")


@contextmanager
def _told_where_stopped(engine: Engine) -> Iterator[None]:
    """Say of what is stopped whether the index is the old or the new one: it is never anything else."""
    before = _version(engine)
    try:
        yield
    except KeyboardInterrupt:
        same = _version(engine) == before
        stop("the index was left as it was" if same else "the new index is in its place already")


def _version(engine: Engine) -> str | None:
    try:
        return engine.snapshot().generation.version
    except IndexUnavailable:
        return None


@click.command(
    epilog=f"Example: indexer check corpus --strict\n\nWarnings alone end with 0, with --strict with 1.\n\n{EPILOG}"
)
@paths_argument
@reading_options
@click.option("--strict", is_flag=True, help="Exit with 1 where there are warnings, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(ANNOTATION_FORMATS),
    default="text",
    show_default=True,
    help="text, json (as --json), or github: annotations for a workflow.",
)
@vocabulary_option
@json_option
def check(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    strict: bool,
    form: str,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Read the summaries in PATHS and their vocabulary, say all that is wrong, and index nothing.

    Warnings are given of summaries that are nearly the same, that cite the same paper, and that give figures without
    a source. They can be indexed all the same.
    """
    settings = Settings.load(vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    form = "json" if as_json else form
    folder = settings.vocabulary_folder(*places(sources))
    try:
        terms = load_vocabulary(folder)
    except InvalidVocabulary as error:
        if form == "github":
            print_annotations("error", error.problems)
        raise
    with reading(sources, from_format, columns) as how, Progress(form == "json") as progress:
        checked = checks.check(terms, sources, progress, reading=how)
    print_checked(checked, form, f"Vocabulary: {len(terms)} concepts in {folder}", strict)


@click.command(epilog=f"Example: indexer status --json\n\n{EPILOG}")
@index_option
@click.option("--verify", is_flag=True, help="Read all of the index, and say where it is not as it was written.")
@click.option(
    "--coverage",
    "covered",
    is_flag=True,
    help="Say, too, which concepts no summary holds, and which words the vocabulary may lack. Reads the texts.",
)
@json_option
def status(index: str | None, verify: bool, covered: bool, as_json: bool) -> None:
    """Say which index is current, what it holds, and what it was made of."""
    settings = Settings.load(index=index)
    engine = engine_for(settings)
    snapshot = engine.snapshot()
    if verify:
        snapshot.verify()
    counts = snapshot.search(All(), Filters(), "newest", 0, 0).counts
    in_use = {facet.field: len(counts[facet.name]) for facet in FACETS}
    generation = asdict(snapshot.generation)
    if as_json:
        known = {"index": engine.location(), **generation, "program": __version__, "concepts_in_use": in_use}
        known |= {"verified": True} if verify else {}
        say_json(known | ({"coverage": coverage_json(coverage(snapshot))} if covered else {}))
        return
    say(f"Index:      {engine.location()}")
    say(f"Version:    {generation['version']}, built {generation['built']}; the program is {__version__}")
    say(f"Summaries:  {generation['summaries']}, read from {generation['source']}")
    say("In use:     " + ", ".join(f"{n} {field.replace('_', ' ')}" for field, n in in_use.items()))
    if verify:
        say("Verified:   everything is as it was written")
    if covered:
        print_coverage(coverage(snapshot))
