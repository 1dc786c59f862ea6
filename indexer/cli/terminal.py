"""What is printed: whatever a document or a file's name holds, a terminal shows it and obeys none of it."""

from __future__ import annotations

import json
from typing import Any

import click

from indexer.errors import printable


def say(text: str = "", err: bool = False) -> None:
    """Print lines of text, on standard error if ``err``. What is styled goes to click.echo, after printable."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=err)


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON; what a terminal would obey stands in it as an escape, which means the same."""
    lines = json.dumps(value, ensure_ascii=False, indent=indent).split("\n")
    click.echo("\n".join(map(_escaped, lines)))


def _escaped(line: str) -> str:
    """Return a line of JSON; json.dumps has escaped the lower control characters itself."""
    if printable(line) == line:
        return line
    return "".join(char if printable(char) == char else f"\\u{ord(char):04x}" for char in line)
