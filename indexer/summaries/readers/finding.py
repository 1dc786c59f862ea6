"""Folders -> the files to read, and what stands in the way of the others."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from indexer.errors import Problem

QUERIES = "queries.txt"  # pinned queries, not summaries
_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class Files:
    """What :func:`find_files` found: ``paths`` to read in order, others it passed over, and problems."""

    paths: tuple[Path, ...]
    passed_over: tuple[Path, ...]
    problems: tuple[Problem, ...]


def find(sources: Iterable[Path], named: Callable[[Path], bool], known: Callable[[Path], bool], remedy: str) -> Files:
    """Return the files in ``sources`` of a known format; see :func:`readers.find_files`.

    ``named`` says whether a name is that of a format, ``known`` whether what a file holds is, and ``remedy`` what
    helps where neither.
    """
    found = _Found(named, known, remedy)
    for source in sources:
        found.add(source)
    return Files(tuple(dict.fromkeys(found.paths)), tuple(found.passed_over), tuple(found.problems))


class _Found:
    """What was found so far."""

    def __init__(self, named: Callable[[Path], bool], known: Callable[[Path], bool], remedy: str) -> None:
        self._named = named
        self._known = known
        self._remedy = remedy
        self.paths: list[Path] = []
        self.passed_over: list[Path] = []
        self.problems: list[Problem] = []

    def add(self, source: Path) -> None:
        """Look at a file or folder that somebody named."""
        if source.is_dir():
            root = source.resolve()
            folder = source / "summaries" if (source / "summaries").is_dir() else source
            for entry in self._walk(str(folder)):
                self._look_at(Path(entry.path), entry, root)
        elif not source.exists():
            self._note(source, "no such file or folder", "check the path")
        elif (self._named(source) and source.is_file()) or self._known(source):
            self.paths.append(source)
        else:
            self._note(source, "unknown format", self._remedy)

    def _look_at(self, path: Path, entry: os.DirEntry[str], root: Path) -> None:
        """Look at a file in the folder ``root``."""
        nameless = not path.suffix  # with another ending, it may be the copy that an editor keeps
        known = self._named(path) or (nameless and self._known(path))
        if path.stem.upper() == "README" or path.name == QUERIES or not known:
            self.passed_over.append(path)
        elif entry.is_file(follow_symlinks=False):  # which most are, and no disk is asked for it
            self.paths.append(path)
        elif _is_special(path):
            self._note(path, "not a file", "remove it from the folder")
        elif entry.is_symlink() and _leaves(path, root):
            self._note(path, "a link that leads out of the folder", "put the file in its place")
        else:
            self.paths.append(path)

    def _walk(self, top: str) -> Iterator[os.DirEntry[str]]:
        """Yield what is in a folder by name, then what is in its folders; nothing hidden."""
        pending = [top]
        while pending:
            files, folders = self._inside(pending.pop())
            yield from files
            pending += [folder.path for folder in reversed(folders)]

    def _inside(self, folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
        """Return the files, and the folders to go into, by name; note what is wrong with others."""
        try:
            with os.scandir(folder) as found:
                entries = sorted((each for each in found if not each.name.startswith(".")), key=_NAME)
        except OSError as error:
            self._note(Path(folder), f"cannot be read: {error.strerror}", "check the folder's permissions")
            return [], []
        files: list[os.DirEntry[str]] = []
        folders: list[os.DirEntry[str]] = []
        for entry in entries:
            if not _is_folder(entry):
                files.append(entry)
            elif entry.is_symlink():
                self._note(
                    Path(entry.path), "a link to a folder, which is not followed", "name that folder beside this one"
                )
            else:
                folders.append(entry)
                if self._named(Path(entry.path)):
                    self._note(Path(entry.path), "a folder with the name of a summary", "rename it")
        return files, folders

    def _note(self, path: Path, what: str, remedy: str) -> None:
        self.problems.append(Problem(str(path), None, what, remedy))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a ring of links


def _is_special(path: Path) -> bool:
    """Whether a path is a pipe, a device or the like; what cannot be looked at is told where it is read."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _leaves(path: Path, root: Path) -> bool:
    try:
        return not path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False  # a link to nowhere or in a ring is told where it is read
