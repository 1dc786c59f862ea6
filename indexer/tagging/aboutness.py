"""Probability that a text is about a concept: a logistic regression over features of the concept's mentions.

``aboutness.json`` holds the weights of the built-in facets. ``python -m benchmarks.fit_aboutness`` learns them from
labelled texts. Most features are numbers from 0 to 1, so that their weights can be compared.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib.resources import files
from math import exp, log, log1p
from operator import mul
from typing import NamedTuple

Features = dict[str, float]

_OPENING, _LATE, _END = 0.3, 0.6, 0.85  # relative positions in the text


class WeightedMention(NamedTuple):
    """A mention with the properties from which the features are computed.

    ``first`` and ``last`` are word indexes. ``weight`` is 0 if a negating cue excludes the mention, else 0.5 for a
    ``common`` word and 1 for others. ``position`` is 0 at the start of the text and 1 at its end. ``sourced``: a
    separate word names the tissue. ``against`` names negating cues, ``context`` other cues and kinds of support.
    """

    first: int
    last: int
    weight: float
    in_title: bool
    position: float
    sourced: bool
    common: bool
    against: tuple[str, ...]
    context: tuple[str, ...]


class FacetContext(NamedTuple):
    """Properties of a concept that depend on the other concepts of its facet in the text.

    ``rank`` is the position of the concept by first mention, from 0. ``concepts`` counts the mentioned concepts
    that aren't groups (at least 1), ``mentions`` all mentions of the facet, ``most`` those of the most mentioned one.
    ``has_special``: a descendant is mentioned too. ``has_general``: an ancestor that isn't a group is mentioned too.
    """

    rank: int
    concepts: int
    mentions: int
    most: int
    title_names_facet: bool
    is_group: bool
    has_special: bool
    has_general: bool
    is_review: bool


def features(mentions: list[WeightedMention], context: FacetContext) -> Features:
    """Return the value of each feature of a concept, by feature name. A missing feature counts as 0."""
    rank, concepts, all_mentions, most, title_names_facet, is_group, has_special, has_general, is_review = context
    named: Features = {"share": len(mentions) / all_mentions, "of most": len(mentions) / most, "crowd": log(concepts)}
    total = first = last = 0.0
    only_common = True
    for _, _, weight, in_title, position, sourced, common, against, hints in mentions:
        only_common = only_common and common
        for name in hints or against:
            named[name] = 1.0
        if in_title and weight:
            named["title"] = max(named.get("title", 0.0), weight)
        elif weight:
            first, last = first if total else position, position
            total += weight
            if sourced:
                named["source named"] = 1.0
    if total:
        _add_positions(named, total, first, last, is_review)
    elif "title" not in named:
        named["late"] = named["first place"] = 1.0
    if rank < 2:
        named["named second" if rank else "named first"] = 1.0
    for name, holds in (
        ("named most", len(mentions) == most),
        ("alone", concepts == 1),
        ("another in the title", title_names_facet and "title" not in named),
        ("common words only", only_common),
        ("group", is_group),
        ("special form named", has_special),
        ("general form named", has_general),
    ):
        if holds:
            named[name] = 1.0
    return named


def _add_positions(named: Features, total: float, first: float, last: float, is_review: bool) -> None:
    """Add the features of mentions outside the title; ``first`` and ``last`` are positions from 0 to 1."""
    named["mentioned"] = 1.0
    named["often"] = log1p(total)
    named["first place"] = first
    if total >= 2:
        named["twice"] = 1.0
    if first < _OPENING:
        named["opening"] = 1.0
    elif first > _LATE:
        named["late"] = 1.0
    if last > _END and first > _END:
        named["end only"] = 1.0
    if is_review:
        named["in a review"] = 1.0
        if first > _OPENING:
            named["later in a review"] = 1.0


class Weights:
    """The weights of the features of one facet."""

    def __init__(self, weights: dict[str, float]) -> None:
        self._bias = weights["bias"]
        self._weights = defaultdict(float, weights)

    def probability(self, features: Features) -> float:
        """Return the probability, from 0 to 1, that a text is about a concept; ignore features without a weight."""
        weights = map(self._weights.__getitem__, features)
        score = self._bias + sum(map(mul, weights, features.values()))
        return 1 / (1 + exp(-score))


DEFAULT_WEIGHTS = Weights({"bias": -1.0, "title": 1.8, "twice": 1.8})
"""The weights of a facet without learnt weights: a mention in the title or two in the text suffice for assignment."""


def load_weights() -> dict[str, Weights]:
    """Return the learnt weights by facet name."""
    stored = json.loads(files("indexer.tagging").joinpath("aboutness.json").read_text(encoding="utf-8"))
    return {facet: Weights(weights) for facet, weights in stored.items()}
