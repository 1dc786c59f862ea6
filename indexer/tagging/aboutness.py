"""Probability that a text is about a concept: a logistic regression over features of the concept's mentions.

``aboutness.json`` contains the weights for the built-in facets. ``python -m benchmarks.fit_aboutness`` learns these
weights from labelled texts. Most features are numbers from 0 to 1, so that their weights can be compared.
"""

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

    ``first`` and ``last`` are the indexes of its first and last word. ``weight`` is 0 if a negating cue excludes the
    mention. Otherwise, it is 0.5 if ``common`` is True and 1 if not. ``common`` is True if the mention is a common
    word. ``position`` is 0 at the start of the text and 1 at its end. ``sourced`` is True if one word names the tissue
    and another word names the cells. ``against`` contains the names of negating cues. ``context`` contains the names of
    other cues and of kinds of support.
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

    ``rank`` is the position of the concept in the order of first mentions, from 0. ``concepts`` is the number of
    mentioned concepts that aren't groups, but at least 1. ``mentions`` is the number of mentions of all concepts.
    ``most`` is the number of mentions of the most mentioned concept. ``has_special`` is True if the text also mentions
    a descendant of the concept. ``has_general`` is True if it also mentions an ancestor that isn't a group.
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
    """Return the value of each feature of a concept, by feature name. A feature that is left out has the value 0."""
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
    """Add the features of mentions outside the title. ``total`` is their weight, and positions are from 0 to 1."""
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
        """Return the probability (0 to 1) that a text is about a concept. Features without a weight are ignored."""
        weights = map(self._weights.__getitem__, features)
        score = self._bias + sum(map(mul, weights, features.values()))
        return 1 / (1 + exp(-score))


DEFAULT_WEIGHTS = Weights({"bias": -1.0, "title": 1.8, "twice": 1.8})
"""The weights of a facet without learnt weights. One mention in the title or two mentions in the text are enough."""


def load_weights() -> dict[str, Weights]:
    """Return the learnt weights by facet name."""
    stored = json.loads(files("indexer.tagging").joinpath("aboutness.json").read_text(encoding="utf-8"))
    return {facet: Weights(weights) for facet, weights in stored.items()}
