"""Tagging decisions for one facet: the probability of each mentioned concept, and the assigned concepts."""

from indexer.summaries.facets import Facet
from indexer.tagging.aboutness import FacetContext, Features, WeightedMention, Weights, features
from indexer.tagging.special_facets import CELL_TYPE, ROUTE
from indexer.vocabulary.model import Vocabulary

FacetMentions = dict[str, list[WeightedMention]]  # by concept id, in the order of the first mentions

_NONE: frozenset[str] = frozenset()
_THRESHOLD = 0.5
_THRESHOLD_ELSEWHERE = 0.7  # applies if all mentions concern other studies


class FacetClassifier:
    """Classifier that selects the concepts of one facet that a text is about."""

    def __init__(self, facet: Facet, vocabulary: Vocabulary, weights: Weights) -> None:
        self._facet = facet
        self.field = facet.field
        self._weights = weights
        concepts = [concept for concept in vocabulary if concept.facet == facet.name]
        self._ancestors = {c.id: frozenset(vocabulary.ancestors(facet.name, c.id)) for c in concepts}
        derived = {concept.id for concept in concepts if concept.derived}
        self.derived = frozenset(c for c, above in self._ancestors.items() if c in derived or derived & above)
        # These concepts only group other concepts. No study is about them.
        self._groups = frozenset(
            concept.id
            for concept in concepts
            if concept.group
            or (facet.tops_group and not concept.parents and vocabulary.children(facet.name, concept.id))
        )

    def features(self, mentions: FacetMentions, is_review: bool) -> dict[str, Features]:
        """Return the features of every mentioned concept, by concept id."""
        specific = mentions.keys() - self._groups
        ancestors = self._ancestors_of(mentions) if len(mentions) > 1 else _NONE
        counts = list(map(len, mentions.values()))
        concepts, total, most = max(1, len(specific)), sum(counts), max(counts)
        # Mentions are in text order, so a mention in the title is the first mention of its concept.
        title_names_facet = any(m[0].in_title and m[0].weight for m in mentions.values())
        by_concept = {}
        for rank, (concept, concept_mentions) in enumerate(mentions.items()):
            has_general = bool(ancestors) and not specific.isdisjoint(self._ancestors[concept])
            is_group, has_special = concept not in specific, concept in ancestors
            context = FacetContext(
                rank, concepts, total, most, title_names_facet, is_group, has_special, has_general, is_review
            )
            by_concept[concept] = features(concept_mentions, context)
        return by_concept

    def probabilities(self, mentions: FacetMentions, is_review: bool) -> dict[str, float]:
        """Return, for each mentioned concept, the probability (0 to 1) that the text is about this concept."""
        by_concept = self.features(mentions, is_review)
        return {concept: self._weights.probability(features) for concept, features in by_concept.items()}

    def select(self, probabilities: dict[str, float], mentions: FacetMentions) -> list[str]:
        """Return the concepts that the text is about, the most probable first."""
        possible = [concept for concept in mentions if _is_possible(mentions[concept], probabilities[concept])]
        likely = self._likely(possible, probabilities, mentions)
        specific = [concept for concept in likely if concept not in self._groups]
        if not specific and likely:
            # Only groups are likely, so use the most probable descendant of these groups.
            below = [c for c in possible if not self._ancestors[c].isdisjoint(likely) and c not in likely]
            specific = [max(below, key=probabilities.__getitem__)] if below else likely
        if len(specific) < 2:
            return specific
        ancestors = self._ancestors_of(specific)
        specific = [c for c in specific if c not in ancestors or self._is_separate(c, specific, mentions)]
        return sorted(specific, key=lambda concept: -probabilities[concept])

    def _likely(self, possible: list[str], probabilities: dict[str, float], mentions: FacetMentions) -> list[str]:
        likely = [concept for concept in possible if probabilities[concept] >= _THRESHOLD]
        if not likely:
            # Few texts lack a condition, a cell type or a route, so the best concept needs only a lower probability.
            named = [concept for concept in possible if not _is_common(mentions[concept])]
            best = max(named, key=probabilities.__getitem__, default=None)
            return [best] if best and probabilities[best] >= self._facet.likeliest else []
        if self._facet.name == CELL_TYPE and len(likely) > 1:
            # Drop concepts named only by common words. A study of vesicles may only test them on "chondrocytes".
            return [concept for concept in likely if not _is_common(mentions[concept])] or likely
        return likely

    def _is_separate(self, concept: str, selected: list[str], mentions: FacetMentions) -> bool:
        """Return whether ``concept`` is a route whose mentions have more weight than those of its selected descendants.

        Such a route is assigned together with its descendants.
        """
        below = [other for other in selected if concept in self._ancestors[other]]
        special = sum(mention.weight for other in below for mention in mentions[other])
        return self._facet.name == ROUTE and sum(mention.weight for mention in mentions[concept]) > special

    def _ancestors_of(self, concepts: list[str] | FacetMentions) -> frozenset[str]:
        return _NONE.union(*map(self._ancestors.__getitem__, concepts))


def _is_common(mentions: list[WeightedMention]) -> bool:
    return all(mention.common for mention in mentions)


def _is_possible(mentions: list[WeightedMention], probability: float) -> bool:
    """Return whether the concept can be assigned.

    At least one mention must have no negating cue. If all such mentions concern other studies, the probability must be
    at least _THRESHOLD_ELSEWHERE.
    """
    kept = [mention for mention in mentions if not mention.against]
    return bool(kept) and (
        probability >= _THRESHOLD_ELSEWHERE or any("elsewhere" not in mention.context for mention in kept)
    )
