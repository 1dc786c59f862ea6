"""What can go wrong, and how it is said: where, what, and the remedy.

    SummarySearchError
    ├── InvalidVocabulary       the vocabulary folder cannot be used; carries every Problem found
    ├── NothingToIndex          no summary could be read; the index was left as it was
    ├── IndexNotWritten         a disk is full, or a folder may not be written; the index was left as it was
    ├── SearchTooSlow           what was asked takes longer than it may
    └── IndexUnavailable        nothing can be asked of the index now
        ├── IndexMissing        there is none yet
        ├── IndexOutdated       made by another version: rebuild
        ├── IndexDamaged        a file of it is missing or cut short: rebuild
        ├── IndexBusy           another process is writing it
        ├── RebuildNeeded       it cannot be updated, only made anew
        ├── NotAnIndex          the place holds something that is not ours
        ├── IndexUnreachable    the servers that hold it do not answer, not in time, or not in full: try again
        ├── AccessRefused       the servers that hold it do not let us in
        └── ServerTooOld        the servers that hold it cannot do what is asked of them

A :class:`Problem` is not an exception: it is one thing wrong in one place of an input, collected while the
rest is carried on with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_LONGEST_TYPED = 200  # characters: of more, what is close takes long to find
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an input: ``where`` is a file, ``line`` counts from 1, ``remedy`` says what helps."""

    where: str
    line: int | None
    what: str
    remedy: str | None = None

    def __str__(self) -> str:
        """Return one line that can be printed anywhere, whatever the file is called and holds."""
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return printable(f"{place}: {self.what}" + (f"; {self.remedy}" if self.remedy else ""))


class SummarySearchError(Exception):
    """Base of all errors that the project raises on purpose."""

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message + (f"; {self.remedy}" if self.remedy else "")


class InvalidVocabulary(SummarySearchError):
    """A vocabulary cannot be used; ``problems`` holds every reason, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NothingToIndex(SummarySearchError):
    """No summary could be read, so the index was left as it was; ``problems`` says why."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message, "the index was left as it was")


class IndexNotWritten(SummarySearchError):
    """A new generation could not be written; the index was left as it was."""


class SearchTooSlow(SummarySearchError):
    """What was asked takes longer than it may; see :mod:`indexer.deadlines`."""


class IndexUnavailable(SummarySearchError):
    """Nothing can be asked of the index now."""


class IndexMissing(IndexUnavailable):
    """There is no index yet."""


class IndexOutdated(IndexUnavailable):
    """The index was made by a version that stores it differently."""


class IndexDamaged(IndexUnavailable):
    """A file of the index is missing or cut short."""


class IndexBusy(IndexUnavailable):
    """Another process is writing the index."""


class RebuildNeeded(IndexUnavailable):
    """The index cannot be updated, only made anew."""


class NotAnIndex(IndexUnavailable):
    """The place given for the index holds something that is not ours."""


class IndexUnreachable(IndexUnavailable):
    """The servers that hold the index do not answer, not in time, or not in full; a little later they may."""


class AccessRefused(IndexUnavailable):
    """The servers that hold the index do not let us in, or not do what we wanted to."""


class ServerTooOld(IndexUnavailable):
    """The servers that hold the index are of a version, or a kind, that cannot do what is asked of them."""


def printable(text: str) -> str:
    """Return ``text`` with what a terminal or a log would obey instead of show (line ends, too) as ``\\x1b``.

    Half characters, which no file can hold, are written so as well: they stand for bytes of names that are no UTF-8.
    """
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def did_you_mean(typed: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean "x"?`` for the closest of ``known``, or None where nothing comes close."""
    if len(typed) > _LONGEST_TYPED:
        return None
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(typed.casefold(), by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[close[0]]}"?' if close else None
