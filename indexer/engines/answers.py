"""Answer types of an engine: hits with their scores, facet counts, similar summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.query.ast import HasConcept, Word
from indexer.summaries.summary import Summary

Place = Literal["title", "text", "concept", "meaning", "feedback"]

ConceptCounts = Mapping[str, Mapping[str, int]]
"""Numbers of summaries by facet and concept, without zeros. Every facet has an entry, which may be empty."""

YearCounts = Mapping[int, int]
"""Numbers of summaries by year, without zeros. Summaries without a year are not counted."""

PairCounts = Mapping[tuple[str, str], int]
"""Numbers of summaries by pair (row concept, column concept), without zeros. A parent counts each summary once."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The share of one part of the query in the score of a hit, by the place of the match.

    ``part`` is None for the places "meaning" (similarity to the query) and "feedback" (similarity to the best hits).
    """

    part: Word | HasConcept | None
    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching summary and its score. The score is 0 if no part of the query contributes to scores.

    ``contributions`` add up to the score. The tuple is empty unless explanations are requested.
    """

    summary: Summary
    score: float
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A summary similar to a given one: its similarity (0 to 1), and ``words``, the most significant shared words."""

    summary: Summary
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The answer to a search: the exact ``total``, the hits of the page in order, and counts by facet and concept.

    The counts of a facet ignore the filter of that facet; ``counts`` is empty if no counts were requested. The first
    ``boosted_total`` results match the boosted query. Without a boosted query, it equals ``total``.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: ConceptCounts
    boosted_total: int
