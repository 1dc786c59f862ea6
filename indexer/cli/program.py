"""The parts that all commands share: exit codes, error messages, and the output of reports."""

import atexit
import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NoReturn

import click

from indexer.cli.terminal import is_quiet, say, say_json
from indexer.cli.vocabularies import ChosenVocabulary
from indexer.errors import InvalidVocabulary, NothingToIndex, Problem, SummarySearchError
from indexer.ingest.job import Report

REJECTS = 1
COULD_NOT = 3
INTERRUPTED = 130
EPILOG = (
    "Exit codes: 0 success; 1 a file or a summary was rejected, a search has no results, recheck found a difference, "
    "or check --strict found warnings; 2 invalid command line; 3 the command failed, and the message names the cause; "
    "130 stopped by Ctrl-C or SIGTERM (but 0 for indexer watch)."
)

# With the default thresholds of Python, an update of 10,000 files spends a sixth of its time in garbage collection.
_GC_THRESHOLDS = (20_000, 20, 100)


class Program(click.Group):
    """A click group. Its commands report errors without a traceback, and exit with the documented exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and report errors. The exit code is 3 after an error, 130 after Ctrl-C or SIGTERM."""
        collect_seldom()
        try:
            with _sigterm_as_ctrl_c():
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
            raise  # the reader of the output has closed the pipe; click exits without a message
        except MemoryError:
            fail("memory ran out; the index was left as it was; free some, then try again")
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            fail(f"{place}{error.strerror or error}; free space or correct permissions, then try again")


def collect_seldom() -> None:
    """Make the garbage collector run less often. It never runs at exit, because the system then frees all memory."""
    gc.set_threshold(*_GC_THRESHOLDS)
    atexit.register(gc.freeze)


def print_report(report: Report, as_json: bool, headline: str, chosen: ChosenVocabulary) -> None:
    """Print a report and exit. The exit code is 1 if a file or a summary was rejected, else 0."""
    if as_json:
        say_json({**report_json(report), "vocabulary": chosen.as_json()})
    else:
        print_problems(report)
        if report.rebuild_reason:
            say(f"Rebuilt: {report.rebuild_reason}")
        if report.changes:
            say("Changes: " + ", ".join(f"{count} {change}" for change, count in asdict(report.changes).items()))
        say(headline)
        say(chosen.line)
        say(counts_line(report))
    sys.exit(REJECTS if report.problems else 0)


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as data that can be encoded as JSON."""
    data = {
        "read": report.read,
        "indexed": report.indexed if report.generation else 0,
        "valid": report.indexed,
        "rejected": report.rejected,
        "problems": list(map(problem_json, report.problems)),
        "passed_over": [str(path) for path in report.passed_over],
        "seconds": round(report.seconds, 3),
        "summaries_per_second": round(_speed(report), 1),
        "index": asdict(report.generation) if report.generation else None,
    }
    if report.changes:
        data["changes"] = asdict(report.changes)
    if report.rebuild_reason:
        data["rebuilt"] = report.rebuild_reason
    return data


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as data that can be encoded as JSON."""
    return {**asdict(problem), "text": str(problem)}


def print_problems(report: Report) -> None:
    """Print the problems and the skipped files on standard error."""
    for problem in report.problems:
        say(str(problem), err=True)
    for path in () if is_quiet() else report.passed_over:
        say(f"skipped: {path}", err=True)


def counts_line(report: Report) -> str:
    """Return a line with the numbers of summaries and the speed in a report."""
    state = "indexed" if report.generation else "valid"
    return (
        f"Read {report.read} summaries: {report.indexed} {state}, {report.rejected} rejected, "
        f"in {report.seconds:.2f} s ({_speed(report):.0f} a second)"
    )


def _speed(report: Report) -> float:
    return report.indexed / report.seconds if report.seconds else 0.0


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Handle SIGTERM like Ctrl-C, so that temporary files are removed and worker processes end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(state: str = "") -> NoReturn:
    """Report the interruption and the ``state`` of the index, then exit with INTERRUPTED."""
    say(f"indexer: stopped{'; ' if state else ''}{state}", err=True)
    sys.exit(INTERRUPTED)


def fail(message: str) -> NoReturn:
    """Report an error, and exit with COULD_NOT."""
    say(f"indexer: {message}", err=True)
    sys.exit(COULD_NOT)
