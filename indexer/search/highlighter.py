"""Highlighter that marks the matches of a query in the title, the paragraphs and the best sentences of a summary.

A passage is a sequence of plain-text spans. This module does not escape the text of spans; the templates escape it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.query.ast import (
    TEXT_FIELDS,
    Field,
    HasConcept,
    Query,
    Word,
    positive_leaves,
    runs_of,
)
from indexer.search.results import Passage, Span
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.text.sentences import sentences
from indexer.text.term_finder import TermFinder, match_after
from indexer.vocabulary.model import Vocabulary

MOST_PASSAGES = 3
_LONGEST_PASSAGE = 400  # characters

Range = tuple[int, int, int]
"""A match in a text as (start, end, bit). The end is exclusive. Each part of the query has its own bit."""


class _Sentence(NamedTuple):
    """A sentence of ``paragraph``. ``start`` and ``end`` are offsets in the paragraph. ``ranges`` are the matches.

    ``parts`` is a bit mask of the matching query parts.
    """

    paragraph: str
    start: int
    end: int
    ranges: Sequence[Range]
    parts: int

    def passage(self) -> Passage:
        shown_from, shown_to = _window(self.paragraph, self.start, self.end, self.ranges)
        return _marked(self.paragraph, shown_from, shown_to, self.ranges, self.start, self.end)


class Highlighter:
    """Marks the matches of one query in texts. Matches are the words of the query and all names of its concepts."""

    def __init__(self, query: Query, vocabulary: Vocabulary) -> None:
        # (sequence of terms to mark, bit of its query part), by field and first term. The longest sequence is first.
        self._runs: dict[Field, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
        for field in TEXT_FIELDS:
            by_first_term = self._runs[field] = {}
            for number, part in enumerate(dict.fromkeys(positive_leaves(query))):
                for run in _runs(part, field, vocabulary):
                    by_first_term.setdefault(run[0], []).append((run, 1 << number))
            for runs in by_first_term.values():
                runs.sort(key=lambda one: -len(one[0]))
        self._finders = {field: TermFinder(by_first_term) for field, by_first_term in self._runs.items()}

    def title(self, summary: Summary) -> Passage:
        """Return the whole title with marked matches."""
        return _marked(summary.title, 0, len(summary.title), self._ranges(summary.title, "title"))

    def paragraphs(self, summary: Summary) -> tuple[Passage, ...]:
        """Return all paragraphs, unshortened, with marked matches."""
        return tuple(
            _marked(paragraph, 0, len(paragraph), self._ranges(paragraph, "text")) for paragraph in summary.paragraphs
        )

    def matches(self, summary: Summary, field: Field) -> list[str]:
        """Return the matches in the title or the text, in text order. Each match is returned as it is written there."""
        texts = (summary.title,) if field == "title" else summary.paragraphs
        return [text[start:end] for text in texts for start, end, _ in self._ranges(text, field)]

    def passages(self, summary: Summary) -> tuple[Passage, ...]:
        """Return the best sentences, at most MOST_PASSAGES, in text order. Without a match, return the first one."""
        matching = list(self._sentences(summary))
        if not matching:
            return tuple(_first_sentence(paragraph) for paragraph in summary.paragraphs[:1])
        return tuple([matching[number].passage() for number in _best([sentence.parts for sentence in matching])])

    def _sentences(self, summary: Summary) -> Iterator[_Sentence]:
        """Yield the sentences with matches, in text order."""
        for paragraph in summary.paragraphs:
            ranges = self._ranges(paragraph, "text")
            at = 0
            for start, end in sentences(paragraph) if ranges else ():
                first, parts = at, 0
                while at < len(ranges) and ranges[at][0] < end:
                    parts |= ranges[at][2]
                    at += 1
                if at > first:
                    within = [one for one in ranges[first:at] if one[1] <= end]
                    if within:
                        yield _Sentence(paragraph, start, end, within, parts)
                    if at == len(ranges):
                        break

    def _ranges(self, text: str, field: Field) -> list[Range]:
        """Return the matches in text order. They do not overlap. At each start, only the longest match is returned."""
        runs = self._runs[field]
        ranges: list[Range] = []
        free = 0  # end of the last match
        for start, end, first in self._finders[field].find(text) if runs else ():
            if start >= free:
                for run, bit in runs[first]:
                    last = match_after(text, end, run[1:])
                    if last:
                        free = last
                        ranges.append((start, last, bit))
                        break
        return ranges


def _best(parts: Sequence[int]) -> list[int]:
    """Return the positions of the sentences to show, in ascending order.

    ``parts`` contains one bit mask of matching query parts per sentence. Each step selects the sentence with the
    most new parts. A part is new if no selected sentence matches this part. If several sentences have equally many new
    parts, the sentence that matches the most parts is selected. If these are still equal, the first is selected.
    """
    left = list(range(len(parts)))
    if len(left) <= MOST_PASSAGES:
        return left
    chosen, seen = [], 0
    for _ in range(MOST_PASSAGES):
        best = max(left, key=lambda number: ((parts[number] & ~seen).bit_count(), parts[number].bit_count()))
        left.remove(best)
        chosen.append(best)
        seen |= parts[best]
    return sorted(chosen)


def _first_sentence(paragraph: str) -> Passage:
    start, end = next(iter(sentences(paragraph)), (0, len(paragraph)))
    return _Sentence(paragraph, start, end, (), 0).passage()


def _runs(part: Word | HasConcept, field: Field, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """Return the sequences of terms to mark in ``field`` for one part of the query."""
    match part:
        case HasConcept(facet, concept):
            return [run for name in vocabulary.names_below(facet, concept) if (run := terms(name))]
        case word:
            return runs_of(word) if word.field in (None, field) else []


def _window(text: str, start: int, end: int, ranges: Sequence[Range]) -> tuple[int, int]:
    """Return start and end of the text to show.

    A sentence of at most 400 characters is shown whole. A longer sentence is cut to this length. If its first match is
    not near its start, the text begins shortly before this match.
    """
    if end - start <= _LONGEST_PASSAGE:
        return start, end
    first = ranges[0][0] if ranges else start
    shown_from = start if first - start < _LONGEST_PASSAGE // 2 else text.rfind(" ", start, first - 80) + 1
    shown_from = max(shown_from, start)
    shown_to = min(end, shown_from + _LONGEST_PASSAGE)
    if shown_to < end:
        shown_to = max(text.rfind(" ", shown_from, shown_to), shown_from + 1)
    return shown_from, shown_to


def _marked(
    text: str,
    start: int,
    end: int,
    ranges: Sequence[Range],
    whole_start: int | None = None,
    whole_end: int | None = None,
) -> Passage:
    """Return ``text[start:end]`` as spans. "…" marks each cut end of the sentence ``text[whole_start:whole_end]``."""
    spans: list[Span] = []
    at = start
    if whole_start is not None and start > whole_start:
        spans.append(Span("… ", False))
    for a, b, _ in ranges:
        if a >= at and b <= end:
            if a > at:
                spans.append(Span(text[at:a], False))
            spans.append(Span(text[a:b], True))
            at = b
    if at < end:
        spans.append(Span(text[at:end], False))
    if whole_end is not None and end < whole_end:
        spans.append(Span(" …", False))
    return tuple(spans)
