"""The command ``indexer check``. It prints text, JSON, or annotations that GitHub shows beside changed lines.

The page "Workflow commands for GitHub Actions" in the documentation of GitHub describes the format of annotations.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from indexer.cli.options import json_option, paths_argument, places, reading, reading_options, vocabulary_option
from indexer.cli.program import EPILOG, REJECTS, counts_line, print_problems, problem_json, report_json
from indexer.cli.progress import ProgressDisplay
from indexer.cli.terminal import is_quiet, say, say_json
from indexer.errors import InvalidVocabulary, Problem, printable
from indexer.ingest.checks import CheckResult, check_sources
from indexer.ingest.job import IngestJob
from indexer.settings import Settings
from indexer.vocabulary.loader import load_vocabulary

_MAX_PRINTED = 100  # largest number of warnings of each kind in the text output
_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = _MESSAGE_ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


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
    type=click.Choice(["text", "json", "github"]),
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
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Check the summaries in PATHS and the vocabulary, and print errors and warnings. Nothing is indexed.

    PATHS are the same as for "indexer rebuild". A summary with an error cannot be indexed; a summary with a warning
    can. Warnings report pairs of nearly equal texts, papers that several summaries cite, and figures without a
    citation.
    """
    settings = Settings.load(vocabulary=vocabulary_folder)
    sources = paths or (settings.corpus,)
    output_format = "json" if as_json else output_format
    folder = settings.vocabulary_folder(*places(sources))
    try:
        vocabulary = load_vocabulary(folder)
    except InvalidVocabulary as error:
        if output_format == "github":
            _print_annotations("error", error.problems)
        raise
    with reading(sources, from_format, columns) as options, ProgressDisplay(output_format == "json") as progress:
        result = check_sources(IngestJob(sources, vocabulary, options, progress))
    _print(result, output_format, f"Vocabulary: {len(vocabulary)} concepts in {folder}", strict)


def _print(result: CheckResult, output_format: str, headline: str, strict: bool) -> None:
    """Print the result and exit. The exit code is 1 after errors, or after warnings if ``strict`` is True."""
    if output_format == "json":
        warnings = [{"kind": w.kind, "summary": w.summary, **problem_json(w.problem)} for w in result.warnings]
        say_json({**report_json(result.report), "warnings": warnings})
    else:
        if output_format == "github":
            _print_annotations("error", result.report.problems)
            _print_annotations("warning", (warning.problem for warning in result.warnings))
        else:
            print_problems(result.report)
            _print_warnings(result)
        say(headline)
        count = len(result.warnings)
        say(f"{counts_line(result.report)}; {count} warning{'' if count == 1 else 's'}")
    sys.exit(REJECTS if result.report.problems or (strict and result.warnings) else 0)


def _print_annotations(level: str, problems: Iterable[Problem]) -> None:
    """Print problems as annotations (``::warning file=a.md,line=3::message``), even with ``--quiet``."""
    for problem in problems:
        place = f"file={problem.where.translate(_PROPERTY_ESCAPES)}"
        line = "" if problem.line is None else f",line={problem.line}"
        message = problem.what + (f"; {problem.remedy}" if problem.remedy else "")
        click.echo(printable(f"::{level} {place}{line}::{message.translate(_MESSAGE_ESCAPES)}"))


def _print_warnings(result: CheckResult) -> None:
    if is_quiet():
        return
    counts = Counter[str]()
    for warning in result.warnings:
        counts[warning.kind] += 1
        if counts[warning.kind] <= _MAX_PRINTED:
            say(f"warning: {warning.problem}", err=True)
    for kind, count in counts.items():
        if count > _MAX_PRINTED:
            say(f"warning: {kind}: {count - _MAX_PRINTED} more; use --json for all", err=True)
