"""Result types of the search service: the overview of a search, its hits, and highlighted summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.engines.answers import Place
from indexer.query.concept_linking import Interpretation
from indexer.query.request import SearchRequest, Sort
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Concepts, Summary
from indexer.vocabulary.model import Vocabulary


class Span(NamedTuple):
    """A piece of a passage. ``matched`` marks pieces that match the query."""

    text: str
    matched: bool


Passage = tuple[Span, ...]


class Label(NamedTuple):
    """A concept id and its label."""

    id: str
    label: str


Labels = Mapping[str, tuple[Label, ...]]
"""The concepts of a summary by facet field, in the order of the summary."""


def labels_of(summary: Summary, vocabulary: Vocabulary) -> Labels:
    """Return the concepts of a summary by facet field, with their labels."""
    return {facet.field: _labels(facet.name, summary.concepts(facet.field), vocabulary) for facet in FACETS}


def _labels(facet: str, concepts: Concepts, vocabulary: Vocabulary) -> tuple[Label, ...]:
    return tuple([Label(concept, vocabulary.label(facet, concept)) for concept in concepts]) if concepts else ()


Match = Literal["exact", "spelling", "stem", "synonym"]


@dataclass(frozen=True, slots=True)
class WordForm:
    """A word of the query as a summary writes it (in lower case), its frequency there, and the kind of match.

    "exact" is the word as typed, ignoring case and accents; "spelling" its British or American spelling; "stem" another
    form of the word; "synonym" another name of the concept that was typed.
    """

    text: str
    match: Match
    times: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The share of one part of the query in the score of a hit, with the matching word forms.

    ``typed`` is the part as typed. It is "" for the places "meaning" (similarity to the query) and "feedback"
    (similarity to the best hits), which belong to no part. For the place "concept", ``concept`` is the concept that
    ``typed`` names, and ``tagged`` holds the concepts through which the summary has it.
    """

    place: Place
    score: float
    typed: str = ""
    forms: tuple[WordForm, ...] = ()
    concept: Interpretation | None = None
    tagged: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightedHit:
    """A hit with its title and its best passages, in which matches are marked.

    ``reasons`` is empty unless the request asks for explanations; then the scores add up to that of the hit, the
    largest first.
    """

    summary: Summary
    labels: Labels
    score: float
    title: Passage
    passages: tuple[Passage, ...]
    reasons: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar summary: its similarity (0 to 1), the concepts and the most significant words that both share."""

    summary: Summary
    similarity: float
    shared: Labels
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HighlightedSummary:
    """A whole summary with the matches of a query marked in title and paragraphs.

    ``similar`` holds the most similar summaries, most similar first; ``version`` is that of the index.
    """

    summary: Summary
    labels: Labels
    title: Passage
    paragraphs: tuple[Passage, ...]
    similar: tuple[Similar, ...]
    version: str


class FacetValue(NamedTuple):
    """A concept of a facet: number of summaries, whether it is selected, and its nearest listed ancestor."""

    id: str
    label: str
    count: int  # type: ignore[assignment]  # replaces tuple.count
    selected: bool
    parent: str | None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """A facet with its values, most summaries first, then by label. Selected values are listed even with count 0."""

    facet: Facet
    values: tuple[FacetValue, ...]


class YearCount(NamedTuple):
    """A year and its number of summaries."""

    year: int
    count: int  # type: ignore[assignment]  # replaces tuple.count


@dataclass(frozen=True, slots=True)
class ZeroResultHint:
    """A way out of an empty result: without ``text``, the search has ``total`` results.

    ``kind`` is "word" (a clause of the query; ``query`` is the rest of it), "filter" (``facet`` and ``concept`` name
    it) or "years". ``alone`` is the number of summaries that match the clause or filter by itself.
    """

    kind: str
    text: str
    total: int
    alone: int
    query: str | None = None
    facet: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Sense:
    """A concept that an ambiguous acronym may mean, and its number of summaries."""

    facet: str
    concept: str
    label: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The query with the spelling of unknown words corrected, and its number of results."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of the typed text: a concept of ``facet``, or a summary by its title (facet None).

    ``before`` holds the typed words before the name, ``name`` the matching name of the concept. ``total`` is the number
    of summaries that have the concept and match ``before``; None for a summary.
    """

    facet: Facet | None
    id: str
    label: str
    name: str
    before: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The outcome of a search without its hits: what list, map and timeline have in common.

    ``request`` is the request as resolved, ``sort`` the order in force. ``total`` is exact; ``matching_all`` of these
    match all words (fewer only with ``words="some"``), and ``shown`` of them can be reached page by page. ``relaxable``
    is True if the query has several words. ``facets`` and ``years`` count under all filters but their own. ``version``
    and ``summaries`` (its number of summaries) describe the index.
    """

    request: SearchRequest
    sort: Sort
    total: int
    matching_all: int
    shown: int
    relaxable: bool
    facets: tuple[FacetCounts, ...]
    years: tuple[YearCount, ...]
    notices: tuple[str, ...]
    interpretations: tuple[Interpretation, ...]
    senses: tuple[Sense, ...]
    suggestion: Suggestion | None
    version: str
    summaries: int

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.shown // self.request.size))


@dataclass(frozen=True, slots=True)
class ResultPage(Overview):
    """One page of results.

    Where the hits leave room on the page, ``partial`` follows with the best of ``partial_total`` summaries that match
    some of the words, then ``related`` with similar summaries that match none. ``hints`` is empty unless there is no
    result. ``took_ms`` is the time of the search in milliseconds.
    """

    hits: tuple[HighlightedHit, ...]
    partial: tuple[HighlightedHit, ...]
    partial_total: int
    related: tuple[HighlightedHit, ...]
    hints: tuple[ZeroResultHint, ...]
    took_ms: float
