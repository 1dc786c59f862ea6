"""The ``searchapp`` command: build the index if necessary, then serve."""

import sys
import time
from typing import Any

import click

from indexer import __version__
from indexer.cli.options import index_option
from indexer.cli.program import COULD_NOT
from indexer.cli.terminal import say
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import IndexBusy, IndexMissing, SummarySearchError
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.source_reader import source_digest, source_name
from indexer.settings import Settings, default_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp.server.serve import check_address, host_and_port, serve

_MISSING = "There is no index yet"
_MAX_WAIT = 120  # seconds to wait for another process that builds the index


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: searchapp --port 8080 --index my-index\n\n"
    "Exit codes: 0 stopped by Ctrl-C or SIGTERM; 2 invalid command line; 3 the server could not start, and the message "
    "names the cause.",
)
@click.option("--host", help="Address to listen on. [default: 127.0.0.1; SUMMARY_SEARCH_HOST]")
@click.option("--port", type=click.IntRange(1, 65535), help="TCP port. [default: 8000; SUMMARY_SEARCH_PORT]")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Number of worker processes. [default: 2; SUMMARY_SEARCH_WORKERS]"
)
@index_option
@click.option(
    "--config", metavar="FILE", help="TOML file with settings. SIGHUP reloads it. [default: SUMMARY_SEARCH_CONFIG]"
)
@click.version_option(__version__, prog_name="searchapp")
def main(**options: Any) -> None:
    """Serve the search page and the API.

    If there is no index at its start, the command builds one. The summaries come from SUMMARY_SEARCH_CORPUS, or else
    from the folder "corpus" in the current folder if it contains a folder "summaries", or else from the corpus that
    comes with the program.

    At its start, the command also rebuilds an index of the default corpus (the folder "corpus" or the corpus that comes
    with the program) if these summaries or their vocabulary have changed since the index was built. It never rebuilds
    an index of other summaries.

    SIGTERM stops the server after the requests in progress. SIGHUP reloads the file of --config.
    """
    try:
        settings = Settings.load(**options)
        check_address(settings)
        summaries = _prepare_index(settings)
    except (SummarySearchError, OSError) as error:
        say(f"searchapp: {error}", err=True)
        sys.exit(COULD_NOT)
    address = f"http://{host_and_port(settings)}/"
    serve(
        settings,
        ready=lambda: say(f"Serving {summaries} summaries on {address} (Ctrl-C stops)"),
        reload_settings=lambda: Settings.load(**options),
    )


def _prepare_index(settings: Settings) -> int:
    """Build the index if necessary, and return its number of summaries.

    The function closes the index before it returns. Otherwise each worker would inherit the open files and never close
    them.
    """
    engine = engine_for(settings)
    wait_until = time.monotonic() + _MAX_WAIT
    while True:
        missing = False
        try:
            reason = _reason_to_build(settings, engine)
            missing = reason == _MISSING
            if reason is not None:
                _build(settings, engine, reason)
            return engine.snapshot().generation.summaries
        except IndexBusy:
            # Another process builds the first index, so wait for it. If an index exists, _build handles IndexBusy.
            if not missing or time.monotonic() > wait_until:
                raise
            time.sleep(0.5)


def _build(settings: Settings, engine: Engine, reason: str) -> None:
    say(f"{reason}: building it from {settings.corpus} ...")
    try:
        job = IngestJob((settings.corpus,), load_vocabulary(settings.vocabulary_folder()))
        report = rebuild(engine, job)
    except (SummarySearchError, OSError) as error:
        if reason == _MISSING:
            raise
        say(f"searchapp: {error}; the current index is served", err=True)
        return
    for problem in report.problems:
        say(str(problem), err=True)
    say(f"Indexed {report.indexed} summaries in {report.seconds:.1f} s into {engine.location()}")


def _reason_to_build(settings: Settings, engine: Engine) -> str | None:
    """Return the reason to build the index before serving, or None. Only the default corpus is rebuilt here."""
    try:
        generation = engine.snapshot().generation
    except IndexMissing:
        return _MISSING
    corpus = settings.corpus
    if corpus != default_corpus() or generation.source != source_name((corpus,)):
        return None
    fingerprint = load_vocabulary(settings.vocabulary_folder()).fingerprint
    if generation.source_digest == source_digest((corpus,)) and generation.vocabulary_fingerprint == fingerprint:
        return None
    return "The corpus has changed since the index was built"
