"""What to show of a summary for a query: its best sentences, in pieces, with the words that matched marked.

Passages travel as spans; whoever prints them escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.language.analysis import sentences, spans, term, terms
from indexer.language.vocabulary import Vocabulary
from indexer.queries.query import (
    TEXT_FIELDS,
    AnyTerm,
    Concept,
    Field,
    Near,
    Phrase,
    Query,
    Term,
    Word,
    terms_of,
    wanted,
)
from indexer.results import Passage, Span
from indexer.summaries.summary import Summary

MOST_PASSAGES = 3
_LONGEST_PASSAGE = 400


Range = tuple[int, int, Word | Concept]


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    place: int
    found: frozenset[Word | Concept]


class Marker:
    """Marks what one query asks for in any number of texts: its words, and every name of its concepts."""

    def __init__(self, query: Query, vocabulary: Vocabulary) -> None:
        # By field and first term: what to look for there, and the part of the query that asks for it.
        self._wanted: dict[Field, dict[str, list[tuple[tuple[str, ...], Word | Concept]]]] = {}
        for field in TEXT_FIELDS:
            sought = self._wanted[field] = {}
            for part in dict.fromkeys(wanted(query)):
                for run in _sought(part, field, vocabulary):
                    sought.setdefault(run[0], []).append((run, part))
            for found in sought.values():
                found.sort(key=lambda one: -len(one[0]))

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
        marked = list(self._sentences(summary))
        chosen: list[_Sentence] = []
        seen: set[Word | Concept] = set()
        while len(chosen) < MOST_PASSAGES:
            # Each next sentence is the one with most words not shown yet, then with most words, then the first.
            best = max(
                (s for s in marked if s not in chosen and s.found),
                key=lambda s: (len(s.found - seen), len(s.found), -s.place),
                default=None,
            )
            if best is None:
                break
            chosen.append(best)
            seen |= best.found
        chosen = chosen or marked[:1]
        return tuple(sentence.passage for sentence in sorted(chosen, key=lambda s: s.place))

    def _sentences(self, summary: Summary) -> Iterator[_Sentence]:
        place = 0
        for paragraph in summary.paragraphs:
            ranges = self._ranges(paragraph, "text")
            for start, end in sentences(paragraph):
                within = [(a, b, found) for a, b, found in ranges if a >= start and b <= end]
                shown_from, shown_to = _window(paragraph, start, end, within)
                passage = _marked(paragraph, shown_from, shown_to, within, start, end)
                yield _Sentence(passage, place, frozenset(found for _, _, found in within))
                place += 1

    def _ranges(self, text: str, field: Field) -> list[Range]:
        """Return (start, end, part) of what matched, in order and not overlapping; the longest at each place."""
        sought = self._wanted[field]
        if not sought:
            return []
        places = spans(text)
        written = [term(text[start:end]) for start, end in places]
        found: list[Range] = []
        free = 0  # of what was found already
        for at in (at for at, here in enumerate(written) if here in sought):
            if at >= free:
                for run, part in sought[written[at]]:
                    if tuple(written[at : at + len(run)]) == run:
                        free = at + len(run)
                        found.append((places[at][0], places[free - 1][1], part))
                        break
        return found


def _sought(part: Word | Concept, field: Field, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """Return the runs of terms that a part of the query asks for in a field."""
    match part:
        case Concept(facet, concept):
            return [run for name in vocabulary.names_below(facet, concept) if (run := terms(name))]
        case Term(_, of) | AnyTerm(_, of) | Near(_, _, of) if of in (None, field):
            return [(one,) for one in terms_of(part)]
        case Phrase(found, of) if of in (None, field):
            return [found]
        case _:
            return []


def _window(text: str, start: int, end: int, ranges: list[Range]) -> tuple[int, int]:
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
    ranges: list[Range],
    whole_start: int | None = None,
    whole_end: int | None = None,
) -> Passage:
    """Return ``text[start:end]`` in spans, with "…" where it was cut off from the whole."""
    spans: list[Span] = []
    at = start
    for a, b, _ in ranges:
        if a >= at and b <= end:
            spans += [Span(text[at:a], False), Span(text[a:b], True)]
            at = b
    spans.append(Span(text[at:end], False))
    if whole_start is not None and start > whole_start:
        spans.insert(0, Span("… ", False))
    if whole_end is not None and end < whole_end:
        spans.append(Span(" …", False))
    return tuple(span for span in spans if span.text)
