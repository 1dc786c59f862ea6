"""The ``searchapp`` command: build the index if there is none, then serve."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

from indexer import __version__
from indexer.cli.terminal import say
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import IndexBusy, IndexMissing, SummarySearchError
from indexer.ingest import pipeline, source_reader
from indexer.settings import Settings, default_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp.server.serve import check_address, host_and_port, serve

COULD_NOT = 3

_MISSING = "There is no index yet"
_PATIENCE = 120  # seconds


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
    help="Where the index is: a folder, or opensearch+http://HOST:PORT/NAME. "
    "[default: a folder of your user account; SUMMARY_SEARCH_INDEX]",
)
@click.option("--config", metavar="FILE", help="A TOML file of settings, read again at SIGHUP. [SUMMARY_SEARCH_CONFIG]")
@click.version_option(__version__, prog_name="searchapp")
def main(**options: Any) -> None:
    """Serve the search page and the API.

    Where there is no index yet, it is built first, from the folder "corpus" here if there is one, else from the
    shipped corpus; where it was built from that and that has changed, it is built anew.

    SIGTERM lets the requests that are being answered finish. SIGHUP takes over what has changed in --config.
    """
    try:
        settings = Settings.load(**options)
        check_address(settings)
        summaries = _prepare(settings)
    except (SummarySearchError, OSError) as error:
        say(f"searchapp: {error}", err=True)
        sys.exit(COULD_NOT)
    address = f"http://{host_and_port(settings)}/"
    serve(
        settings,
        ready=lambda: say(f"Serving {summaries} summaries on {address} (Ctrl-C stops)"),
        reload_settings=lambda: Settings.load(**options),
    )


def _prepare(settings: Settings) -> int:
    """Build the index where that is needed, and return how many summaries it holds.

    Nothing of the index stays open: what is open here would be inherited by every worker, and kept for good.
    """
    engine = engine_for(settings)
    patience = time.monotonic() + _PATIENCE
    while True:
        missing = False
        try:
            reason = _reason_to_build(settings, engine)
            missing = reason == _MISSING
            if reason is not None:
                _build(settings, engine, reason)
            return engine.snapshot().generation.summaries
        except IndexBusy:
            # Somebody else is building: what is there is served meanwhile, and what is not there waited for.
            if not missing or time.monotonic() > patience:
                raise
            time.sleep(0.5)


def _build(settings: Settings, engine: Engine, reason: str) -> None:
    say(f"{reason}: building it from {settings.corpus} ...")
    try:
        report = pipeline.rebuild(engine, load_vocabulary(settings.vocabulary_folder()), (settings.corpus,))
    except (SummarySearchError, OSError) as error:
        if reason == _MISSING:
            raise
        say(f"searchapp: {error}; the index that is there is served", err=True)
        return
    for problem in report.problems:
        say(str(problem), err=True)
    say(f"Indexed {report.indexed} summaries in {report.seconds:.1f} s into {engine.location()}")


def _reason_to_build(settings: Settings, engine: Engine) -> str | None:
    """Return why the index must be built before serving; None where it can be served as it is."""
    try:
        generation = engine.snapshot().generation
    except IndexMissing:
        return _MISSING
    corpus = settings.corpus
    if corpus != default_corpus() or generation.source != source_reader.source_name((corpus,)):
        return None  # somebody chose what to index, and says when
    vocabulary = load_vocabulary(settings.vocabulary_folder())
    if (
        generation.source_digest == source_reader.source_digest((corpus,))
        and generation.vocabulary_fingerprint == vocabulary.fingerprint
    ):
        return None
    return "The corpus has changed since the index was built"
