"""Warnings about likely mistakes in summaries. Such summaries can be indexed, but an editor should check them.

``citations`` and ``near_duplicates`` find the mistakes, and ``line_numbers`` finds their lines. This module builds the
warnings. The readers of files (:mod:`indexer.summaries.readers`) report errors, so errors don't belong here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from indexer.errors import Problem
from indexer.ingest.checks.citations import first_figure, paper_keys
from indexer.ingest.checks.line_numbers import find_lines
from indexer.ingest.checks.near_duplicates import NearDuplicates
from indexer.ingest.job import IngestJob, Report
from indexer.ingest.source_reader import SourceReader
from indexer.summaries.readers import ReadingOptions
from indexer.summaries.summary import Summary

WarningKind = Literal["near-duplicate", "same-paper", "uncited-figure"]

_SEARCHED_CHARACTERS = 30  # the line of a text or title is found by this many characters at its start


@dataclass(frozen=True, slots=True)
class CheckWarning:
    """A likely mistake in the summary with the id ``summary``."""

    kind: WarningKind
    summary: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check. ``report`` contains all errors. ``warnings`` are in the order of the files."""

    report: Report
    warnings: tuple[CheckWarning, ...]


def check_sources(job: IngestJob) -> CheckResult:
    """Read the summaries in the same way as a rebuild, and check and compare them. Nothing is indexed."""
    reader, collector = SourceReader(job, job.progress), _WarningCollector()
    for summary in reader:
        collector.add(summary, reader.current_file)
    return CheckResult(reader.report(), tuple(_with_lines(collector.warnings(), job.reading)))


class _Checked(NamedTuple):
    id: str
    path: Path


class _Draft(NamedTuple):
    """A warning without a line number.

    ``number`` is the position of the summary, from 0. ``words`` are texts by which the line can be found, in order of
    preference.
    """

    kind: WarningKind
    number: int
    summary: _Checked
    words: tuple[str, ...]
    what: str
    remedy: str


class _WarningCollector:
    """A collector of warnings. To save memory, it stores only hashes and the first characters of texts."""

    def __init__(self) -> None:
        self._summaries: list[_Checked] = []
        self._texts = NearDuplicates()
        self._first_characters: list[str] = []
        self._papers: dict[tuple[str, str], int] = {}
        self._drafts: list[_Draft] = []

    def add(self, summary: Summary, path: Path) -> None:
        """Check a summary in the file ``path``. Call this method in the order of the files."""
        self._summaries.append(_Checked(summary.id, path))
        self._first_characters.append(summary.text[:_SEARCHED_CHARACTERS])
        self._texts.add(summary.text)
        self._check_figures(summary)
        self._check_paper(summary)

    def warnings(self) -> list[_Draft]:
        """Return the warnings in the order of the summaries. The warnings about one summary are sorted by kind."""
        near = [self._near_duplicate(*pair) for pair in self._texts.pairs()]
        return sorted([*self._drafts, *near], key=lambda draft: (draft.number, draft.kind))

    def _near_duplicate(self, earlier: int, later: int, similarity: float) -> _Draft:
        other = self._summaries[earlier]
        share = "word for word" if similarity == 1 else f"{int(similarity * 100)}%"
        what = f'{share} the same as "{other.id}" ({other.path})'
        remedy = "remove one of them, or describe their difference"
        return self._draft("near-duplicate", later, (self._first_characters[later],), what, remedy)

    def _check_figures(self, summary: Summary) -> None:
        if summary.citation is None and (figure := first_figure(summary.text)):
            words = (figure, figure.split()[0])
            what, remedy = f'"{figure}" has no source', 'add "citation:" with the doi of the study'
            self._drafts.append(self._draft("uncited-figure", len(self._summaries) - 1, words, what, remedy))

    def _check_paper(self, summary: Summary) -> None:
        citation = summary.citation
        if citation is None:
            return
        number = len(self._summaries) - 1
        firsts = {key: self._papers.setdefault(key, number) for key in paper_keys(citation, summary.year)}
        for (kind, _), first in firsts.items():
            if first != number:
                other = self._summaries[first]
                what = f'cites the same paper as "{other.id}" ({other.path}), by its {kind}'
                title = (citation.title or "")[:_SEARCHED_CHARACTERS]
                words = tuple(filter(None, (citation.doi, citation.pmid, citation.pmcid, title)))
                remedy = "correct one of the citations, or merge the two summaries"
                self._drafts.append(self._draft("same-paper", number, words, what, remedy))
                return

    def _draft(self, kind: WarningKind, number: int, words: tuple[str, ...], what: str, remedy: str) -> _Draft:
        return _Draft(kind, number, self._summaries[number], words, what, remedy)


def _with_lines(drafts: Sequence[_Draft], reading: ReadingOptions) -> Iterator[CheckWarning]:
    """Yield the warnings with their line numbers. Each file is read once for each kind of warning."""
    words: dict[tuple[WarningKind, Path], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for draft in drafts:
        words[draft.kind, draft.summary.path][draft.summary.id] = draft.words
    lines = {key: find_lines(reading.place(key[1]), texts) for key, texts in words.items()}
    for kind, _, (summary_id, path), _, what, remedy in drafts:
        problem = Problem(reading.name(path), lines[kind, path].get(summary_id), what, remedy)
        yield CheckWarning(kind, summary_id, problem)
