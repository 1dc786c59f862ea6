"""The command ``indexer watch``."""

import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from indexer.cli.options import index_option, json_option, paths_argument, reading_options, vocabulary_option
from indexer.cli.program import EPILOG, problem_json, report_json
from indexer.cli.terminal import say, say_json
from indexer.engines import engine_for
from indexer.ingest.job import IngestJob, Report
from indexer.ingest.watch import WatchUpdate, watch
from indexer.settings import Settings
from indexer.summaries.readers import STANDARD_INPUT, ReadingOptions
from indexer.summaries.readers.file_opening import format_suffix
from indexer.summaries.readers.formats import known_suffixes
from indexer.vocabulary.loader import load_vocabulary

_MAX_NAMES = 3


@click.command(
    "watch",
    epilog=f"Example: indexer watch corpus\n\nCtrl-C or SIGTERM stops the command with exit code 0.\n\n{EPILOG}",
)
@paths_argument
@reading_options
@index_option
@vocabulary_option
@json_option
def watch_command(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    index: str | None,
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Update the index whenever a file in PATHS or in the vocabulary is saved. Print one line for each update.

    A running server uses the new index from its next request on. A file with errors is reported, and is not in the
    index until it is corrected. With --json, each line is one JSON object. The command needs the library watchfiles:
    pip install 'summary-search[watch]'.
    """
    settings = Settings.load(index=index, vocabulary=vocabulary_folder)
    sources = paths or (settings.corpus,)
    if STANDARD_INPUT in sources:
        raise click.UsageError("standard input cannot be watched; name a file or a folder")
    folder = settings.vocabulary_folder(*sources)
    job = IngestJob(sources, load_vocabulary(folder), ReadingOptions(from_format, columns))
    first = True
    try:
        with closing(watch(engine_for(settings), job, folder)) as updates:
            for update in updates:
                if update.is_news or first:
                    _print(update, as_json, first)
                if first and not as_json:
                    say(f"Watching {', '.join(map(str, sources))} (Ctrl-C ends)")
                first = False
                sys.stdout.flush()
    except KeyboardInterrupt:
        if not as_json:
            say("Stopped.")


def _print(update: WatchUpdate, as_json: bool, first: bool) -> None:
    now = datetime.now().astimezone()
    if as_json:
        report = {"report": report_json(update.report) if update.report else None}
        problems = {"problems": list(map(problem_json, update.problems)), "mended": update.solved, "note": update.note}
        time = now.isoformat(timespec="seconds")
        say_json({"time": time, "files": list(map(str, update.files)), **problems, **report}, indent=None)
        return
    clock = f"{now:%H:%M:%S}"
    for problem in update.problems:
        say(f"{clock}  {problem}", err=True)
    if update.note:
        say(f"{clock}  {update.note}", err=True)
    if update.solved:
        say(f"{clock}  {update.solved} problem{'s' if update.solved > 1 else ''} solved")
    if update.report and (update.index_changed or update.resumed or first):
        say(f"{clock}  {_line(update.files, update.report)}")


def _line(files: tuple[Path, ...], report: Report) -> str:
    """Return a line that describes an update: "knee.md: 1 changed; 90 summaries, in 0.3 s"."""
    names = [path.name for path in files if format_suffix(path) in known_suffixes()]
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    prefix = f"{', '.join(names[:_MAX_NAMES])}{more}: " if names else ""
    if report.rebuild_reason:
        result = f"rebuilt, because {report.rebuild_reason}"
    else:
        counts = {name: getattr(report.changes, name, 0) for name in ("added", "changed", "removed")}
        result = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing has changed"
    return f"{prefix}{result}; {report.indexed} summaries, in {report.seconds:.1f} s"
