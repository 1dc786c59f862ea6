"""What a text is about: mentions of concepts -> decisions, each with the words that made it -> a summary's facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.language.aboutness import Evidence, Features, Surroundings, features, load_weights
from indexer.language.analysis import Words, terms
from indexer.language.cues import Cues
from indexer.language.matching import Key, Matcher
from indexer.language.mentions import find_mentions
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Concepts, Summary

_ENOUGH = 0.5
_RULED_OUT = frozenset(("denied", "compared", "excluded"))  # a concept mentioned only so is none of the text's
_REVIEWS = frozenset(terms("review meta-analysis metaanalysis overview pooled literature"))


@dataclass(frozen=True, slots=True)
class Reason:
    """A mention that was weighed: the words, how much they count, and why (where they stand, names of cues)."""

    quote: str
    weight: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the text is about a concept; ``score`` is how likely that is, from 0 to 1."""

    facet: str
    concept: str
    score: float
    assigned: bool
    reasons: tuple[Reason, ...]


class Tagger:
    """Assigns the concepts of a vocabulary to texts, as a librarian would: what they are about, no more."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary)
        self._weights = load_weights()
        # Concepts that only group others: shelves rather than what a study is about.
        self._shelves = frozenset(
            (concept.facet, concept.id)
            for concept in vocabulary
            if concept.group
            or (
                BY_NAME[concept.facet].tops_group
                and not concept.parents
                and vocabulary.children(concept.facet, concept.id)
            )
        )

    def tag(self, summary: Summary) -> Summary:
        """Return the summary with the facets that were not given found in its title and text."""
        if all(facet.field in summary.facets for facet in FACETS):
            return summary
        return summary.with_found(self.concepts(summary.title, summary.text))

    def concepts(self, title: str, text: str) -> dict[str, Concepts]:
        """Return the concept ids that a text is about by facet field, most specific only, the surest first."""
        found: dict[str, Concepts] = {facet.field: () for facet in FACETS}
        evidence = self._evidence(title, text)
        for facet, likely in self._likelihoods(evidence).items():
            found[BY_NAME[facet].field] = tuple(self._assigned(facet, likely, evidence))
        return found

    def mentions(self, text: str) -> list[tuple[int, int, Key]]:
        """Return what is mentioned at ``text[start:end]`` in text order; one place may mention two concepts."""
        words = Words(text)
        found = find_mentions(words, self._matcher, self._vocabulary)
        return [(*words.span(m.first, m.last), m.key) for m in found]

    def decisions(self, title: str, text: str) -> list[Decision]:
        """Return a decision on every concept that is mentioned, facet by facet, the surest first."""
        evidence = self._evidence(title, text)
        likelihoods = self._likelihoods(evidence)
        decisions = []
        for facet in FACETS:
            likely = likelihoods.get(facet.name, {})
            chosen = self._assigned(facet.name, likely, evidence)
            for concept, score in sorted(likely.items(), key=lambda item: (item[0] not in chosen, -item[1])):
                reasons = tuple(_reason(found, evidence.words) for found in evidence.by_facet[facet.name][concept])
                decisions.append(Decision(facet.name, concept, round(score, 2), concept in chosen, reasons))
        return decisions

    def features(self, title: str, text: str) -> dict[Key, Features]:
        """Return what the weights are learnt from: the features of every concept that is mentioned."""
        return dict(self._features(self._evidence(title, text)))

    def _evidence(self, title: str, text: str) -> _TextEvidence:
        words = Words(f"{title}\n\n{text}" if title else text)
        body = words.count_to(len(title)) if title else 0
        length = max(1, len(words.terms) - body)
        is_review = not _REVIEWS.isdisjoint(words.terms)
        cues = Cues(words.terms)
        found: dict[str, dict[str, list[Evidence]]] = {}
        for first, last, (facet, concept), weak, sourced in find_mentions(words, self._matcher, self._vocabulary):
            in_title = first < body
            against = () if in_title else cues.against(facet, first, last)
            if is_review and "elsewhere" in against:
                against = tuple(name for name in against if name != "elsewhere")  # it is what a review is made of
            evidence = Evidence(
                first,
                last,
                0.0 if against else 0.5 if weak else 1.0,
                in_title,
                (first - body) / length,
                sourced,
                weak,
                against,
                () if in_title or against else tuple(cues.beside(first, last)),
            )
            found.setdefault(facet, {}).setdefault(concept, []).append(evidence)
        return _TextEvidence(words, found, is_review)

    def _features(self, evidence: _TextEvidence) -> Iterator[tuple[Key, Features]]:
        ancestors, shelves = self._vocabulary.ancestors, self._shelves
        for facet, concepts in evidence.by_facet.items():
            own = {concept for concept in concepts if (facet, concept) not in shelves}
            above = {parent for concept in concepts for parent in ancestors(facet, concept)}
            title_names = any(found[0].in_title for found in concepts.values())
            mentions = [len(found) for found in concepts.values()]
            all_mentions, most = sum(mentions), max(mentions)
            for rank, (concept, found) in enumerate(concepts.items()):
                around = Surroundings(
                    rank=rank,
                    named=max(1, len(own)),
                    mentions=all_mentions,
                    most=most,
                    title_names_other=title_names,
                    is_group=concept not in own,
                    has_special=concept in above,
                    has_general=not own.isdisjoint(ancestors(facet, concept)),
                    is_review=evidence.is_review,
                )
                yield (facet, concept), features(found, around)

    def _likelihoods(self, evidence: _TextEvidence) -> dict[str, dict[str, float]]:
        likely: dict[str, dict[str, float]] = {}
        for (facet, concept), found in self._features(evidence):
            likely.setdefault(facet, {})[concept] = self._weights[facet].probability(found)
        return likely

    def _assigned(self, facet: str, likely: dict[str, float], evidence: _TextEvidence) -> list[str]:
        """Return the concepts of a facet that the text is about, the surest first."""
        likely = {
            concept: score
            for concept, score in likely.items()
            if not all(
                found.against and not _RULED_OUT.isdisjoint(found.against)
                for found in evidence.by_facet[facet][concept]
            )
        }
        if not likely:
            return []
        sure = [concept for concept, score in likely.items() if score >= _ENOUGH]
        if not sure:
            # Few texts are about no condition and no cell at all.
            best = max(likely, key=lambda concept: likely[concept])
            sure = [best] if likely[best] >= BY_NAME[facet].likeliest else []
        if facet == "cell_type":
            # "Chondrocytes" beside the vesicles that were given are what these were tried on.
            products = [c for c in sure if not all(found.common for found in evidence.by_facet[facet][c])]
            sure = products or sure
        specific = [concept for concept in sure if (facet, concept) not in self._shelves]
        if not specific:
            # A group stands for what is named of it, however little is said of that.
            below = [c for c in likely if not self._vocabulary.closure(facet, [c]).isdisjoint(sure) and c not in sure]
            specific = [max(below, key=lambda concept: likely[concept])] if below else []
        chosen = set(self._vocabulary.most_specific(facet, specific or sure))
        if facet == "route":
            chosen |= {concept for concept in specific if self._stands_beside(concept, specific, evidence)}
        return sorted(chosen, key=lambda concept: -likely[concept])

    def _stands_beside(self, route: str, sure: list[str], evidence: _TextEvidence) -> bool:
        """Whether a route is named more often than the special forms of it that are named too: both were used."""
        routes = evidence.by_facet["route"]
        below = [concept for concept in sure if route in self._vocabulary.ancestors("route", concept)]
        of_these = sum(mention.counts for concept in below for mention in routes[concept])
        return bool(below) and sum(mention.counts for mention in routes[route]) > of_these


@dataclass(frozen=True, slots=True)
class _TextEvidence:
    """The evidence for each concept that a text mentions, by facet, in the order of their first mentions."""

    words: Words
    by_facet: dict[str, dict[str, list[Evidence]]]
    is_review: bool


def assigned(decisions: Iterable[Decision]) -> dict[str, Concepts]:
    """Return the concept ids that were assigned, by facet field (every field is there), in their order."""
    found: dict[str, list[str]] = {facet.field: [] for facet in FACETS}
    for decision in decisions:
        if decision.assigned:
            found[BY_NAME[decision.facet].field].append(decision.concept)
    return {field: tuple(ids) for field, ids in found.items()}


def _reason(evidence: Evidence, words: Words) -> Reason:
    start, end = words.span(evidence.first, evidence.last)
    why = ["title"] if evidence.in_title else []
    why += evidence.against or evidence.beside
    if evidence.sourced:
        why.append("source named")
    if evidence.common:
        why.append("common word")
    return Reason(words.text[start:end], evidence.counts, tuple(why))
