"""Files -> summaries. One module a format; READERS says which reads what.

A reader is a function (text stream, where, terms) -> iterator of Summary and Problem: it yields a Problem for
what it cannot read, and goes on with the rest. It never raises for bad input.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.readers import json_lines, markdown, page_dump
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Summary

__all__ = ["READERS", "Files", "Terms", "find_files", "read"]

Reader = Callable[[TextIO, str, Terms], Iterator[Summary | Problem]]

READERS: dict[str, Reader] = {".jsonl": json_lines.read, ".md": markdown.read, ".txt": page_dump.read}


@dataclass(frozen=True, slots=True)
class Files:
    """What :func:`find_files` found: ``paths`` to read in order, others it passed over, and problems."""

    paths: tuple[Path, ...]
    passed_over: tuple[Path, ...]
    problems: tuple[Problem, ...]


def find_files(sources: Iterable[Path]) -> Files:
    """Return the files to read in ``sources`` (files and folders), folders in alphabetical order.

    Of a folder that holds ``summaries/``, that alone is read. In folders, hidden files, READMEs and files of
    other formats are passed over; a file named outright must be of a known format.
    """
    paths: list[Path] = []
    passed_over: list[Path] = []
    problems: list[Problem] = []
    for source in sources:
        if source.is_dir():
            for path in _walk(source / "summaries" if (source / "summaries").is_dir() else source):
                if path.suffix.lower() not in READERS or path.stem.upper() == "README":
                    passed_over.append(path)
                elif path.exists() and not path.is_file():
                    problems.append(Problem(str(path), None, "not a file", "remove it from the folder"))
                else:
                    paths.append(path)
        elif not source.exists():
            problems.append(Problem(str(source), None, "no such file or folder", "check the path"))
        elif source.suffix.lower() in READERS and source.is_file():
            paths.append(source)
        else:
            known_suffixes = ", ".join(sorted(READERS))
            problems.append(
                Problem(str(source), None, "unknown format", f"files ending in {known_suffixes} can be read")
            )
    return Files(tuple(dict.fromkeys(paths)), tuple(passed_over), tuple(problems))


def read(path: Path, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield the summaries of ``path`` in file order, and a Problem for each thing that could not be read."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            yield from READERS[path.suffix.lower()](stream, str(path), terms)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        # The decoder sees a file in chunks, so the line is exact for files of one chunk alone.
        exact = path.stat().st_size == len(error.object)
        yield Problem(str(path), line if exact else None, "not UTF-8 text", "save the file as UTF-8")
    except OSError as error:
        yield Problem(str(path), None, f"cannot be read: {error.strerror}", "check the file's permissions")


def _walk(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(here) / name for name in sorted(names) if not name.startswith("."))
