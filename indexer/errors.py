"""Exceptions of the project, and problems in input files. Both have a message and, if possible, a remedy.

A :class:`Problem` is not an exception, because readers collect problems and then read the rest of the input. All
exceptions derive from :class:`SummarySearchError`. :class:`IndexUnavailable` has a subclass for each reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_MAX_TYPED = 200  # characters; the search for similar names is slow for a longer text
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in an input file.

    ``where`` is the file, and ``what`` describes the problem. ``line`` is the line number, from 1. It is None if the
    line is unknown or if the problem concerns the whole file.
    """

    where: str
    line: int | None
    what: str
    remedy: str | None = None

    def __str__(self) -> str:
        """Return one line that is safe to print, even if the file or its name contains control characters."""
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return printable(f"{place}: {self.what}" + (f"; {self.remedy}" if self.remedy else ""))


class SummarySearchError(Exception):
    """Base class of all exceptions that this project defines."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message + (f"; {self.remedy}" if self.remedy else "")


class InvalidVocabulary(SummarySearchError):
    """A vocabulary is invalid. ``problems`` contains all problems in its files, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NothingToIndex(SummarySearchError):
    """No summary could be read, so the index was left as it was. ``problems`` contains the reasons."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message, "the index was left as it was")


class IndexNotWritten(SummarySearchError):
    """A new generation could not be written, so the index was left as it was."""


class SearchTooSlow(SummarySearchError):
    """A search exceeded its time budget (:mod:`indexer.deadlines`)."""


class IndexUnavailable(SummarySearchError):
    """The index cannot be used now."""


class IndexMissing(IndexUnavailable):
    """There is no index yet."""


class IndexOutdated(IndexUnavailable):
    """The index was made by a program version with another storage format. A rebuild replaces the index."""


class IndexDamaged(IndexUnavailable):
    """The index is incomplete or damaged. A rebuild replaces the index."""


class IndexBusy(IndexUnavailable):
    """Another process is writing the index."""


class RebuildNeeded(IndexUnavailable):
    """The index cannot be updated. It must be rebuilt."""


class NotAnIndex(IndexUnavailable):
    """The location of the index contains other data, or files that an untrusted user could have written."""


class IndexUnreachable(IndexUnavailable):
    """The servers of the index don't answer in time, or they answer incompletely. A later request may succeed."""


class AccessRefused(IndexUnavailable):
    """The servers of the index refuse access or refuse an operation."""


class ServerTooOld(IndexUnavailable):
    """The servers of the index are not OpenSearch, or run a version that is too old."""


def printable(text: str) -> str:
    """Return ``text`` with control characters and line ends escaped, for example as ``\\x1b``.

    A terminal could execute control characters as commands, and line ends could fake lines of a log. Surrogates are
    escaped as well. Python uses surrogates for bytes of file names that are not UTF-8.
    """
    return _UNPRINTABLE.sub(lambda match: repr(match[0])[1:-1], text)


def did_you_mean(typed: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean "x"?`` with the most similar of the ``known`` names, or None if no name is similar."""
    if len(typed) > _MAX_TYPED:
        return None
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(typed.casefold(), by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[close[0]]}"?' if close else None
