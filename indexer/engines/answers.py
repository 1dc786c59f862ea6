"""Answer types of an engine: hits with their scores, facet counts, similar summaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.query.ast import HasConcept, Word
from indexer.summaries.summary import Summary

Place = Literal["title", "text", "concept", "meaning", "feedback"]

ConceptCounts = Mapping[str, Mapping[str, int]]
"""The number of summaries of each concept, by facet. Only concepts with summaries are included.

Every facet has an entry, even if none of its concepts has summaries.
"""

YearCounts = Mapping[int, int]
"""The number of summaries of each year. Only years with summaries are included."""

PairCounts = Mapping[tuple[str, str], int]
"""The number of summaries of each pair (row concept, column concept). Only pairs with summaries are included.

A summary is counted once for a parent concept, even if the summary has several children of that concept.
"""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The part of a hit's score that comes from the matches of one query part in one place.

    ``part`` is None for the places "meaning" (similarity to the query) and "feedback" (similarity to the best hits).
    """

    part: Word | HasConcept | None
    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching summary and its score. The score is 0 if no part of the query contributes to scores.

    The scores in ``contributions`` add up to the score of the hit. The tuple is empty if no explanation is requested.
    """

    summary: Summary
    score: float
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A summary that is similar to a given summary, and the most significant words that both contain."""

    summary: Summary
    similarity: float  # from 0 to 1
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The answer to a search: the exact ``total``, the hits of the page in order, and counts by facet and concept.

    The counts of a facet ignore the filter of that facet. ``counts`` is empty if no counts were requested.
    ``boosted_total`` is the number of results that match the boosted query. Without a boosted query, ``boosted_total``
    equals ``total``.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: ConceptCounts
    boosted_total: int
