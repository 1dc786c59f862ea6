"""All known ways to break an input file, each with a function that writes the file, and a part of the message."""

import json
import os
import random
import shutil
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

GOOD = "---\ntitle: Cells for worn knees, number {n}\nconditions: [knee-osteoarthritis]\n---\n{text}\n"
LINE = {"title": "Cells for worn knees", "text": "Thirty people were given cells, and followed for a year."}

Make = Callable[[Path, int], None]


@dataclass(frozen=True, slots=True)
class Breakage:
    """A way to break a file.

    ``make`` is called with a path and a number, and writes the file. The message about the file must contain
    ``message``. ``good_lines`` is the number of valid summaries in the file. If ``large`` is True, only few files of
    this kind are written.
    """

    name: str
    make: Make
    message: str
    suffix: str = ".md"
    large: bool = False
    good_lines: int = 0


def _bytes(content: bytes) -> Make:
    return lambda path, _: path.write_bytes(content) and None


def _text(text: str) -> Make:
    return _bytes(text.encode())


def _front(front: str, body: str = "Text.") -> Make:
    return _text(f"---\n{front}\n---\n{body}\n")


def _line(name: str, line: bytes, message: str) -> Breakage:
    """Return the breakage of a JSON Lines file that has ``line`` between two valid lines."""

    def make(path: Path, _: int) -> None:
        stem = sha256(os.fsencode(path.name)).hexdigest()[:16]
        good = [json.dumps({"id": f"{stem}-{number}", **LINE}).encode() for number in range(2)]
        path.write_bytes(b"\n".join((good[0], line, good[1])))

    return Breakage(name, make, message, ".jsonl", good_lines=2)


def _large(head: bytes, unit: bytes, size: int) -> Make:
    def make(path: Path, _: int) -> None:
        with path.open("wb") as stream:
            stream.write(head)
            for _ in range(size >> 20):
                stream.write(unit * ((1 << 20) // len(unit)))

    return make


def _link(target: str) -> Make:
    return lambda path, _: path.symlink_to(target.format(name=path.name))


def _socket(path: Path, _: int) -> None:
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"{folder}/s")  # a short path, because the path of a socket is limited to about 100 bytes
        shutil.move(f"{folder}/s", path)


def _unreadable(path: Path, n: int) -> None:
    _front("title: T")(path, n)
    path.chmod(0)


def _cut(path: Path, n: int) -> None:
    path.write_bytes(GOOD.format(n=n, text="Naïve").encode()[:-4])


def _folder_as_file(path: Path, _: int) -> None:
    path.mkdir()


def _random_bytes(path: Path, n: int) -> None:
    path.write_bytes(random.Random(n).randbytes(4096))  # noqa: S311


_LOL = "\n".join(
    [f"a0: &a0 [{','.join(['lol'] * 9)}]", *(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9))]
)

BREAKAGES = [
    Breakage("cut within a character", _cut, "not UTF-8 text"),
    Breakage("cut within the front matter", _text("---\ntitle: T\ncond"), "no front matter"),
    _line("cut within a line of JSON", b'{"title": "T", "te', "not JSON"),
    Breakage("empty", _bytes(b""), "no front matter"),
    Breakage("Latin-1", _bytes("---\ntitle: Naïve\n---\nText.\n".encode("latin-1")), "not UTF-8 text"),
    _line("Latin-1, in JSON Lines", b'{"title": "Na\xefve"}', "not UTF-8 text"),
    Breakage("UTF-16", _bytes("---\ntitle: T\n---\nText.\n".encode("utf-16")), "not UTF-8 text"),
    Breakage("UTF-16 without a BOM, as text", _bytes("T\n\nText.\n".encode("utf-16-le")), "not a text file", ".txt"),
    Breakage("random bytes", _random_bytes, "not "),
    Breakage("cyclic YAML", _front("title: &a [*a]"), "aliases and deep nesting"),
    Breakage("YAML that grows: a billion laughs", _front(_LOL), "aliases and deep nesting"),
    Breakage("YAML nested deeply", _front("title: " + "[" * 50_000), "nesting"),
    Breakage("front matter of 100 KB", _front("title: " + "x" * 100_000), "front matter of more than"),
    Breakage(
        "9,000 unknown conditions", _front(f"title: T\nconditions: [{','.join(map(str, range(9_000)))}]"), "unknown"
    ),
    Breakage("a key twice", _front("title: T\ntitle: U"), "duplicate key"),
    Breakage("a huge number as year", _front(f"title: T\nyear: {'9' * 5_000}"), "year: "),
    _line("a title of 1 MB, in JSON Lines", b'{"title": "' + b"t" * (1 << 20) + b'"}', "a title of"),
    Breakage("a text of 1 MB", _front("title: T", "word " * 200_000), "a text of"),
    Breakage("1 MB of markup", _front("title: T", "[" * (1 << 20)), "a text of"),
    Breakage("an id that is taken", _front("title: T\nid: good-0"), "is taken"),
    _line("a lone surrogate", b'{"title": "T \\ud800"}', "a lone surrogate"),
    _line("a lone surrogate in an id", b'{"id": "\\udfff", "title": "T"}', "a lone surrogate"),
    _line("a NUL in JSON", b'{"title": "T\0"}', "not JSON"),
    _line("JSON nested 100,000 deep", b"[" * 100_000, "not JSON"),
    _line("a number of 10,000 digits", b'{"n": ' + b"9" * 10_000 + b"}", "not JSON"),
    _line("an array instead of an object", b"[1, 2]", "not an object"),
    _line("2,000 bad lines", b"x\n" * 2_000, "problems"),
    Breakage("50 MB in one file", _large(b"---\ntitle: T\n---\n", b"word ", 50 << 20), "larger than", large=True),
    Breakage("50 MB of text", _large(b"T\n\n", b"Word word.\n\n", 50 << 20), "larger than", ".txt", large=True),
    Breakage("a line of 100 MB", _large(b'{"title": "', b"word ", 100 << 20), "a line of more", ".jsonl", large=True),
    Breakage("a link to itself", _link("{name}"), "Too many levels of symbolic links"),
    Breakage("a broken link", _link("gone.md"), "No such file"),
    Breakage("a link out of the folder", _link("../secret.md"), "leads out of the folder"),
    Breakage("a link to a device", _link("/dev/zero"), "not a file"),
    Breakage("a link to a folder above", _link(".."), "a link to a folder"),
    Breakage("unreadable (mode 000)", _unreadable, "Permission denied"),
    Breakage("a pipe", lambda path, _: os.mkfifo(path), "not a file"),
    Breakage("a socket", _socket, "not a file"),
    Breakage("a folder with a file's name", _folder_as_file, "a folder with the name of a summary"),
    Breakage("no title", _front("year: 2020"), "no title"),
    Breakage("no text", _front("title: T", ""), "no text"),
]

DEVICE = Breakage("a device", lambda path, _: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5)), "not a file")

NAMES: list[bytes] = [
    b"%s",
    b"new\nline-%s",
    b"esc\x1b[31m-%s",
    b"latin-1-\xe9-%s",
    b"spaces  and '\"-%s",
    "ключ-%s".encode(),
]
"""Patterns of file names. Some contain bytes that are not UTF-8, or characters that are unsafe in a terminal or log."""
LONGEST_NAME = 255  # bytes
