"""The command convert: summaries of any format as files of the corpus."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from indexer.cli.program import EPILOG, REJECTS, json_option, problem_json, vocabulary_option
from indexer.cli.sources import places, reading, reading_options
from indexer.cli.terminal import say, say_json
from indexer.errors import Problem
from indexer.ingest.convert import Converted
from indexer.ingest.convert import convert as convert_summaries
from indexer.settings import Settings
from indexer.summaries.readers import items
from indexer.vocabulary.loader import load_vocabulary

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(epilog=f"Example: indexer convert export.nbib --to corpus/summaries\n\n{EPILOG}")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--to", "folder", required=True, metavar="FOLDER", type=_FOLDER, help="Where the files go.")
@reading_options
@click.option("--force", is_flag=True, help="Overwrite files that are there with another content.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@vocabulary_option
@json_option
def convert(
    paths: tuple[Path, ...],
    folder: Path,
    from_format: str | None,
    columns: Mapping[str, str],
    force: bool,
    dry_run: bool,
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Write each summary in PATHS into a Markdown file with front matter, for an editor to correct.

    PATHS are files, folders, or "-" for standard input, of any format. Fields that were not given are written as
    comments, as the text suggests them, with the words that speak for it. Nothing is overwritten without --force.
    """
    settings = Settings.load(vocabulary=vocabulary)
    terms = load_vocabulary(settings.vocabulary_folder(folder, *places(paths)))
    files: list[Converted] = []
    problems: list[Problem] = []
    with reading(paths, from_format, columns) as how:
        for done in convert_summaries(items(paths, terms, how), terms, folder, force=force, dry_run=dry_run):
            if isinstance(done, Problem):
                problems.append(done)
            else:
                files.append(done)
            if not as_json:
                _say(done, dry_run)
    counts = {state: sum(file.state == state for file in files) for state in ("written", "overwritten", "unchanged")}
    if as_json:
        say_json(_as_json(files, problems, counts, dry_run))
    else:
        told = ", ".join(f"{number} {state}" for state, number in counts.items())
        say(f"{'Would be: ' if dry_run else ''}{told}; {len(problems)} problems")
    sys.exit(REJECTS if problems else 0)


def _say(done: Converted | Problem, dry_run: bool) -> None:
    if isinstance(done, Problem):
        say(str(done), err=True)
    elif done.state != "unchanged":
        say(f"{'would be ' if dry_run else ''}{done.state}: {done.path}")


def _as_json(
    files: list[Converted], problems: list[Problem], counts: Mapping[str, int], dry_run: bool
) -> dict[str, Any]:
    return {
        **counts,
        "dry_run": dry_run,
        "files": [{"path": str(file.path), "id": file.id, "state": file.state} for file in files],
        "problems": list(map(problem_json, problems)),
    }
