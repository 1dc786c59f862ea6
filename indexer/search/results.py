"""What comes back: from an engine (Found), and from a search as page, API and command line print it (ResultPage)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indexer.engines.answers import Place
from indexer.query.concept_linking import Interpretation
from indexer.query.request import SearchRequest, Sort
from indexer.summaries.facets import Facet
from indexer.summaries.summary import Summary


class Span(NamedTuple):
    """A piece of a passage; ``matched`` where it is what the query asked for."""

    text: str
    matched: bool


Passage = tuple[Span, ...]


class Label(NamedTuple):
    """A concept's id and its name for people."""

    id: str
    label: str


Labels = Mapping[str, tuple[Label, ...]]
"""A summary's concepts by facet field."""


Match = Literal["exact", "spelling", "stem", "synonym"]


@dataclass(frozen=True, slots=True)
class Form:
    """How a word of the query is written in a summary (in small letters), how often, and how it matches.

    "exact" is the word as typed, but for case and accents; "spelling" the same word spelt the British or the American
    way; "stem" another form of the word; "synonym" another name of the concept that was typed.
    """

    text: str
    match: Match
    times: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What a part of the query gave to the score of a hit, and how it stands there.

    ``typed`` is the part as it was typed: "" for likeness to the query ("meaning") and to the best hits ("feedback"),
    which belong to no part. ``concept`` is what ``typed`` names where the place is "concept", ``tagged`` the labels
    through which the summary holds that.
    """

    place: Place
    score: float
    typed: str = ""
    forms: tuple[Form, ...] = ()
    concept: Interpretation | None = None
    tagged: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightedHit:
    """A hit as it is shown: its title and its best sentences in pieces, marked where the query matched.

    ``reasons``, where they were asked for, add up to the score; what gave most comes first.
    """

    summary: Summary
    labels: Labels
    score: float
    title: Passage
    passages: tuple[Passage, ...]
    reasons: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A summary that is like another: how much (0 to 1), the concepts that both hold, and the words they share most."""

    summary: Summary
    similarity: float
    shared: Labels
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HighlightedSummary:
    """A whole summary as it is shown, its title and paragraphs marked where a query matched.

    ``similar`` are the summaries most like it, the most alike first.
    """

    summary: Summary
    labels: Labels
    title: Passage
    paragraphs: tuple[Passage, ...]
    similar: tuple[Similar, ...]
    version: str


class FacetValue(NamedTuple):
    """One concept of a facet: how many summaries, whether it is chosen, and the concept right above it."""

    id: str
    label: str
    count: int  # type: ignore[assignment]  # instead of the method that tuples have
    selected: bool
    parent: str | None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """A facet with its values: most summaries first, then by label; chosen ones are there even at 0."""

    facet: Facet
    values: tuple[FacetValue, ...]


class YearCount(NamedTuple):
    """A year, and how many summaries are of it."""

    year: int
    count: int  # type: ignore[assignment]  # instead of the method that tuples have


@dataclass(frozen=True, slots=True)
class ZeroResultHint:
    """Why nothing was found, as one step back: without ``text`` there would be ``total`` summaries.

    ``kind`` is "word" (a clause of the query as typed), "filter" (``facet`` and ``concept`` name it) or "years".
    ``alone`` is how many summaries match it by itself, 0 for a word that stands nowhere.
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
    """A concept that an ambiguous acronym may mean, and how many summaries hold it."""

    facet: str
    concept: str
    label: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The query with words that stand nowhere spelt as the collection spells them, and how many it would find."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Completion:
    """What may be meant by what was typed so far: a concept of a facet, or (facet None) a summary by its title.

    ``before`` are the words that were typed before those that name it, ``name`` that name of the concept, ``total``
    how many summaries hold it and match ``before``; None for a summary.
    """

    facet: Facet | None
    id: str
    label: str
    name: str
    before: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of results, complete: ``sort`` is the order in force, ``remedies`` speak when nothing was found.

    ``partial`` are the best of ``partial_total`` summaries that have some of the words, not all, and fill a page that
    those with all words leave room on. ``matching_all`` of the total have all words: every one, unless some were
    enough; ``relaxable`` where the query has several words to choose from. ``related`` are the best of those on like
    matters, with none of the words, where all others leave room. ``interpretations`` tell which words were
    taken as names of concepts, ``senses`` what an ambiguous acronym may mean, most summaries first.
    ``shown`` of the total can be looked through page by page: all, unless the engine reaches no further.
    ``years`` are those with summaries, under all filters but that of the years, in order.
    ``version`` and ``summaries`` tell which index answered, ``took_ms`` how long that took.
    """

    request: SearchRequest
    sort: Sort
    total: int
    hits: tuple[HighlightedHit, ...]
    facets: tuple[FacetCounts, ...]
    notices: tuple[str, ...]
    remedies: tuple[ZeroResultHint, ...]
    partial: tuple[HighlightedHit, ...]
    partial_total: int
    related: tuple[HighlightedHit, ...]
    matching_all: int
    relaxable: bool
    interpretations: tuple[Interpretation, ...]
    suggestion: Suggestion | None
    senses: tuple[Sense, ...]
    shown: int
    years: tuple[YearCount, ...]
    version: str
    summaries: int
    took_ms: float

    @property
    def pages(self) -> int:
        """How many pages there are, 1 at least."""
        return max(1, -(-self.shown // self.request.size))
