"""The command watch."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from indexer.cli.program import (
    EPILOG,
    index_option,
    json_option,
    paths_argument,
    problem_json,
    report_json,
    vocabulary_option,
)
from indexer.cli.sources import reading_options
from indexer.cli.terminal import say, say_json
from indexer.engines import engine_for
from indexer.ingest.watch import Look
from indexer.ingest.watch import watch as looks_of
from indexer.settings import Settings
from indexer.summaries.readers import STANDARD_INPUT, ReadingOptions
from indexer.summaries.readers.file_opening import format_suffix
from indexer.summaries.readers.formats import known_suffixes

_NAMED = 3


@click.command(epilog=f"Example: indexer watch corpus\n\nCtrl-C ends it, with 0.\n\n{EPILOG}")
@paths_argument
@reading_options
@index_option
@vocabulary_option
@json_option
def watch(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    index: str | None,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Update the index whenever a file in PATHS, or of the vocabulary, is saved; say each update in a line.

    A running server shows it at its next request. A file that is broken is told, and left out until it is mended. With
    --json, one object a line. Needs the library watchfiles: pip install 'summary-search[watch]'.
    """
    settings = Settings.load(index=index, vocabulary=vocabulary)
    sources = paths or (settings.corpus,)
    if STANDARD_INPUT in sources:
        raise click.UsageError("standard input cannot be watched; name a file or a folder")
    engine = engine_for(settings)
    folder = settings.vocabulary_folder(*sources)
    first = True
    try:
        with closing(looks_of(engine, sources, folder, ReadingOptions(from_format, columns))) as looks:
            for look in looks:
                if look.is_news or first:
                    _print(look, as_json, first)
                if first and not as_json:
                    say(f"Watching {', '.join(map(str, sources))} (Ctrl-C ends)")
                first = False
                sys.stdout.flush()
    except KeyboardInterrupt:
        if not as_json:
            say("Stopped.")


def _print(look: Look, as_json: bool, first: bool) -> None:
    if as_json:
        report = {"report": report_json(look.report) if look.report else None}
        problems = {"problems": list(map(problem_json, look.problems)), "mended": look.mended, "note": look.note}
        say_json({"time": _now(), "files": list(map(str, look.files)), **problems, **report}, indent=None)
        return
    for problem in look.problems:
        say(f"{_clock()}  {problem}", err=True)
    if look.note:
        say(f"{_clock()}  {look.note}", err=True)
    if look.mended:
        say(f"{_clock()}  {look.mended} problem{'s' if look.mended > 1 else ''} mended")
    if look.report and (look.has_changed or look.resumed or first):
        say(f"{_clock()}  {_line(look)}")


def _line(look: Look) -> str:
    """Return what an update did: knee.md: 1 changed; 90 summaries, in 0.3 s."""
    report = look.report
    assert report is not None  # noqa: S101  # for mypy: it is asked before
    names = [path.name for path in look.files if format_suffix(path) in known_suffixes()]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    files = f"{', '.join(names[:_NAMED])}{more}: " if names else ""
    counted = report.changes and (
        ("added", report.changes.added),
        ("changed", report.changes.changed),
        ("removed", report.changes.removed),
    )
    done = ", ".join(f"{number} {what}" for what, number in counted or () if number)
    what = f"made anew, as {report.rebuilt}" if report.rebuilt else done or "nothing has changed"
    return f"{files}{what}; {report.indexed} summaries, in {report.seconds:.1f} s"


def _clock() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
