"""What can go wrong, and how it is said: where, what, and the remedy.

    SummarySearchError
    ├── InvalidVocabulary       the vocabulary folder cannot be used; carries every Problem found
    ├── NothingToIndex          no summary could be read; the index was left as it was
    ├── SearchTooSlow           what was asked takes longer than it may
    └── IndexUnavailable        nothing can be asked of the index now
        ├── IndexMissing        there is none yet
        ├── IndexOutdated       made by another version: rebuild
        ├── IndexDamaged        a file of it is missing or cut short: rebuild
        ├── IndexBusy           another process is writing it
        ├── RebuildNeeded       it cannot be updated, only made anew
        └── NotAnIndex          the place holds something that is not ours

A :class:`Problem` is not an exception: it is one thing wrong in one place of an input, collected while the
rest is carried on with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an input: ``where`` is a file, ``line`` counts from 1, ``remedy`` says what helps."""

    where: str
    line: int | None
    what: str
    remedy: str | None = None

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


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


def did_you_mean(typed: str, known: Iterable[str]) -> str | None:
    """Return ``did you mean "x"?`` for the closest of ``known``, or None where nothing comes close."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(typed.casefold(), by_folded, n=1, cutoff=0.6)
    return f'did you mean "{by_folded[close[0]]}"?' if close else None
