"""What a check found, as text, as JSON, or as annotations that GitHub shows beside the lines of a change.

For the annotations see "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import click

from indexer.cli.program import REJECTS, counts_of, print_problems, problem_json, report_json
from indexer.cli.terminal import is_quiet, say, say_json
from indexer.errors import Problem, printable
from indexer.ingest.checks import Checked

ANNOTATION_FORMATS = ("text", "json", "github")
_SHOWN = 100  # warnings of one kind, as text
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_MESSAGES | str.maketrans({":": "%3A", ",": "%2C"})


def print_checked(checked: Checked, form: str, headline: str, strict: bool) -> None:
    """Print what was found, and exit with 1 where something is wrong, or a warning is to count."""
    if form == "json":
        found = [{"kind": w.kind, "summary": w.summary, **problem_json(w.problem)} for w in checked.warnings]
        say_json({**report_json(checked.report), "warnings": found})
    else:
        if form == "github":
            print_annotations("error", checked.report.problems)
            print_annotations("warning", (warning.problem for warning in checked.warnings))
        else:
            print_problems(checked.report)
            _print_warnings(checked)
        say(headline)
        say(counts_of(checked.report) + _counted(len(checked.warnings)))
    sys.exit(REJECTS if checked.report.problems or (strict and checked.warnings) else 0)


def print_annotations(level: str, problems: Iterable[Problem]) -> None:
    """Print problems as annotations: ::warning file=a.md,line=3::what; remedy."""
    for problem in problems:
        place = f"file={problem.where.translate(_IN_PROPERTIES)}"
        line = "" if problem.line is None else f",line={problem.line}"
        message = problem.what + (f"; {problem.remedy}" if problem.remedy else "")
        # An annotation is what went wrong: it is printed however quiet, and where GitHub reads it.
        click.echo(printable(f"::{level} {place}{line}::{message.translate(_IN_MESSAGES)}"))


def _print_warnings(checked: Checked) -> None:
    if is_quiet():
        return
    told = Counter[str]()
    for warning in checked.warnings:
        told[warning.kind] += 1
        if told[warning.kind] <= _SHOWN:
            say(f"warning: {warning.problem}", err=True)
    for kind, number in told.items():
        if number > _SHOWN:
            say(f"warning: {kind}: {number - _SHOWN} more, which --json lists", err=True)


def _counted(warnings: int) -> str:
    return f"; {warnings} warning{'' if warnings == 1 else 's'}"
