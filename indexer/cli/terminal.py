"""What is printed: whatever a document or a file's name holds, a terminal shows it and obeys none of it."""

from __future__ import annotations

import json
from typing import Any

import click
from msgspec import to_builtins

from indexer.errors import printable

_QUIET = f"{__name__}.quiet"


def be_quiet() -> None:
    """Have nothing printed from now on by this command but what went wrong, and what is asked for as JSON."""
    click.get_current_context().find_root().meta[_QUIET] = True


def is_quiet() -> bool:
    """Whether this command is to print only what went wrong."""
    context = click.get_current_context(silent=True)
    return context is not None and _QUIET in context.find_root().meta


def say(text: str = "", err: bool = False) -> None:
    """Print lines of text, on standard error if ``err``: then also where all else is to be quiet."""
    if err or not is_quiet():
        click.echo("\n".join(map(printable, text.split("\n"))), err=err)


def say_styled(text: str) -> None:
    """Print a line that is styled; what others wrote in it has gone through printable."""
    if not is_quiet():
        click.echo(text)


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON; what a terminal would obey stands in it as an escape, which means the same."""
    lines = json.dumps(value, ensure_ascii=False, indent=indent, default=to_builtins).split("\n")
    click.echo("\n".join(map(_escaped, lines)))


def _escaped(line: str) -> str:
    """Return a line of JSON; json.dumps has escaped the lower control characters itself."""
    if printable(line) == line:
        return line
    return "".join(char if printable(char) == char else f"\\u{ord(char):04x}" for char in line)
