"""What to show of a summary for a query: its best sentences, in pieces, with the words that matched marked.

Passages travel as spans; whoever prints them escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.query.ast import (
    TEXT_FIELDS,
    AnyTerm,
    Field,
    HasConcept,
    Near,
    Phrase,
    Query,
    Term,
    Word,
    terms_of,
    wanted,
)
from indexer.search.results import Passage, Span
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.text.sentences import sentences
from indexer.text.term_finder import TermFinder, match_after
from indexer.vocabulary.model import Vocabulary

MOST_PASSAGES = 3
_LONGEST_PASSAGE = 400


Range = tuple[int, int, int]
"""Where something stands that the query asks for, the end exclusive, and the bit of the part that asks for it."""


class _Sentence(NamedTuple):
    """A sentence that holds something of the query: where it stands in its paragraph, and what it holds.

    ``found`` has the bits of the parts of the query that stand in it.
    """

    paragraph: str
    start: int
    end: int
    ranges: Sequence[Range]
    found: int

    def passage(self) -> Passage:
        shown_from, shown_to = _window(self.paragraph, self.start, self.end, self.ranges)
        return _marked(self.paragraph, shown_from, shown_to, self.ranges, self.start, self.end)


class Highlighter:
    """Marks what one query asks for in any number of texts: its words, and every name of its concepts."""

    def __init__(self, query: Query, vocabulary: Vocabulary) -> None:
        # By field and first term: what to look for there, and the bit of the part of the query that asks for it.
        self._wanted: dict[Field, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
        for field in TEXT_FIELDS:
            sought = self._wanted[field] = {}
            for number, part in enumerate(dict.fromkeys(wanted(query))):
                for run in _sought(part, field, vocabulary):
                    sought.setdefault(run[0], []).append((run, 1 << number))
            for found in sought.values():
                found.sort(key=lambda one: -len(one[0]))
        self._finders = {field: TermFinder(sought) for field, sought in self._wanted.items()}

    def title(self, summary: Summary) -> Passage:
        """Return the whole title, marked."""
        return _marked(summary.title, 0, len(summary.title), self._ranges(summary.title, "title"))

    def paragraphs(self, summary: Summary) -> tuple[Passage, ...]:
        """Return every paragraph whole, marked."""
        return tuple(
            _marked(paragraph, 0, len(paragraph), self._ranges(paragraph, "text")) for paragraph in summary.paragraphs
        )

    def written(self, summary: Summary, field: Field) -> list[str]:
        """Return what is marked in the title or in the text, as it is written there, in order."""
        texts = (summary.title,) if field == "title" else summary.paragraphs
        return [text[start:end] for text in texts for start, end, _ in self._ranges(text, field)]

    def passages(self, summary: Summary) -> tuple[Passage, ...]:
        """Return the sentences that hold most of the query's words, at most MOST_PASSAGES, in text order.

        Where the text holds none of them, the first sentence stands for it.
        """
        found = list(self._sentences(summary))
        if not found:
            return tuple(_first_sentence(paragraph) for paragraph in summary.paragraphs[:1])
        return tuple([found[number].passage() for number in _chosen([sentence.found for sentence in found])])

    def _sentences(self, summary: Summary) -> Iterator[_Sentence]:
        """Yield the sentences that hold something of the query, in text order."""
        for paragraph in summary.paragraphs:
            ranges = self._ranges(paragraph, "text")
            at = 0
            for start, end in sentences(paragraph) if ranges else ():
                first, found = at, 0
                while at < len(ranges) and ranges[at][0] < end:
                    found |= ranges[at][2]
                    at += 1
                if at > first:
                    within = [one for one in ranges[first:at] if one[1] <= end]
                    if within:
                        yield _Sentence(paragraph, start, end, within, found)
                    if at == len(ranges):
                        break

    def _ranges(self, text: str, field: Field) -> list[Range]:
        """Return what matched, in order and not overlapping; the longest at each place."""
        sought = self._wanted[field]
        found: list[Range] = []
        free = 0  # of what was found already
        for start, end, first in self._finders[field].find(text) if sought else ():
            if start >= free:
                for run, bit in sought[first]:
                    last = match_after(text, end, run[1:])
                    if last:
                        free = last
                        found.append((start, last, bit))
                        break
        return found


def _chosen(found: Sequence[int]) -> list[int]:
    """Return the numbers of the sentences to show, in order, given the bits of what each holds.

    Each next one is that with most words not shown yet, then with most words, then the first.
    """
    left = list(range(len(found)))
    if len(left) <= MOST_PASSAGES:
        return left
    chosen, seen = [], 0
    for _ in range(MOST_PASSAGES):
        best = max(left, key=lambda number: ((found[number] & ~seen).bit_count(), found[number].bit_count()))
        left.remove(best)
        chosen.append(best)
        seen |= found[best]
    return sorted(chosen)


def _first_sentence(paragraph: str) -> Passage:
    start, end = next(iter(sentences(paragraph)), (0, len(paragraph)))
    return _Sentence(paragraph, start, end, (), 0).passage()


def _sought(part: Word | HasConcept, field: Field, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """Return the runs of terms that a part of the query asks for in a field."""
    match part:
        case HasConcept(facet, concept):
            return [run for name in vocabulary.names_below(facet, concept) if (run := terms(name))]
        case Term(_, of) | AnyTerm(_, of) | Near(_, _, of) if of in (None, field):
            return [(one,) for one in terms_of(part)]
        case Phrase(found, of) if of in (None, field):
            return [found]
        case _:
            return []


def _window(text: str, start: int, end: int, ranges: Sequence[Range]) -> tuple[int, int]:
    """Return the part of an overlong sentence to show: from a little before its first match on."""
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
    """Return ``text[start:end]`` in spans, with "…" where it was cut off from the whole."""
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
