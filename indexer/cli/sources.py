"""What the commands that read summaries share: how files are to be read, and standard input as one of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from indexer.cli.program import Command
from indexer.errors import did_you_mean
from indexer.summaries.readers import INPUT_FORMATS, STANDARD_INPUT, ReadingOptions
from indexer.summaries.readers.delimited import FIELDS


def reading_options(command: Command) -> Command:
    """Add ``--from`` and ``--map``."""
    names = click.Choice([known.name for known in INPUT_FORMATS])
    told = "Read files as this format, whatever they hold and are called. [default: told by what they hold]"
    mapped = "Of CSV: which column is which field, such as title=Titel; may be repeated."
    command = click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", callback=_columns, help=mapped)(
        command
    )
    return click.option("--from", "from_format", type=names, metavar="FORMAT", help=told)(command)


@contextmanager
def reading(sources: Sequence[Path], from_format: str | None, columns: Mapping[str, str]) -> Iterator[ReadingOptions]:
    """Lend how to read the sources; where "-" is one, standard input is kept in a file until then.

    A file, as sources are read more than once: to know what has changed, and to index them.
    """
    if STANDARD_INPUT not in sources:
        yield ReadingOptions(from_format, columns)
        return
    with NamedTemporaryFile() as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        yield ReadingOptions(from_format, columns, Path(file.name))


def places(sources: Sequence[Path]) -> list[Path]:
    """Return the sources that are files or folders: where vocabularies may lie beside them."""
    return [path for path in sources if path != STANDARD_INPUT]


def _columns(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """Return the column of each field. Raises a usage error for what says neither."""
    found = {}
    for pair in given:
        field, equals, column = pair.partition("=")
        if not equals or field not in FIELDS:
            hint = did_you_mean(field, FIELDS) or f"fields are {', '.join(FIELDS)}"
            raise click.BadParameter(f'"{pair}" is not FIELD=COLUMN; {hint}')
        found[field] = column
    return found
