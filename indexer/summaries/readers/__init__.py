"""Readers of summaries: one module for each input format, listed in ``formats.INPUT_FORMATS``.

:func:`find_files` finds files in a known format, :func:`read` reads one file, and :func:`items` finds and reads files.
The modules may import the rest of ``indexer.summaries``. Tagging and checks for duplicate ids do not belong here.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import Problem
from indexer.summaries.readers.contract import TermLookup
from indexer.summaries.readers.file_discovery import Discovery, Files
from indexer.summaries.readers.file_opening import (
    GZIP_ERRORS,
    STANDARD_INPUT_NAME,
    bytes_read,
    format_suffix,
    open_content,
    peek_start,
)
from indexer.summaries.readers.formats import INPUT_FORMATS, detect_format, known_suffixes
from indexer.summaries.summary import Summary

__all__ = ["INPUT_FORMATS", "STANDARD_INPUT", "Files", "ReadingOptions", "find_files", "items", "read"]

STANDARD_INPUT = Path("-")
_PROGRESS_INTERVAL = 100  # summaries and problems
_ENCODING, _ERRORS = "utf-8-sig", "surrogateescape"


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Options for reading input files.

    ``format`` is the name of the format of all files. If ``format`` is None, the format of each file is detected.
    ``columns`` maps fields to column names of tables ("title": "Titel"). ``standard_input`` is the path of a file with
    a copy of standard input. This file is opened for the source ``STANDARD_INPUT``.
    """

    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    standard_input: Path | None = None

    def place(self, path: Path) -> Path:
        """Return the file to open for the source ``path``."""
        return self.standard_input if self.standard_input and path == STANDARD_INPUT else path

    def name(self, path: Path) -> str:
        """Return the name of the source ``path`` for messages."""
        return STANDARD_INPUT_NAME if self.standard_input and path == STANDARD_INPUT else str(path)


DEFAULT_READING = ReadingOptions()


def find_files(sources: Iterable[Path], reading: ReadingOptions = DEFAULT_READING) -> Files:
    """Return the files to read in ``sources`` (files and folders). Files in folders are sorted by name.

    If a source folder contains ``summaries/``, only that subfolder is searched. Hidden files in folders are ignored.
    ``passed_over`` lists READMEs, the file ``queries.txt``, files with an unknown suffix, and files without a suffix
    whose content has no known format. A symbolic link is followed only to a file inside the source folder. If a source
    is a file in an unknown format, ``problems`` contains a Problem for it, unless ``reading.format`` is set.
    """
    suffixes = frozenset(INPUT_FORMATS[reading.format].suffixes) if reading.format else known_suffixes()
    remedy = f"name it with --from, or use one of the suffixes {', '.join(sorted(known_suffixes()))}"
    sources = list(sources)
    copied = [path for path in sources if reading.place(path) != path]
    named = [path for path in sources if path not in copied]
    in_given_format = {path for path in named if reading.format and path.is_file()}
    files = Discovery(
        lambda path: format_suffix(path) in suffixes or path in in_given_format,
        lambda path: not reading.format and _has_known_content(path),
        remedy,
    ).find(named)
    return Files((*files.paths, *dict.fromkeys(copied)), files.passed_over, files.problems)


def read(
    path: Path,
    terms: TermLookup,
    reading: ReadingOptions = DEFAULT_READING,
    on_progress: Callable[[int], None] | None = None,
) -> Iterator[Summary | Problem]:
    """Yield the summaries in ``path`` in file order, and a Problem for each record or file that cannot be read.

    ``on_progress`` is called after every 100 items. Its argument is the number of bytes read so far.
    """
    where = reading.name(path)
    try:
        with open_content(reading.place(path)) as stream:
            chosen = INPUT_FORMATS[reading.format] if reading.format else None
            input_format = chosen or detect_format(peek_start(stream), format_suffix(path))
            if input_format is None:
                yield Problem(where, None, "unknown format", "name it with --from")
                return
            content = stream if input_format.binary else io.TextIOWrapper(stream, encoding=_ENCODING, errors=_ERRORS)
            for number, item in enumerate(input_format.read(content, where, terms, reading.columns), 1):
                yield item
                if on_progress and number % _PROGRESS_INTERVAL == 0:
                    on_progress(bytes_read(stream))
    except GZIP_ERRORS:
        yield Problem(where, None, "the gzip data is incomplete or damaged", "download or copy the file again")
    except OSError as error:
        remedy = "check the file's permissions" if isinstance(error, PermissionError) else "repair or remove it"
        yield Problem(where, None, f"cannot be read: {error.strerror}", remedy)


def items(
    sources: Iterable[Path], terms: TermLookup, reading: ReadingOptions = DEFAULT_READING
) -> Iterator[Summary | Problem]:
    """Find the files in ``sources``. Yield the problems of the search, then the items that :func:`read` yields."""
    files = find_files(sources, reading)
    yield from files.problems
    for path in files.paths:
        yield from read(path, terms, reading)


def _has_known_content(path: Path) -> bool:
    """Return whether the format of a file can be detected from its content alone."""
    try:
        with open_content(path) as stream:
            return detect_format(peek_start(stream), "") is not None
    except (OSError, *GZIP_ERRORS):
        return False
