"""Output of a check: text, JSON, or annotations that GitHub shows beside the lines of a change.

The form of the annotations is described in "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import click

from indexer.cli.program import REJECTS, counts_line, print_problems, problem_json, report_json
from indexer.cli.terminal import is_quiet, say, say_json
from indexer.errors import Problem, printable
from indexer.ingest.checks import CheckResult

CHECK_FORMATS = ("text", "json", "github")
_MAX_PRINTED = 100  # warnings of one kind, as text
_MESSAGE_ESCAPES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES = _MESSAGE_ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def print_check(result: CheckResult, output_format: str, headline: str, strict: bool) -> None:
    """Print the result, and exit with 1 if there are errors, or with ``strict`` warnings."""
    if output_format == "json":
        warnings = [{"kind": w.kind, "summary": w.summary, **problem_json(w.problem)} for w in result.warnings]
        say_json({**report_json(result.report), "warnings": warnings})
    else:
        if output_format == "github":
            print_annotations("error", result.report.problems)
            print_annotations("warning", (warning.problem for warning in result.warnings))
        else:
            print_problems(result.report)
            _print_warnings(result)
        say(headline)
        count = len(result.warnings)
        say(f"{counts_line(result.report)}; {count} warning{'' if count == 1 else 's'}")
    sys.exit(REJECTS if result.report.problems or (strict and result.warnings) else 0)


def print_annotations(level: str, problems: Iterable[Problem]) -> None:
    """Print problems as annotations: ``::warning file=a.md,line=3::message``. ``--quiet`` doesn't hide them."""
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
