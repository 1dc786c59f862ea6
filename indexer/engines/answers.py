"""Answer types of an engine: hits with their scores, facet counts, similar summaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.query.ast import HasConcept, Word
from indexer.summaries.summary import Summary

Place = Literal["title", "text", "concept", "meaning", "feedback"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a part of the query gave to a hit's score by standing in a place.

    The places "meaning" (likeness to the query) and "feedback" (likeness to the best hits) belong to no part.
    """

    part: Word | HasConcept | None
    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A summary that was found, and its score (0 where nothing ranks).

    ``contributions``, where they were asked for, add up to the score.
    """

    summary: Summary
    score: float
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A summary that is like another: how much, 0 to 1, and the words that tell it most, as they are written."""

    summary: Summary
    similarity: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """An engine's answer: the exact ``total``, the hits of the page in order, and counts by facet and concept.

    A facet's counts are taken under all filters but its own, and leave out concepts without a summary. ``boosted``
    of the total match what was preferred: they are the first ones; all, where nothing was.
    """

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, Mapping[str, int]]
    boosted_total: int
