"""How likely a text is about a concept: what is known of its mentions, weighed by a logistic regression.

The weights (``aboutness.json``) were learnt from labelled texts by ``python -m benchmarks.fit_aboutness``. A feature is
a number between 0 and 1 or a little above, so that the weights can be compared and read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib.resources import files
from math import exp, log, log1p
from operator import mul
from typing import NamedTuple

Features = dict[str, float]

_OPENING, _LATE, _END = 0.3, 0.6, 0.85  # shares of the text


class WeightedMention(NamedTuple):
    """A mention as it is weighed.

    It ``counts`` one, half where the term is a common word, not at all where something speaks ``against`` it.
    It is made of the words numbered ``first`` to ``last``; ``where`` is its place in the text from 0 to 1,
    ``beside`` what speaks for it, and what raises a doubt.
    """

    first: int
    last: int
    counts: float
    in_title: bool
    where: float
    sourced: bool
    common: bool
    against: tuple[str, ...]
    beside: tuple[str, ...]


class FacetContext(NamedTuple):
    """What else is known of a concept: what the text says of the others of its facet.

    ``rank`` is its place among the concepts of the facet by first mention, ``named`` their number, ``mentions``
    all mentions of the facet, ``most`` the most of one concept, ``title_names_other`` whether the title names another.
    """

    rank: int
    named: int
    mentions: int
    most: int
    title_names_other: bool
    is_group: bool
    has_special: bool
    has_general: bool
    is_review: bool


def features(evidence: list[WeightedMention], around: FacetContext) -> Features:
    """Return the features of a concept by name, those that are 0 left out."""
    rank, named, mentions, most, title_names_other, is_group, has_special, has_general, is_review = around
    found: Features = {"share": len(evidence) / mentions, "of most": len(evidence) / most, "crowd": log(named)}
    counting = first = last = 0.0
    only_common = True
    for _, _, counts, in_title, where, sourced, common, against, beside in evidence:
        only_common = only_common and common
        for name in beside or against:
            found[name] = 1.0
        if in_title and counts:
            found["title"] = max(found.get("title", 0.0), counts)
        elif counts:
            first, last = first if counting else where, where
            counting += counts
            if sourced:
                found["source named"] = 1.0
    if counting:
        found["mentioned"] = 1.0
        found["often"] = log1p(counting)
        found["first place"] = first
        if counting >= 2:
            found["twice"] = 1.0
        if first < _OPENING:
            found["opening"] = 1.0
        elif first > _LATE:
            found["late"] = 1.0
        if last > _END and first > _END:
            found["end only"] = 1.0
        if is_review:
            found["in a review"] = 1.0
            if first > _OPENING:
                found["later in a review"] = 1.0
    elif "title" not in found:
        found["late"] = 1.0
        found["first place"] = 1.0
    if rank < 2:
        found["named first" if rank == 0 else "named second"] = 1.0
    if len(evidence) == most:
        found["named most"] = 1.0
    if named == 1:
        found["alone"] = 1.0
    if title_names_other and "title" not in found:
        found["another in the title"] = 1.0
    if only_common:
        found["common words only"] = 1.0
    if is_group:
        found["group"] = 1.0
    if has_special:
        found["special form named"] = 1.0
    if has_general:
        found["general form named"] = 1.0
    return found


class Weights:
    """The weights of a facet's features."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._bias = weights["bias"]
        self._weights = defaultdict(float, weights)

    def probability(self, found: Features) -> float:
        """Return how likely a text is about a concept with these features; a feature without a weight has none."""
        weights = map(self._weights.__getitem__, found)
        score = self._bias + sum(map(mul, weights, found.values()))
        return 1 / (1 + exp(-score))


def load_weights() -> dict[str, Weights]:
    """Return the weights by facet name."""
    stored = json.loads(files("indexer.tagging").joinpath("aboutness.json").read_text(encoding="utf-8"))
    return {facet: Weights(weights) for facet, weights in stored.items()}
