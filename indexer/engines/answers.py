"""Answer types of an engine: hits with their scores, facet counts, similar summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.query.ast import HasConcept, Word
from indexer.summaries.summary import Summary

Place = Literal["title", "text", "concept", "meaning", "feedback"]

ConceptCounts = Mapping[str, Mapping[str, int]]
"""Numbers of summaries by facet and concept, without zeros. Every facet has an entry."""

YearCounts = Mapping[int, int]
"""Numbers of summaries by year, without zeros. Summaries without a year are not counted."""

PairCounts = Mapping[tuple[str, str], int]
"""Numbers of summaries by concepts of two facets, without zeros. A parent concept counts each summary once."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """The share of one part of the query in the score of a hit, by the place of the match.

    The places "meaning" (similarity to the query) and "feedback" (similarity to the best hits) belong to no part.
    """

    part: Word | HasConcept | None
    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching summary and its score, which is 0 if the query ranks nothing.

    ``contributions`` add up to the score; there are none unless explanations are requested.
    """

    summary: Summary
    score: float
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A summary similar to another one: its similarity (0 to 1) and their most significant shared words, as written."""

    summary: Summary
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """The answer to a search: the exact ``total``, the hits of the page in order, and counts by facet and concept.

    A facet is counted under all filters but its own. ``boosted_total`` of the total match the boosted query and come
    first. Without a boosted query, all of them count as boosted.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: ConceptCounts
    boosted_total: int
