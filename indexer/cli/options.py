"""Command-line options that several commands share, and reading of summaries from standard input."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

import click

from indexer.cli.terminal import quieten
from indexer.errors import did_you_mean
from indexer.summaries.readers import INPUT_FORMATS, STANDARD_INPUT, ReadingOptions
from indexer.summaries.readers.formats import mappable_fields

Command = TypeVar("Command", bound=Callable[..., Any])

paths_argument = click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))
index_option = click.option(
    "--index",
    metavar="PATH",
    help="Location of the index: a folder, or opensearch+http://HOST:PORT/NAME for an OpenSearch cluster. "
    "[default: SUMMARY_SEARCH_INDEX, or else a folder in your user account]",
)
vocabulary_option = click.option(
    "--vocabulary",
    "vocabulary_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the controlled terms (YAML files). "
    '[default: the folder "vocabulary" beside the summaries, or else the one that comes with the program]',
)


def json_option(command: Command) -> Command:
    """Add the options ``--json`` and ``--quiet``. Every command has these options."""
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)
    quiet_help = "Print only errors, and the JSON output if --json is given."
    return click.option("--quiet", "-q", is_flag=True, expose_value=False, callback=quieten, help=quiet_help)(command)


def reading_options(command: Command) -> Command:
    """Add the options ``--from`` and ``--map``."""
    map_help = "In CSV tables, read FIELD from the column named COLUMN, as in title=Titel. May be repeated."
    command = click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", callback=_columns, help=map_help)(
        command
    )
    return click.option(
        "--from",
        "from_format",
        metavar="FORMAT",
        callback=_format_name,
        shell_complete=lambda _context, _option, prefix: [name for name in INPUT_FORMATS if name.startswith(prefix)],
        help="Read all files in this format. "
        "[default: detected for each file from its content, or else from its suffix]",
    )(command)


@contextmanager
def reading(sources: Sequence[Path], from_format: str | None, columns: Mapping[str, str]) -> Iterator[ReadingOptions]:
    """Yield the options for reading ``sources``. Standard input is first copied to a temporary file.

    The file is needed because a source is read more than once. It is removed when the ``with`` block ends.
    """
    if STANDARD_INPUT not in sources:
        yield ReadingOptions(from_format, columns)
        return
    with NamedTemporaryFile() as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        yield ReadingOptions(from_format, columns, Path(file.name))


def places(sources: Sequence[Path]) -> list[Path]:
    """Return ``sources`` without standard input. A vocabulary may be beside each of the returned paths."""
    return [path for path in sources if path != STANDARD_INPUT]


def _format_name(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """Return ``name``, which is None or the name of a format. Raises a usage error for an unknown format.

    The known formats are read at each call, because formats can be added after this module is imported.
    """
    return None if name is None else click.Choice(list(INPUT_FORMATS)).convert(name, option, context)


def _columns(_context: click.Context, _parameter: click.Parameter, pairs: Sequence[str]) -> dict[str, str]:
    """Return the column name of each field. Raises a usage error if a pair is invalid."""
    columns = {}
    known = mappable_fields()
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or field not in known:
            hint = did_you_mean(field, known) or f"fields are {', '.join(known)}"
            raise click.BadParameter(f'"{pair}" is not FIELD=COLUMN; {hint}')
        columns[field] = column
    return columns
