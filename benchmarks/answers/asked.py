"""What is asked: requests over HTTP, and commands."""

from __future__ import annotations

import shlex
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

_LONGEST_ID = 160  # characters

Pairs = Iterable[tuple[str, str]]


class Asked(NamedTuple):
    """An HTTP request; ``target`` is path and query as they go over the line, ``headers`` are pairs."""

    target: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def id(self) -> str:
        """A readable name that is the same in every recording."""
        return shortened(" ".join([self.method, self.target, *(f"[{name}: {value}]" for name, value in self.headers)]))


class Command(NamedTuple):
    """A command to run in the folder of work.

    ``before`` is called with that folder before it starts; of the file or folder ``leaves``, the contents are recorded
    after it has ended.
    """

    argv: tuple[str, ...]
    given: bytes = b""
    before: Callable[[Path], None] | None = None
    leaves: str | None = None

    @property
    def id(self) -> str:
        """A readable name that is the same in every recording."""
        return shortened("$ " + shlex.join(self.argv))


def asked(path: str, *pairs: tuple[str, str], **parameters: str) -> Asked:
    """Return a GET request of a path with parameters, encoded as a browser does."""
    query = urlencode([*pairs, *parameters.items()])
    return Asked(f"{path}?{query}" if query else path)


def command(line: str, given: str = "", before: Callable[[Path], None] | None = None, leaves: str = "") -> Command:
    """Return the command that a shell would read in ``line``."""
    return Command(tuple(shlex.split(line)), given.encode(), before, leaves or None)


def shortened(name: str) -> str:
    """Return a name of at most _LONGEST_ID characters; of a longer one, a checksum stands at the end."""
    if len(name) <= _LONGEST_ID:
        return name
    return f"{name[: _LONGEST_ID - 12]}… {zlib.crc32(name.encode(errors='replace')):08x}"
