"""What all commands share: options, exit codes, errors in one line, progress, and the report of what was read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from indexer import indexing
from indexer.cli.terminal import say, say_json
from indexer.errors import InvalidVocabulary, NothingToIndex, SummarySearchError

REJECTS = 1
COULD_NOT = 3
EPILOG = "Exit codes: 0 done; 1 done, with rejects or nothing found; 2 wrong usage; 3 it could not be done."

Command = TypeVar("Command", bound=Callable[..., Any])


class Program(click.Group):
    """A click group whose commands say what went wrong in one line, and exit with the documented code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors become a line on standard error and exit code 3."""
        try:
            return super().invoke(ctx)
        except InvalidVocabulary as error:
            fail(f"{len(error.problems)} problems in the vocabulary:\n{error}")
        except NothingToIndex as error:
            fail("\n".join([*map(str, error.problems), str(error)]))
        except SummarySearchError as error:
            fail(str(error))
        except BrokenPipeError:
            raise  # whoever reads our output has had enough; click leaves quietly
        except MemoryError:
            fail("memory ran out; the index was left as it was; free some, then try again")
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            fail(f"{place}{error.strerror or error}; free space or mend permissions, then try again")


def index_option(command: Command) -> Command:
    """Add ``--index``."""
    help_text = (
        "Where the index is: a folder, or opensearch+http://HOST:PORT/NAME. "
        "[default: a folder of your user account; SUMMARY_SEARCH_INDEX]"
    )
    return click.option("--index", metavar="PATH", help=help_text)(command)


def vocabulary_option(command: Command) -> Command:
    """Add ``--vocabulary``."""
    help_text = "Folder of controlled terms. [default: the corpus's own, else the shipped one]"
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.option("--vocabulary", type=kind, help=help_text)(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))


class Progress:
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


def print_report(report: indexing.Report, as_json: bool, headline: str) -> None:
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
        if report.changes:
            shown["changes"] = asdict(report.changes)
        if report.rebuilt:
            shown["rebuilt"] = report.rebuilt
        say_json(shown)
    else:
        for problem in report.problems:
            say(str(problem), err=True)
        for path in report.passed_over:
            say(f"passed over: {path}", err=True)
        done = "indexed" if report.generation else "valid"
        if report.rebuilt:
            say(f"Made anew: {report.rebuilt}")
        if report.changes:
            counted = asdict(report.changes).items()
            say("Changes: " + ", ".join(f"{number} {what}" for what, number in counted))
        say(headline)
        say(
            f"Read {report.read} summaries: {report.indexed} {done}, {report.rejected} rejected, "
            f"in {report.seconds:.2f} s ({rate:.0f} a second)"
        )
    sys.exit(REJECTS if report.problems else 0)


def fail(message: str) -> NoReturn:
    """Say what could not be done, and exit with COULD_NOT."""
    say(f"indexer: {message}", err=True)
    sys.exit(COULD_NOT)
