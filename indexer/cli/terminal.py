"""Safe printing. Control characters from documents and file names are escaped, so that no terminal executes them."""

import json
from typing import Any

import click
from msgspec import to_builtins

from indexer.errors import printable

_QUIET = f"{__name__}.quiet"


def quieten(context: click.Context, _option: click.Parameter, quiet: bool) -> None:
    """Handle the option ``--quiet``. If ``quiet`` is True, the command prints only errors and requested JSON."""
    if quiet:
        context.find_root().meta[_QUIET] = True


def is_quiet() -> bool:
    """Return whether the current command prints only errors and requested JSON."""
    context = click.get_current_context(silent=True)
    return context is not None and _QUIET in context.find_root().meta


def say(text: str = "", err: bool = False) -> None:
    """Print lines of text. If ``err`` is True, print them on standard error, even with ``--quiet``."""
    if err or not is_quiet():
        click.echo("\n".join(map(printable, text.split("\n"))), err=err)


def say_styled(text: str) -> None:
    """Print a line that can contain terminal styles. The caller must escape text from documents with ``printable``."""
    if not is_quiet():
        click.echo(text)


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON. Characters that a terminal could execute as commands are printed as JSON escapes."""
    lines = json.dumps(value, ensure_ascii=False, indent=indent, default=to_builtins).split("\n")
    click.echo("\n".join(map(_escaped, lines)))


def _escaped(line: str) -> str:
    """Return a line of JSON with all control characters escaped, not only those below U+0020."""
    if printable(line) == line:
        return line
    return "".join(char if printable(char) == char else f"\\u{ord(char):04x}" for char in line)
