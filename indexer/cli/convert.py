"""The command ``indexer convert``."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from indexer.cli.options import json_option, places, reading, reading_options, vocabulary_option
from indexer.cli.program import EPILOG, REJECTS, problem_json
from indexer.cli.terminal import say, say_json
from indexer.errors import Problem
from indexer.ingest.convert import ConvertedFile, convert_summaries
from indexer.settings import Settings
from indexer.summaries.readers import items
from indexer.vocabulary.loader import load_vocabulary

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("convert", epilog=f"Example: indexer convert export.nbib --to corpus/summaries\n\n{EPILOG}")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--to", "folder", required=True, metavar="FOLDER", type=_FOLDER, help="Folder for the Markdown files.")
@reading_options
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite existing files that have other content. Without it, they are kept and reported.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing. List the files that the command would write.")
@vocabulary_option
@json_option
def convert_command(
    paths: tuple[Path, ...],
    folder: Path,
    from_format: str | None,
    columns: Mapping[str, str],
    force: bool,
    dry_run: bool,
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Write each summary in PATHS into a Markdown file with front matter, for an editor to correct.

    PATHS are files, folders, or "-" for standard input, in any input format. If a source gives no value for a facet,
    the Markdown file contains a comment with the values that were found in the text, and with the evidence for them.
    """
    settings = Settings.load(vocabulary=vocabulary_folder)
    vocabulary = load_vocabulary(settings.vocabulary_folder(folder, *places(paths)))
    files: list[ConvertedFile] = []
    problems: list[Problem] = []
    with reading(paths, from_format, columns) as options:
        summaries = items(paths, vocabulary, options)
        for result in convert_summaries(summaries, vocabulary, folder, force=force, dry_run=dry_run):
            if isinstance(result, Problem):
                problems.append(result)
            else:
                files.append(result)
            if not as_json:
                _print(result, dry_run)
    counts = {state: sum(file.state == state for file in files) for state in ("written", "overwritten", "unchanged")}
    if as_json:
        say_json(_as_json(files, problems, counts, dry_run))
    else:
        totals = ", ".join(f"{number} {state}" for state, number in counts.items())
        say(f"{'Dry run: ' if dry_run else ''}{totals}; {len(problems)} problems")
    sys.exit(REJECTS if problems else 0)


def _print(result: ConvertedFile | Problem, dry_run: bool) -> None:
    if isinstance(result, Problem):
        say(str(result), err=True)
    elif result.state != "unchanged":
        say(f"{'would be ' if dry_run else ''}{result.state}: {result.path}")


def _as_json(
    files: list[ConvertedFile], problems: list[Problem], counts: Mapping[str, int], dry_run: bool
) -> dict[str, Any]:
    return {
        **counts,
        "dry_run": dry_run,
        "files": [{"path": str(file.path), "id": file.id, "state": file.state} for file in files],
        "problems": list(map(problem_json, problems)),
    }
