"""Summaries -> what an editor should look at, though it can be indexed: warnings, apart from what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from indexer.errors import Problem
from indexer.ingest import pipeline
from indexer.ingest.checks.figures import first_figure
from indexer.ingest.checks.near_duplicates import NearDuplicates
from indexer.ingest.checks.papers import identities
from indexer.ingest.checks.places import lines
from indexer.ingest.pipeline import Report
from indexer.ingest.source_reader import Progress
from indexer.summaries.readers import DEFAULT_READING, ReadingOptions
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

Kind = Literal["near-duplicate", "same-paper", "uncited-figure"]
KINDS: tuple[Kind, ...] = ("near-duplicate", "same-paper", "uncited-figure")


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001  # Python's own is none of ours
    """What may be wrong with a summary: where, what and the remedy in ``problem``."""

    kind: Kind
    summary: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the report, with all that is wrong, and the warnings, in the order of the files."""

    report: Report
    warnings: tuple[Warning, ...]


def check(
    vocabulary: Vocabulary,
    sources: Sequence[Path],
    progress: Progress | None = None,
    *,
    reading: ReadingOptions = DEFAULT_READING,
) -> Checked:
    """Read the summaries in ``sources`` as a rebuild does, compare them with each other, and index nothing."""
    checker = _Checker()
    report = pipeline.check(vocabulary, sources, progress, checker.look_at, reading=reading)
    return Checked(report, tuple(_located(checker.findings(), reading)))


class _Seen(NamedTuple):
    id: str
    path: Path


class _Finding(NamedTuple):
    """A warning before its line is known; ``words`` stand on that line, the first that do."""

    kind: Kind
    number: int
    seen: _Seen
    words: tuple[str, ...]
    what: str
    remedy: str


class _Checker:
    """Looks at one summary after another; keeps little of each."""

    def __init__(self) -> None:
        self._seen: list[_Seen] = []
        self._texts = NearDuplicates()
        self._openings: list[str] = []
        self._papers: dict[tuple[str, str], int] = {}
        self._findings: list[_Finding] = []

    def look_at(self, summary: Summary, path: Path) -> None:
        """Look at the next summary."""
        self._seen.append(_Seen(summary.id, path))
        self._openings.append(summary.text[:_OPENING])
        self._texts.add(summary.text)
        self._look_for_source(summary)
        self._look_for_paper(summary)

    def findings(self) -> Iterator[_Finding]:
        """Yield what was found, in the order of the summaries."""
        near = [self._near_duplicate(*pair) for pair in self._texts.pairs()]
        yield from sorted([*self._findings, *near], key=lambda finding: (finding.number, KINDS.index(finding.kind)))

    def _near_duplicate(self, earlier: int, later: int, likeness: float) -> _Finding:
        other = self._seen[earlier]
        what = f'{_share(likeness)} the same as "{other.id}" ({other.path})'
        remedy = "keep one of the two, or write what sets them apart"
        return self._finding("near-duplicate", later, (self._openings[later],), what, remedy)

    def _look_for_source(self, summary: Summary) -> None:
        if summary.citation is None and (figure := first_figure(summary.text)):
            words = (figure, figure.split()[0])
            what, remedy = f'"{figure}" has no source', 'add "citation:" with the doi of the study'
            self._findings.append(self._finding("uncited-figure", len(self._seen) - 1, words, what, remedy))

    def _look_for_paper(self, summary: Summary) -> None:
        if summary.citation is None:
            return
        number = len(self._seen) - 1
        told = False
        for kind, identity in identities(summary.citation, summary.year):
            first = self._papers.setdefault((kind, identity), number)
            if first != number and not told:
                told = True
                other = self._seen[first]
                what = f'cites the same paper as "{other.id}" ({other.path}), by its {kind}'
                citation = summary.citation
                written = (citation.doi, citation.pmid, citation.pmcid, (citation.title or "")[:_OPENING])
                words = tuple(word for word in written if word)
                remedy = "correct one of the citations, or make one summary of the two"
                self._findings.append(self._finding("same-paper", number, words, what, remedy))

    def _finding(self, kind: Kind, number: int, words: tuple[str, ...], what: str, remedy: str) -> _Finding:
        return _Finding(kind, number, self._seen[number], words, what, remedy)


_OPENING = 30  # characters by which a text is found in its file


def _located(findings: Iterator[_Finding], reading: ReadingOptions) -> Iterator[Warning]:
    """Yield the warnings, with their lines."""
    every = list(findings)
    wanted: dict[tuple[Kind, Path], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for finding in every:
        wanted[finding.kind, finding.seen.path][finding.seen.id] = finding.words
    known = {key: lines(reading.place(key[1]), words) for key, words in wanted.items()}
    for kind, _, (summary_id, path), _, what, remedy in every:
        problem = Problem(reading.name(path), known[kind, path].get(summary_id), what, remedy)
        yield Warning(kind, summary_id, problem)


def _share(likeness: float) -> str:
    return "word for word" if likeness == 1 else f"{int(likeness * 100)}%"
