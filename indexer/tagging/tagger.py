"""What a text is about: mentions of concepts -> evidence -> decisions, with their reasons -> a summary's facets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.summaries.facets import BY_FIELD, BY_NAME, FACETS
from indexer.summaries.summary import Concepts, Summary
from indexer.tagging.aboutness import Features, WeightedMention, Weights, load_weights
from indexer.tagging.cues import Cues
from indexer.tagging.decisions import FacetClassifier, FacetMentions
from indexer.tagging.matcher import ConceptKey, Matcher
from indexer.tagging.mentions import find_mentions
from indexer.text.analysis import terms
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

_NOTHING: dict[str, Concepts] = {facet.field: () for facet in FACETS}
_NOTHING_BESIDE: tuple[str, ...] = ()
_FURTHEST_PRODUCT = 6  # words between what is derived and what it is made of
_IN_TITLES = frozenset(("denied", "confused", "named"))
_OF_REVIEWS = ("elsewhere",)  # cues of what a review is made of
_SOURCES = ("Source:", "Sources:", "Reference:", "References:", "Citation:", "Journal:", "Published in:", "DOI:")
_LONGEST_SOURCE = 300  # characters
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

    def __init__(self, vocabulary: Vocabulary, weights: Mapping[str, Weights] | None = None) -> None:
        """Judge by the shipped weights, or by ``weights`` by facet name."""
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary)
        weights = weights or load_weights()
        self._judges = {facet.name: FacetClassifier(facet, vocabulary, weights[facet.name]) for facet in FACETS}

    def tag(self, summary: Summary) -> Summary:
        """Return the summary with the facets that were not given found in its title and text."""
        if all(facet.field in summary.facets for facet in FACETS):
            return summary
        return self.merge(summary, self.concepts(summary.title, summary.text))

    def merge(self, summary: Summary, found: Mapping[str, Concepts]) -> Summary:
        """Return the summary with what was found in its text, by field, and what a catalogue says of it."""
        joined = dict(found)
        for field, (named, settles) in summary.catalogued.items():
            name, above = BY_FIELD[field].name, self._vocabulary.ancestors
            in_text = (c for c in found[field] if not settles or not set(named).isdisjoint(above(name, c)))
            joined[field] = self._vocabulary.most_specific(name, (*named, *in_text))
        return summary.with_found(joined)

    def concepts(self, title: str, text: str) -> dict[str, Concepts]:
        """Return the concept ids that a text is about by facet field, most specific only, the surest first."""
        found = dict(_NOTHING)
        evidence = self._evidence(title, text)
        for name, mentioned in evidence.by_facet.items():
            judge = self._judges[name]
            likely = judge.likely(mentioned, evidence.is_review)
            found[judge.field] = tuple(judge.assigned(likely, mentioned))
        return found

    def mentions(self, text: str) -> list[tuple[int, int, ConceptKey]]:
        """Return what is mentioned at ``text[start:end]`` in text order; one place may mention two concepts."""
        words = TokenizedText(text)
        found = find_mentions(words, self._matcher, self._vocabulary)
        return [(*words.span(m.first, m.last), m.key) for m in found]

    def decisions(self, title: str, text: str) -> list[Decision]:
        """Return a decision on every concept that is mentioned, facet by facet, the surest first."""
        evidence = self._evidence(title, text)
        decisions = []
        for name in [facet.name for facet in FACETS if facet.name in evidence.by_facet]:
            judge, mentioned = self._judges[name], evidence.by_facet[name]
            likely = judge.likely(mentioned, evidence.is_review)
            chosen = judge.assigned(likely, mentioned)
            for concept, score in sorted(likely.items(), key=lambda item: (item[0] not in chosen, -item[1])):
                reasons = tuple(_reason(found, evidence.words) for found in mentioned[concept])
                decisions.append(Decision(name, concept, round(score, 2), concept in chosen, reasons))
        return decisions

    def features(self, title: str, text: str) -> dict[ConceptKey, Features]:
        """Return what the weights are learnt from: the features of every concept that is mentioned."""
        evidence = self._evidence(title, text)
        return {
            (name, concept): known
            for name, mentioned in evidence.by_facet.items()
            for concept, known in self._judges[name].features(mentioned, evidence.is_review).items()
        }

    def _evidence(self, title: str, text: str) -> _TextEvidence:
        text = _without_source(text)
        words = TokenizedText(f"{title}\n\n{text}" if title else text)
        body = words.count_to(len(title)) if title else 0
        length = max(1, len(words.terms) - body)
        is_review = not _REVIEWS.isdisjoint(words.terms)
        cues = Cues(words.terms, _OF_REVIEWS if is_review else ())
        found: dict[str, FacetMentions] = {}
        for first, last, (facet, concept), weak, sourced in find_mentions(words, self._matcher, self._vocabulary):
            in_title, telling = first < body, cues.telling(facet, first, last)
            if in_title:
                telling = [cue for cue in telling if cue.name in _IN_TITLES]
            against = tuple({cue.name: None for cue in telling if cue.annuls}) if telling else ()
            counts, beside = 0.0, _NOTHING_BESIDE
            if not against:
                counts = 0.5 if weak else 1.0
                doubts = tuple({cue.name: None for cue in telling}) if telling else ()
                beside = () if in_title else doubts + cues.beside(first, last)
            where = (first - body) / length
            # A third of the time of Evidence(...).
            evidence = tuple.__new__(
                WeightedMention, (first, last, counts, in_title, where, sourced, weak, against, beside)
            )
            found.setdefault(facet, {}).setdefault(concept, []).append(evidence)
        for facet, of_facet in found.items():
            derived = self._judges[facet].derived & of_facet.keys()
            if derived and len(of_facet) > len(derived):
                _mark_origins(of_facet, derived, words.terms)
        return _TextEvidence(words, found, is_review)


@dataclass(frozen=True, slots=True)
class _TextEvidence:
    """The evidence for each concept that a text mentions, by facet, in the order of their first mentions."""

    words: TokenizedText
    by_facet: dict[str, FacetMentions]
    is_review: bool


def assigned(decisions: Iterable[Decision]) -> dict[str, Concepts]:
    """Return the concept ids that were assigned, by facet field (every field is there), in their order."""
    found: dict[str, list[str]] = {facet.field: [] for facet in FACETS}
    for decision in decisions:
        if decision.assigned:
            found[BY_NAME[decision.facet].field].append(decision.concept)
    return {field: tuple(ids) for field, ids in found.items()}


def _without_source(text: str) -> str:
    """Return a text without a last line, of a citation's length, that says where it is from: no journal is a topic."""
    body, _, last = text.rstrip().rpartition("\n")
    return body if body and last.startswith(_SOURCES) and len(last) <= _LONGEST_SOURCE else text


def _mark_origins(found: FacetMentions, derived: Set[str], words: Sequence[str]) -> None:
    """Note of every mention that something derived is named near it, in the same clause: "exosomes of cord cells"."""
    products = [mention for concept in derived for mention in found[concept]]
    for concept in found.keys() - derived:
        for at, mention in enumerate(found[concept]):
            if mention.counts and any(_is_near(mention, product, words) for product in products):
                found[concept][at] = mention._replace(beside=(*mention.beside, "made into a product"))


def _is_near(mention: WeightedMention, other: WeightedMention, words: Sequence[str]) -> bool:
    one, two = sorted((mention, other))
    return two.first - one.last <= _FURTHEST_PRODUCT and CLAUSE_END not in words[one.last : two.first]


def _reason(evidence: WeightedMention, words: TokenizedText) -> Reason:
    start, end = words.span(evidence.first, evidence.last)
    why = ["title"] if evidence.in_title else []
    why += evidence.against or evidence.beside
    if evidence.sourced:
        why.append("source named")
    if evidence.common:
        why.append("common word")
    return Reason(words.text[start:end], evidence.counts, tuple(why))
