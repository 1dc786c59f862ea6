"""Types of recorded requests: HTTP requests and commands."""

import shlex
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

_LONGEST_ID = 160  # characters

Pairs = Iterable[tuple[str, str]]


class Asked(NamedTuple):
    """An HTTP request. ``target`` is the encoded path and query. ``headers`` contains pairs (name, value)."""

    target: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def id(self) -> str:
        """A readable name that is the same in every recording."""
        return shortened(" ".join([self.method, self.target, *(f"[{name}: {value}]" for name, value in self.headers)]))


class Command(NamedTuple):
    """A command that runs in the working folder, with ``given`` as its standard input.

    ``before`` is called with the working folder before the command starts. ``leaves`` is a file or folder that the
    command writes. Its contents are recorded after the command has ended.
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
    """Return a GET request for a path with query parameters. They are encoded as in a browser."""
    query = urlencode([*pairs, *parameters.items()])
    return Asked(f"{path}?{query}" if query else path)


def command(line: str, given: str = "", before: Callable[[Path], None] | None = None, leaves: str = "") -> Command:
    """Return the command in ``line``, which is split like a command line in a shell."""
    return Command(tuple(shlex.split(line)), given.encode(), before, leaves or None)


def shortened(name: str) -> str:
    """Return ``name`` with at most _LONGEST_ID characters. A longer name is cut and ends with a checksum."""
    if len(name) <= _LONGEST_ID:
        return name
    return f"{name[: _LONGEST_ID - 12]}… {zlib.crc32(name.encode(errors='replace')):08x}"
