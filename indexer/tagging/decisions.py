"""What of a facet a text is about: evidence for its concepts -> how likely each is -> those that are assigned."""

from __future__ import annotations

from indexer.summaries.facets import Facet
from indexer.tagging.aboutness import (
    FacetContext,
    Features,
    WeightedMention,
    Weights,
    features,
)
from indexer.vocabulary.model import Vocabulary

FacetMentions = dict[str, list[WeightedMention]]  # the evidence for each concept of a facet, by first mention

_NONE: frozenset[str] = frozenset()
_ENOUGH = 0.5
_ENOUGH_OF_OTHERS = 0.7  # for a concept that is only told of as others' work


class FacetClassifier:
    """Decides on the concepts of one facet."""

    def __init__(self, facet: Facet, vocabulary: Vocabulary, weights: Weights) -> None:
        self._facet = facet
        self.field = facet.field
        self._weights = weights
        concepts = [concept for concept in vocabulary if concept.facet == facet.name]
        self._above = {concept.id: frozenset(vocabulary.ancestors(facet.name, concept.id)) for concept in concepts}
        made = {concept.id for concept in concepts if concept.derived}
        self.derived = frozenset(c for c, above in self._above.items() if c in made or not made.isdisjoint(above))
        # Concepts that only group others: shelves rather than what a study is about.
        self._shelves = frozenset(
            concept.id
            for concept in concepts
            if concept.group
            or (facet.tops_group and not concept.parents and vocabulary.children(facet.name, concept.id))
        )

    def features(self, found: FacetMentions, is_review: bool) -> dict[str, Features]:
        """Return the features of every concept that is mentioned."""
        own = found.keys() - self._shelves
        above = _NONE.union(*map(self._above.__getitem__, found)) if len(found) > 1 else _NONE
        sizes = list(map(len, found.values()))
        named, mentions, most = max(1, len(own)), sum(sizes), max(sizes)
        # The title is read first.
        title_names = any(evidence[0].in_title and evidence[0].counts for evidence in found.values())
        described = {}
        for rank, (concept, evidence) in enumerate(found.items()):
            has_general = bool(above) and not own.isdisjoint(self._above[concept])
            around = FacetContext(
                rank, named, mentions, most, title_names, concept not in own, concept in above, has_general, is_review
            )
            described[concept] = features(evidence, around)
        return described

    def likely(self, found: FacetMentions, is_review: bool) -> dict[str, float]:
        """Return how likely the text is about each concept that is mentioned, from 0 to 1."""
        probability = self._weights.probability
        return {concept: probability(known) for concept, known in self.features(found, is_review).items()}

    def assigned(self, likely: dict[str, float], found: FacetMentions) -> list[str]:
        """Return the concepts that the text is about, the surest first."""
        possible = [concept for concept, mentions in found.items() if self._is_possible(mentions, likely[concept])]
        sure = self._sure(possible, likely, found)
        specific = [concept for concept in sure if concept not in self._shelves]
        if not specific and sure:
            # A group stands for what is named of it, however little is said of that.
            below = [c for c in possible if not self._above[c].isdisjoint(sure) and c not in sure]
            specific = [max(below, key=likely.__getitem__)] if below else sure
        if len(specific) < 2:
            return specific
        above = _NONE.union(*map(self._above.__getitem__, specific))
        specific = [c for c in specific if c not in above or self._stands_beside(c, specific, found)]
        return sorted(specific, key=lambda concept: -likely[concept])

    def _sure(self, possible: list[str], likely: dict[str, float], found: FacetMentions) -> list[str]:
        sure = [concept for concept in possible if likely[concept] >= _ENOUGH]
        if not sure:
            # Few texts are about no condition, no cell or no route at all.
            own = [concept for concept in possible if not all(mention.common for mention in found[concept])]
            best = max(own, key=likely.__getitem__, default=None)
            return [best] if best and likely[best] >= self._facet.likeliest else []
        if self._facet.name == "cell_type" and len(sure) > 1:
            # "Chondrocytes" beside the vesicles that were given are what these were tried on.
            return [c for c in sure if not all(mention.common for mention in found[c])] or sure
        return sure

    def _stands_beside(self, route: str, specific: list[str], found: FacetMentions) -> bool:
        """Whether a route is named more often than the special forms of it that are named too: both were used."""
        below = [concept for concept in specific if route in self._above[concept]]
        of_these = sum(mention.counts for concept in below for mention in found[concept])
        return self._facet.name == "route" and sum(mention.counts for mention in found[route]) > of_these

    def _is_possible(self, mentions: list[WeightedMention], likely: float) -> bool:
        """Whether a mention of a concept is of what the study itself did; not quite so surely, of what others did."""
        own = [mention for mention in mentions if not mention.against]
        return bool(own) and (likely >= _ENOUGH_OF_OTHERS or any("elsewhere" not in m.beside for m in own))
