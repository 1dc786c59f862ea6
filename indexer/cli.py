"""The ``indexer`` command: parse, call, print; nothing else.

Exit codes: 0 done; 1 done, with something rejected or nothing found; 2 wrong usage; 3 it could not be done.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from indexer import __version__, indexing, searching
from indexer.engines import open_engine
from indexer.errors import InvalidVocabulary, NothingToIndex, SummarySearchError
from indexer.language.vocabulary import Vocabulary, load_vocabulary
from indexer.queries.query import SORTS, All, Filters, SearchRequest, Sort
from indexer.results import MarkedHit, Passage, ResultPage
from indexer.serialising import result_json
from indexer.settings import Settings
from indexer.summaries.facets import FACETS

REJECTS = 1
COULD_NOT = 3

Command = TypeVar("Command", bound=Callable[..., Any])

_EPILOG = "Exit codes: 0 done; 1 done, with rejects or nothing found; 2 wrong usage; 3 it could not be done."


class Program(click.Group):
    """A click group whose commands say what went wrong in one line, and exit with the documented code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors become a line on standard error and exit code 3."""
        try:
            return super().invoke(ctx)
        except InvalidVocabulary as error:
            _fail(f"{len(error.problems)} problems in the vocabulary:\n{error}")
        except NothingToIndex as error:
            _fail("\n".join([*map(str, error.problems), str(error)]))
        except SummarySearchError as error:
            _fail(str(error))
        except BrokenPipeError:
            raise  # whoever reads our output has had enough; click leaves quietly
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            _fail(f"{place}{error.strerror or error}; free space or mend permissions, then try again")


def index_option(command: Command) -> Command:
    """Add ``--index``."""
    help_text = "Where the index is. [default: a folder of your user account; SUMMARY_SEARCH_INDEX]"
    return click.option("--index", metavar="PATH", help=help_text)(command)


def vocabulary_option(command: Command) -> Command:
    """Add ``--vocabulary``."""
    help_text = "Folder of controlled terms. [default: the corpus's own, else the shipped one]"
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.option("--vocabulary", type=kind, help=help_text)(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group(cls=Program, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="indexer")
def main() -> None:
    """Index summaries of studies, and search them."""


@main.command(epilog=f"Example: indexer rebuild my-summaries/ --index my-index\n\n{_EPILOG}")
@paths_argument
@index_option
@vocabulary_option
@json_option
def rebuild(paths: tuple[Path, ...], index: str | None, vocabulary: Path | None, as_json: bool) -> None:
    """Read the summaries in PATHS (files or folders) and put a new index in the place of the old one.

    Without PATHS: the folder "corpus" here if there is one, else the shipped corpus. Search goes on meanwhile,
    and shows the new index from the next request on. A file that cannot be read is reported and left out.
    """
    settings = Settings.load(index=index, vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    engine = open_engine(settings.index)
    with _Progress(as_json) as progress:
        terms = load_vocabulary(settings.vocabulary_folder(*sources))
        report = indexing.rebuild(engine, terms, sources, progress)
    _print_report(report, as_json, f"Index: {engine.location()}")


@main.command(epilog=f"Example: indexer check corpus\n\n{_EPILOG}")
@paths_argument
@vocabulary_option
@json_option
def check(paths: tuple[Path, ...], vocabulary: Path | None, as_json: bool) -> None:
    """Read the summaries in PATHS and their vocabulary, say all that is wrong, and index nothing."""
    settings = Settings.load(vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    with _Progress(as_json) as progress:
        folder = settings.vocabulary_folder(*sources)
        terms = load_vocabulary(folder)
        report = indexing.check(terms, sources, progress)
    _print_report(report, as_json, f"Vocabulary: {len(terms)} concepts in {folder}")


def _facet_options(command: Command) -> Command:
    for facet in reversed(FACETS):
        option = f"--{facet.name.replace('_', '-')}"
        help_text = f"Only this {facet.label.lower()} (id or name); may be repeated."
        command = click.option(option, facet.name, multiple=True, metavar="ID", help=help_text)(command)
    return command


@main.command(epilog=f'Example: indexer search "spinal cord injury" --route intrathecal\n\n{_EPILOG}')
@click.argument("query", required=False, default="")
@_facet_options
@click.option("--sort", type=click.Choice(SORTS), help="The order. [default: relevance]")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits a page.")
@index_option
@json_option
def search(
    query: str,
    sort: Sort | None,
    page: int,
    size: int,
    index: str | None,
    as_json: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Search the index for QUERY, as the page and the API do."""
    engine = open_engine(Settings.load(index=index).index)
    filters = _filters(engine.snapshot().vocabulary, chosen)
    result = searching.search(engine, SearchRequest(query, filters, sort, page, size))
    if as_json:
        click.echo(json.dumps(result_json(result), ensure_ascii=False, indent=2))
    else:
        _print_result(result)
    sys.exit(0 if result.total else REJECTS)


@main.command(epilog=f"Example: indexer status --json\n\n{_EPILOG}")
@index_option
@json_option
def status(index: str | None, as_json: bool) -> None:
    """Say which index is current, what it holds, and what it was made of."""
    engine = open_engine(Settings.load(index=index).index)
    snapshot = engine.snapshot()
    counts = snapshot.search(All(), Filters(), "newest", 0, 0).counts
    in_use = {facet.field: len(counts[facet.name]) for facet in FACETS}
    generation = asdict(snapshot.generation)
    if as_json:
        click.echo(json.dumps({"index": engine.location(), **generation, "concepts_in_use": in_use}, indent=2))
        return
    click.echo(f"Index:      {engine.location()}")
    click.echo(f"Version:    {generation['version']}, built {generation['built']}")
    click.echo(f"Summaries:  {generation['summaries']}, read from {generation['source']}")
    click.echo("In use:     " + ", ".join(f"{n} {field.replace('_', ' ')}" for field, n in in_use.items()))


def _filters(vocabulary: Vocabulary, chosen: dict[str, tuple[str, ...]]) -> Filters:
    """Return the filters chosen by id or name; raises a usage error for a value that is neither."""
    filters = Filters()
    for facet in FACETS:
        for value in chosen[facet.name]:
            ids = vocabulary.resolve(facet, value)
            if not ids:
                hint = vocabulary.suggest(facet, value)
                raise click.UsageError(f'unknown {facet.query} "{value}"' + (f"; {hint}" if hint else ""))
            for concept in ids:
                filters = filters.adding(facet.name, concept)
    return filters


class _Progress:
    """A progress bar over bytes read, where there is a terminal to draw it on."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet or not sys.stderr.isatty()
        self._bar: Any = None
        self._done = 0

    def __enter__(self) -> Callable[[int, int], None]:
        return self._advance

    def __exit__(self, *failure: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _advance(self, done: int, total: int) -> None:
        if self._quiet or not total:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="Reading", file=sys.stderr)
        self._bar.update(done - self._done)
        self._done = done


def _print_report(report: indexing.Report, as_json: bool, headline: str) -> None:
    """Print a report, and exit with 1 where something was rejected."""
    rate = report.indexed / report.seconds if report.seconds else 0.0
    if as_json:
        shown = {
            "read": report.read,
            "indexed": report.indexed if report.generation else 0,
            "valid": report.indexed,
            "rejected": report.rejected,
            "problems": [{**asdict(problem), "text": str(problem)} for problem in report.problems],
            "passed_over": [str(path) for path in report.passed_over],
            "seconds": round(report.seconds, 3),
            "summaries_per_second": round(rate, 1),
            "index": asdict(report.generation) if report.generation else None,
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for problem in report.problems:
            click.echo(str(problem), err=True)
        for path in report.passed_over:
            click.echo(f"passed over: {path}", err=True)
        done = "indexed" if report.generation else "valid"
        click.echo(headline)
        click.echo(
            f"Read {report.read} summaries: {report.indexed} {done}, {report.rejected} rejected, "
            f"in {report.seconds:.2f} s ({rate:.0f} a second)"
        )
    sys.exit(REJECTS if report.problems else 0)


def _print_result(result: ResultPage) -> None:
    for notice in result.notices:
        click.echo(f"({notice})")
    for remedy in result.remedies:
        click.echo(f"Without {remedy.text}: {remedy.total}")
    noun = "summary" if result.total == 1 else "summaries"
    click.echo(f"{result.total} {noun}, by {result.sort}; page {result.request.page} of {result.pages}")
    first = (result.request.page - 1) * result.request.size + 1
    for number, hit in enumerate(result.hits, first):
        click.echo("")
        _print_hit(number, hit)


def _print_hit(number: int, hit: MarkedHit) -> None:
    year = f" ({hit.summary.year})" if hit.summary.year else ""
    click.echo(f"{number}. {_shown(hit.title)}{year}  [{hit.summary.id}]")
    for passage in hit.passages:
        click.echo(f"   {_shown(passage)}")


def _shown(passage: Passage) -> str:
    return "".join(click.style(span.text, bold=True) if span.matched else span.text for span in passage)


def _fail(message: str) -> NoReturn:
    click.echo(f"indexer: {message}", err=True)
    sys.exit(COULD_NOT)
