"""What all commands share: options, exit codes, errors in one line, progress, and the report of what was read."""

from __future__ import annotations

import atexit
import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from indexer.cli.terminal import be_quiet, is_quiet, say, say_json
from indexer.errors import InvalidVocabulary, NothingToIndex, Problem, SummarySearchError
from indexer.ingest import pipeline

REJECTS = 1
COULD_NOT = 3
INTERRUPTED = 130
EPILOG = (
    "Exit codes: 0 done; 1 done, with rejects or nothing found; 2 wrong usage; 3 it could not be done; "
    "130 stopped by Ctrl-C."
)

# To look for garbage as often as Python does takes a sixth of an update of 10,000 files: a command drops little.
_COLLECT_AFTER = (20_000, 20, 100)

Command = TypeVar("Command", bound=Callable[..., Any])


class Program(click.Group):
    """A click group whose commands say what went wrong in one line, and exit with the documented code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors become a line on standard error and exit code 3."""
        collect_seldom()
        try:
            with _stopped_by_signals():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            stop()
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


def collect_seldom() -> None:
    """Look for garbage in cycles less often, and not at the end: what is left then goes with the process."""
    gc.set_threshold(*_COLLECT_AFTER)
    atexit.register(gc.freeze)


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
    """Add ``--json`` and ``--quiet``, which every command has."""
    quiet_help = "Print nothing but what went wrong (and JSON, where that is asked for)."
    quiet = click.option("--quiet", "-q", is_flag=True, expose_value=False, callback=_quieten, help=quiet_help)
    return quiet(click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command))


def _quieten(_context: click.Context, _option: click.Parameter, quiet: bool) -> None:
    if quiet:
        be_quiet()


paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))


def print_report(report: pipeline.Report, as_json: bool, headline: str) -> None:
    """Print a report, and exit with 1 where something was rejected."""
    if as_json:
        say_json(report_json(report))
    else:
        print_problems(report)
        if report.rebuilt:
            say(f"Made anew: {report.rebuilt}")
        if report.changes:
            counted = asdict(report.changes).items()
            say("Changes: " + ", ".join(f"{number} {what}" for what, number in counted))
        say(headline)
        say(counts_of(report))
    sys.exit(REJECTS if report.problems else 0)


def report_json(report: pipeline.Report) -> dict[str, Any]:
    """Return a report as JSON has it."""
    shown = {
        "read": report.read,
        "indexed": report.indexed if report.generation else 0,
        "valid": report.indexed,
        "rejected": report.rejected,
        "problems": list(map(problem_json, report.problems)),
        "passed_over": [str(path) for path in report.passed_over],
        "seconds": round(report.seconds, 3),
        "summaries_per_second": round(_rate(report), 1),
        "index": asdict(report.generation) if report.generation else None,
    }
    if report.changes:
        shown["changes"] = asdict(report.changes)
    if report.rebuilt:
        shown["rebuilt"] = report.rebuilt
    return shown


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON has it."""
    return {**asdict(problem), "text": str(problem)}


def print_problems(report: pipeline.Report) -> None:
    """Say on standard error what is wrong, and what was passed over."""
    for problem in report.problems:
        say(str(problem), err=True)
    for path in () if is_quiet() else report.passed_over:
        say(f"passed over: {path}", err=True)


def counts_of(report: pipeline.Report) -> str:
    """Return what was read and how fast, in a line."""
    done = "indexed" if report.generation else "valid"
    return (
        f"Read {report.read} summaries: {report.indexed} {done}, {report.rejected} rejected, "
        f"in {report.seconds:.2f} s ({_rate(report):.0f} a second)"
    )


def _rate(report: pipeline.Report) -> float:
    return report.indexed / report.seconds if report.seconds else 0.0


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Have a request to end (SIGTERM) end a command as Ctrl-C does: so that nothing half done is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(state: str = "") -> NoReturn:
    """Say that the command was stopped, and what is now the case; exit with INTERRUPTED."""
    say(f"indexer: stopped{'; ' if state else ''}{state}", err=True)
    sys.exit(INTERRUPTED)


def fail(message: str) -> NoReturn:
    """Say what could not be done, and exit with COULD_NOT."""
    say(f"indexer: {message}", err=True)
    sys.exit(COULD_NOT)
