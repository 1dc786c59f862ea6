"""The ``searchapp`` command: build the index if there is none, then serve."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer import __version__, indexing
from indexer.engines import open_engine
from indexer.engines.base import Engine
from indexer.errors import IndexMissing, IndexOutdated, SummarySearchError
from indexer.language.vocabulary import load_vocabulary
from indexer.settings import Settings, default_corpus
from searchapp import serving

COULD_NOT = 3


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: searchapp --port 8080 --index my-index\n\n"
    "Exit codes: 0 stopped by a signal; 2 wrong usage; 3 it could not be started.",
)
@click.option("--host", help="Address to listen on. [default: 127.0.0.1; SUMMARY_SEARCH_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port. [default: 8000; SUMMARY_SEARCH_PORT]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. [default: 2; SUMMARY_SEARCH_WORKERS]")
@click.option(
    "--index",
    metavar="PATH",
    help="Where the index is. [default: a folder of your user account; SUMMARY_SEARCH_INDEX]",
)
@click.version_option(__version__, prog_name="searchapp")
def main(host: str | None, port: int | None, workers: int | None, index: str | None) -> None:
    """Serve the search page and the API.

    Where there is no index yet, it is built first, from the folder "corpus" here if there is one, else from the
    shipped corpus; where it was built from that and that has changed, it is built anew.
    """
    try:
        settings = Settings.load(host=host, port=port, workers=workers, index=index)
        serving.check_address(settings)
        engine = open_engine(settings.index)
        _build_if_needed(settings, engine)
        summaries = engine.snapshot().generation.summaries
    except (SummarySearchError, OSError) as error:
        click.echo(f"searchapp: {error}", err=True)
        sys.exit(COULD_NOT)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}/"
    serving.serve(settings, lambda: click.echo(f"Serving {summaries} summaries on {address} (Ctrl-C stops)"))


def _build_if_needed(settings: Settings, engine: Engine) -> None:
    reason = _reason_to_build(settings, engine)
    if reason is None:
        return
    click.echo(f"{reason}: building it from {settings.corpus} ...")
    terms = load_vocabulary(settings.vocabulary_folder())
    report = indexing.rebuild(engine, terms, (settings.corpus,))
    for problem in report.problems:
        click.echo(str(problem), err=True)
    click.echo(f"Indexed {report.indexed} summaries in {report.seconds:.1f} s into {engine.location()}")


def _reason_to_build(settings: Settings, engine: Engine) -> str | None:
    """Return why the index must be built before serving; None where it can be served as it is."""
    try:
        generation = engine.snapshot().generation
    except IndexMissing:
        return "There is no index yet"
    except IndexOutdated:
        return "The index was made by another version"
    corpus: Path = settings.corpus
    if corpus != default_corpus() or generation.source != indexing.source_name((corpus,)):
        return None  # somebody chose what to index, and says when
    vocabulary = load_vocabulary(settings.vocabulary_folder())
    if (
        generation.source_digest == indexing.source_digest((corpus,))
        and generation.vocabulary_fingerprint == vocabulary.fingerprint
    ):
        return None
    return "The corpus has changed since the index was built"
