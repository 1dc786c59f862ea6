"""Result types of the search service: the overview of a search, its hits, and highlighted summaries."""

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
    """A part of a passage. ``matched`` is True if this part matches the query."""

    text: str
    matched: bool


Passage = tuple[Span, ...]


class Label(NamedTuple):
    """The id and the label of a concept."""

    id: str
    label: str


Labels = Mapping[str, tuple[Label, ...]]
"""The concepts of a summary by facet field. The concepts of a field are in the order of the summary."""


def labels_of(summary: Summary, vocabulary: Vocabulary) -> Labels:
    """Return the concepts of a summary by facet field, with their labels."""
    return {facet.field: _labels(facet.name, summary.concepts(facet.field), vocabulary) for facet in FACETS}


def _labels(facet: str, concepts: Concepts, vocabulary: Vocabulary) -> tuple[Label, ...]:
    return tuple([Label(concept, vocabulary.label(facet, concept)) for concept in concepts]) if concepts else ()


Match = Literal["exact", "spelling", "stem", "synonym"]


@dataclass(frozen=True, slots=True)
class WordForm:
    """A word form in a summary that matches the query. It is in lower case, unless it is an acronym or in a citation.

    ``times`` is the number of occurrences. ``match`` is "exact" for the typed word (case and accents are ignored), and
    "spelling" for the British or American spelling of the typed word. It is "stem" for another form of the typed word,
    and "synonym" for another name of the typed concept.
    """

    text: str
    match: Match
    times: int


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The part of a hit's score that comes from one query part in one place, with the matching word forms.

    ``typed`` is the typed text of the query part. It is "" for the places "meaning" (similarity to the query) and
    "feedback" (similarity to the best hits). For the place "concept", ``concept`` is the concept that ``typed`` names.
    ``tagged`` lists the tags of the summary that equal this concept or are narrower.
    """

    place: Place
    score: float
    typed: str = ""
    forms: tuple[WordForm, ...] = ()
    concept: Interpretation | None = None
    tagged: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightedHit:
    """A hit with its title and its best passages. Matches of the query are marked in both.

    ``reasons`` are the parts of the score, largest first. Their scores add up to ``score``. Without ``explain`` in the
    request, ``reasons`` is empty.
    """

    summary: Summary
    labels: Labels
    score: float
    title: Passage
    passages: tuple[Passage, ...]
    reasons: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A summary that is similar to a given summary.

    ``similarity`` is between 0 and 1. ``shared`` are the concepts that both summaries have. ``words`` are the most
    significant words that both summaries contain.
    """

    summary: Summary
    similarity: float
    shared: Labels
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HighlightedSummary:
    """A whole summary. The matches of a query are marked in the title and the paragraphs.

    ``similar`` lists similar summaries, most similar first. ``version`` is the version of the index.
    """

    summary: Summary
    labels: Labels
    title: Passage
    paragraphs: tuple[Passage, ...]
    similar: tuple[Similar, ...]
    version: str


class FacetValue(NamedTuple):
    """A concept of a facet. ``count`` is its number of summaries, ``parent`` is the id of its parent concept."""

    id: str
    label: str
    count: int  # type: ignore[assignment]  # replaces tuple.count
    selected: bool
    parent: str | None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """A facet with its values, by descending count and then by label. A selected value can have the count 0."""

    facet: Facet
    values: tuple[FacetValue, ...]


class YearCount(NamedTuple):
    """A year and its number of summaries."""

    year: int
    count: int  # type: ignore[assignment]  # replaces tuple.count


@dataclass(frozen=True, slots=True)
class ZeroResultHint:
    """A change of a search without results. If ``text`` is removed, the search has ``total`` results.

    For the kind "word", ``text`` is a clause and ``query`` is the query without this clause. For the kind "filter",
    ``facet`` and ``concept`` identify the filter, and ``text`` is its label. For the kind "years", ``text`` is the
    range of years. ``alone`` is the number of summaries that match this clause or filter alone.
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
    """A possible meaning of the acronym ``typed``. ``total`` is the number of results if a filter selects it."""

    typed: str
    facet: str
    concept: str
    label: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query with corrected spelling. ``total`` is the number of its results."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class CountedOffer:
    """Another query that may be meant. ``text`` says what it does. ``total`` is the number of its results."""

    text: str
    query: str
    total: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of the typed text. It is a concept of ``facet``, or the title of a summary if ``facet`` is None.

    ``id`` and ``label`` describe the concept. For a summary, they are its id and its title. ``before`` is the typed
    text before the completed name. ``name`` is the matching name of the concept. ``total`` is the number of summaries
    that have the concept and match ``before``. For a title, ``total`` is None. If the typed text excludes the concept,
    ``replacement`` is the query that excludes it, and ``total`` is the number of its results; else it is None.
    """

    facet: Facet | None
    id: str
    label: str
    name: str
    before: str = ""
    total: int | None = None
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The data of a search that result list, evidence map and timeline share. Hits are not included.

    ``request`` is the resolved request, ``sort`` is the applied order. ``total`` is the exact number of results.
    ``matching_all`` is the number of results that match all words. It equals ``total`` unless ``words`` is "some".
    ``shown`` is the number of results that pages can show. ``relaxable`` is True if the query has several words. The
    counts in ``years`` ignore the filter of years. The counts of a facet ignore the filter of that facet. If nothing
    matches the typed text, ``request`` contains the suggested spelling and ``typed`` the typed text; else ``typed`` is
    None. ``version`` and ``summaries`` (number of summaries) describe the index.
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
    undone: tuple[Interpretation, ...]
    offers: tuple[CountedOffer, ...]
    senses: tuple[Sense, ...]
    suggestion: Suggestion | None
    typed: str | None
    version: str
    summaries: int

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.shown // self.request.size))


@dataclass(frozen=True, slots=True)
class ResultPage(Overview):
    """One page of results.

    If the hits do not fill the page, ``partial`` contains the best summaries that match some words of the query but not
    all. ``partial_total`` is the number of all such summaries. ``related`` contains similar summaries that match no
    word. ``hints`` is empty if the search has results. ``took_ms`` is the duration of the search in milliseconds.
    """

    hits: tuple[HighlightedHit, ...]
    partial: tuple[HighlightedHit, ...]
    partial_total: int
    related: tuple[HighlightedHit, ...]
    hints: tuple[ZeroResultHint, ...]
    took_ms: float
