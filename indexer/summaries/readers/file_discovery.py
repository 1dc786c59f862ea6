"""Discovery of input files in folders, with a Problem for each file or folder that cannot be read."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path

from indexer.errors import Problem

QUERIES = "queries.txt"  # a file of queries that editors pinned; it contains no summaries


@dataclass(frozen=True, slots=True)
class Files:
    """The result of :func:`readers.find_files`: files to read (in order), files not read, problems."""

    paths: tuple[Path, ...]
    passed_over: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class Discovery:
    """A search for the files of known formats; see :func:`readers.find_files`.

    ``has_known_name`` and ``has_known_content`` return whether the name or the content of a file belongs to a known
    format. ``remedy`` is the remedy in the Problem of a source file for which both functions return False.
    """

    has_known_name: Callable[[Path], bool]
    has_known_content: Callable[[Path], bool]
    remedy: str
    paths: list[Path] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def find(self, sources: Iterable[Path]) -> Files:
        """Search ``sources`` (files and folders) and return the result."""
        for source in sources:
            self._add(source)
        return Files(tuple(dict.fromkeys(self.paths)), tuple(self.passed_over), tuple(self.problems))

    def _add(self, source: Path) -> None:
        """Add a source that the user named: a file, or all files in a folder."""
        if source.is_dir():
            root = source.resolve()
            folder = source / "summaries" if (source / "summaries").is_dir() else source
            for entry in self._walk(str(folder)):
                self._add_entry(Path(entry.path), entry, root)
        elif not source.exists():
            self._note(source, "no such file or folder", "check the path")
        elif (self.has_known_name(source) and source.is_file()) or self.has_known_content(source):
            self.paths.append(source)
        else:
            self._note(source, "unknown format", self.remedy)

    def _add_entry(self, path: Path, entry: os.DirEntry[str], root: Path) -> None:
        """Add a file in the source folder ``root`` to the paths, the files passed over, or the problems."""
        # Check the content only of a file without suffix: a file with another suffix may be a backup of a text editor.
        is_known = self.has_known_name(path) or (not path.suffix and self.has_known_content(path))
        if path.stem.upper() == "README" or path.name == QUERIES or not is_known:
            self.passed_over.append(path)
        elif entry.is_file(follow_symlinks=False):  # the usual case; it needs no system call
            self.paths.append(path)
        elif _is_special(path):
            self._note(path, "not a file", "remove it from the folder")
        elif entry.is_symlink() and _leaves(path, root):
            self._note(path, "a link that leads out of the folder", "replace the link with the file")
        else:
            self.paths.append(path)

    def _walk(self, top: str) -> Iterator[os.DirEntry[str]]:
        """Yield the files in a folder sorted by name, then files in its subfolders. Skip hidden files and folders."""
        pending = [top]
        while pending:
            files, folders = self._list_folder(pending.pop())
            yield from files
            pending += [folder.path for folder in reversed(folders)]

    def _list_folder(self, folder: str) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
        """Return the files in a folder and the subfolders to search, sorted by name. Record problems with folders."""
        try:
            with os.scandir(folder) as listing:
                entries = sorted((entry for entry in listing if not entry.name.startswith(".")), key=attrgetter("name"))
        except OSError as error:
            self._note(Path(folder), f"cannot be read: {error.strerror}", "check the folder's permissions")
            return [], []
        files: list[os.DirEntry[str]] = []
        folders: list[os.DirEntry[str]] = []
        for entry in entries:
            path = Path(entry.path)
            if not _is_folder(entry):
                files.append(entry)
            elif entry.is_symlink():
                self._note(path, "a link to a folder, which is not followed", "name that folder as a source as well")
            else:
                folders.append(entry)
                if self.has_known_name(path):
                    self._note(path, "a folder with the name of a summary", "rename it")
        return files, folders

    def _note(self, path: Path, what: str, remedy: str) -> None:
        self.problems.append(Problem(str(path), None, what, remedy))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # the path is a cycle of symbolic links


def _is_special(path: Path) -> bool:
    """Return whether a path is a pipe, device or socket. Return False for an inaccessible path; ``read`` reports it."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _leaves(path: Path, root: Path) -> bool:
    """Return whether a link leads out of ``root``. Return False for a broken or cyclic link; ``read`` reports it."""
    try:
        return not path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False
