"""Result types of the search service: the overview of a search, its hits, and highlighted summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.engines.answers import Place
from indexer.query.clauses import Interpretation
from indexer.query.request import SearchRequest, Sort
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Concepts, Summary
from indexer.vocabulary.model import Vocabulary


class Span(NamedTuple):
    """A piece of a passage. ``matched`` is True if the piece matches the query."""

    text: str
    matched: bool


Passage = tuple[Span, ...]


class Label(NamedTuple):
    """A concept id and its label."""

    id: str
    label: str


Labels = Mapping[str, tuple[Label, ...]]
"""The concepts of a summary by facet field. Within a field, they are in the order of the summary."""


def labels_of(summary: Summary, vocabulary: Vocabulary) -> Labels:
    """Return the concepts of a summary by facet field, with their labels."""
    return {facet.field: _labels(facet.name, summary.concepts(facet.field), vocabulary) for facet in FACETS}


def _labels(facet: str, concepts: Concepts, vocabulary: Vocabulary) -> tuple[Label, ...]:
    return tuple([Label(concept, vocabulary.label(facet, concept)) for concept in concepts]) if concepts else ()


Match = Literal["exact", "spelling", "stem", "synonym"]


@dataclass(frozen=True, slots=True)
class WordForm:
    """A matching word form in a summary (lower case unless in capitals), its frequency, and the kind of match.

    "exact": the typed word, ignoring case and accents. "spelling": its British or American spelling. "stem": another
    form of the word. "synonym": another name of the typed concept.
    """

    text: str
    match: Match
    times: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The share of one part of the query in the score of a hit, with the matching word forms.

    ``typed`` is the typed text of the part. It is "" for the places "meaning" (similarity to the query) and "feedback"
    (similarity to the best hits). For the place "concept", ``concept`` is the concept that ``typed`` names, and
    ``tagged`` lists the tags of the summary that are this concept or a narrower one.
    """

    place: Place
    score: float
    typed: str = ""
    forms: tuple[WordForm, ...] = ()
    concept: Interpretation | None = None
    tagged: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightedHit:
    """A hit with title and best passages, in which matches are marked.

    ``reasons`` are the parts of the score, largest first, whose scores add up to ``score``. It is empty unless the
    request has ``explain`` set.
    """

    summary: Summary
    labels: Labels
    score: float
    title: Passage
    passages: tuple[Passage, ...]
    reasons: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar summary: its similarity (0 to 1), and the concepts and most significant words in both summaries."""

    summary: Summary
    similarity: float
    shared: Labels
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HighlightedSummary:
    """A whole summary with the matches of a query marked in title and paragraphs.

    ``similar`` lists similar summaries, most similar first. ``version`` is the version of the index.
    """

    summary: Summary
    labels: Labels
    title: Passage
    paragraphs: tuple[Passage, ...]
    similar: tuple[Similar, ...]
    version: str


class FacetValue(NamedTuple):
    """A concept of a facet: number of summaries, whether it is selected, and the id of its nearest listed ancestor."""

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
    """A change of a search without results: if ``text`` is removed, the search has ``total`` results.

    ``kind`` is "word" (``text`` is a clause, ``query`` the query without it), "filter" (identified by ``facet`` and
    ``concept``) or "years". ``alone`` is the number of summaries that match the clause or filter by itself.
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

    ``before`` is the typed text before the completed name. ``name`` is the matching name of the concept. ``total`` is
    the number of summaries that have the concept and match ``before``; None for a title.
    """

    facet: Facet | None
    id: str
    label: str
    name: str
    before: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The results of a search without hits: the data common to result list, evidence map and timeline.

    ``request`` is the resolved request, ``sort`` the applied order. ``total`` is the exact number of results.
    ``matching_all`` results match all words (equal to ``total`` unless ``words`` is "some"). Pages can show the first
    ``shown`` results. ``relaxable`` is True if the query has several words. The counts of ``years`` and of each facet
    ignore their own filter. ``version`` and ``summaries`` (number of summaries) describe the index.
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

    If the hits do not fill the page, ``partial`` contains the best of ``partial_total`` summaries with some words,
    and ``related`` contains similar summaries that match no word. ``hints`` is empty if the search has results.
    ``took_ms`` is the duration of the search in milliseconds.
    """

    hits: tuple[HighlightedHit, ...]
    partial: tuple[HighlightedHit, ...]
    partial_total: int
    related: tuple[HighlightedHit, ...]
    hints: tuple[ZeroResultHint, ...]
    took_ms: float
