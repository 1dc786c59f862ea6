"""Commands on the index: rebuild, update, check, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from indexer import indexing
from indexer.cli.program import (
    EPILOG,
    Progress,
    index_option,
    json_option,
    paths_argument,
    print_report,
    vocabulary_option,
)
from indexer.cli.sources import places, reading, reading_options
from indexer.cli.terminal import say, say_json
from indexer.engines import engine_for
from indexer.language.vocabulary import load_vocabulary
from indexer.queries.query import All, Filters
from indexer.settings import Settings
from indexer.summaries.facets import FACETS


@click.command(epilog=f"Example: indexer rebuild my-summaries/ --index my-index\n\n{EPILOG}")
@paths_argument
@reading_options
@index_option
@vocabulary_option
@json_option
def rebuild(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    index: str | None,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Read the summaries in PATHS (files, folders, "-") and put a new index in the place of the old one.

    Without PATHS: the folder "corpus" here if there is one, else the shipped corpus. Search goes on meanwhile,
    and shows the new index from the next request on. A file that cannot be read is reported and left out.
    """
    _index(indexing.rebuild, paths, from_format, columns, index, vocabulary, as_json)


@click.command(epilog=f"Example: indexer update my-summaries/ --index my-index\n\n{EPILOG}")
@paths_argument
@reading_options
@index_option
@vocabulary_option
@json_option
def update(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    index: str | None,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Make the index what a rebuild of PATHS would make it, but index only what has changed since.

    What PATHS no longer hold is taken out. Where there is no index yet, or the terms or most summaries have changed,
    or it was updated many times, it is made anew.
    """
    _index(indexing.update, paths, from_format, columns, index, vocabulary, as_json)


def _index(
    make: Callable[..., indexing.Report],
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    index: str | None,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    settings = Settings.load(index=index, vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    engine = engine_for(settings)
    with reading(sources, from_format, columns) as how, Progress(as_json) as progress:
        terms = load_vocabulary(settings.vocabulary_folder(*places(sources)))
        report = make(engine, terms, sources, progress, reading=how)
    print_report(report, as_json, f"Index: {engine.location()}")


@click.command(epilog=f"Example: indexer check corpus\n\n{EPILOG}")
@paths_argument
@reading_options
@vocabulary_option
@json_option
def check(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Read the summaries in PATHS and their vocabulary, say all that is wrong, and index nothing."""
    settings = Settings.load(vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    with reading(sources, from_format, columns) as how, Progress(as_json) as progress:
        folder = settings.vocabulary_folder(*places(sources))
        terms = load_vocabulary(folder)
        report = indexing.check(terms, sources, progress, reading=how)
    print_report(report, as_json, f"Vocabulary: {len(terms)} concepts in {folder}")


@click.command(epilog=f"Example: indexer status --json\n\n{EPILOG}")
@index_option
@click.option("--verify", is_flag=True, help="Read all of the index, and say where it is not as it was written.")
@json_option
def status(index: str | None, verify: bool, as_json: bool) -> None:
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
        known = {"index": engine.location(), **generation, "concepts_in_use": in_use}
        say_json({**known, "verified": True} if verify else known)
        return
    say(f"Index:      {engine.location()}")
    say(f"Version:    {generation['version']}, built {generation['built']}")
    say(f"Summaries:  {generation['summaries']}, read from {generation['source']}")
    say("In use:     " + ", ".join(f"{n} {field.replace('_', ' ')}" for field, n in in_use.items()))
    if verify:
        say("Verified:   everything is as it was written")
