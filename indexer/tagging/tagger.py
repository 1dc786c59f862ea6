"""The tagger. It assigns facet values to a title and a text, and returns the evidence for each decision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from indexer.errors import Problem
from indexer.summaries.facets import BY_FIELD, FACETS
from indexer.summaries.summary import Concepts, Summary
from indexer.tagging.aboutness import DEFAULT_WEIGHTS, Features, WeightedMention, Weights, load_weights
from indexer.tagging.cues import CueFinder
from indexer.tagging.decisions import FacetClassifier, FacetMentions
from indexer.tagging.matcher import Matcher
from indexer.tagging.mentions import find_mentions
from indexer.tagging.senses import ConceptKey
from indexer.text.analysis import term_set
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

_FURTHEST_PRODUCT = 6  # largest distance between a derived concept and its source, in words
_CUES_IN_TITLES = frozenset(("denied", "confused", "named"))
_IGNORED_IN_REVIEWS = ("elsewhere",)  # a review describes the studies of other authors
_CITED = ("Source:", "Sources:", "Reference:", "References:", "Citation:", "Journal:", "Published in:", "DOI:")
_LONGEST_CITATION = 300  # characters
_REVIEW_TERMS = term_set("review meta-analysis metaanalysis overview pooled literature")


@dataclass(frozen=True, slots=True)
class Reason:
    """A mention that is evidence for a decision.

    ``why`` can contain "title", "source named", "common word", and the names of cues and of kinds of support.
    """

    quote: str
    weight: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one concept. ``score`` is the probability, from 0 to 1, that the text is about it."""

    facet: str
    concept: str
    score: float
    assigned: bool
    reasons: tuple[Reason, ...]


class Tagger:
    """Tagger of texts. It assigns only the concepts that a text is about, and not all mentioned concepts."""

    def __init__(self, vocabulary: Vocabulary, weights: Mapping[str, Weights] | None = None) -> None:
        """Use ``weights`` by facet name; None means the built-in weights. Other facets get DEFAULT_WEIGHTS."""
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary)
        weights = weights or load_weights()
        self._classifiers = {
            facet.name: FacetClassifier(facet, vocabulary, weights.get(facet.name, DEFAULT_WEIGHTS)) for facet in FACETS
        }

    def tag(self, summary: Summary) -> Summary:
        """Return the summary with its missing facets filled from its title, its text and its catalogue record."""
        if all(facet.field in summary.facets for facet in FACETS):
            return summary
        return self.merge(summary, self.concepts(summary.title, summary.text))

    def merge(self, summary: Summary, text_concepts: Mapping[str, Concepts]) -> Summary:
        """Return the summary with its missing facets filled from ``text_concepts`` and its catalogue record.

        ``text_concepts`` maps fields to concept ids. If the catalogue settles a field, a text concept is added only if
        it is narrower than a catalogued concept.
        """
        merged = dict(text_concepts)
        for field, (named, settles) in summary.catalogued.items():
            name, ancestors = BY_FIELD[field].name, self._vocabulary.ancestors
            in_text = (c for c in text_concepts[field] if not settles or not set(named).isdisjoint(ancestors(name, c)))
            merged[field] = self._vocabulary.most_specific(name, (*named, *in_text))
        return summary.with_tags(merged)

    def concepts(self, title: str, text: str) -> dict[str, Concepts]:
        """Return, by field, the ids of the most specific concepts that a text is about, the most probable first."""
        selected: dict[str, Concepts] = {facet.field: () for facet in FACETS}
        analysis = self._analyze(title, text)
        for name, mentions in analysis.by_facet.items():
            classifier = self._classifiers[name]
            probabilities = classifier.probabilities(mentions, analysis.is_review)
            selected[classifier.field] = tuple(classifier.select(probabilities, mentions))
        return selected

    def mentions(self, text: str) -> list[tuple[int, int, ConceptKey]]:
        """Return (start, end, concept) of each mention, in text order. The same words can mention two concepts.

        ``start`` and ``end`` are character offsets, ``end`` exclusive.
        """
        tokenized = TokenizedText(text)
        mentions = find_mentions(tokenized, self._matcher, self._vocabulary)
        return [(*tokenized.span(mention.first, mention.last), mention.key) for mention in mentions]

    def decisions(self, title: str, text: str) -> list[Decision]:
        """Return a decision on every mentioned concept.

        The decisions are sorted by facet. In each facet, assigned concepts come first, then the score decreases.
        """
        analysis = self._analyze(title, text)
        decisions = []
        for name in [facet.name for facet in FACETS if facet.name in analysis.by_facet]:
            classifier, mentions = self._classifiers[name], analysis.by_facet[name]
            probabilities = classifier.probabilities(mentions, analysis.is_review)
            selected = classifier.select(probabilities, mentions)
            for concept, score in sorted(probabilities.items(), key=lambda item: (item[0] not in selected, -item[1])):
                reasons = tuple(_reason(mention, analysis.text) for mention in mentions[concept])
                decisions.append(Decision(name, concept, round(score, 2), concept in selected, reasons))
        return decisions

    def features(self, title: str, text: str) -> dict[ConceptKey, Features]:
        """Return the features of every mentioned concept. The weights are learnt from these features."""
        analysis = self._analyze(title, text)
        return {
            (name, concept): features
            for name, mentions in analysis.by_facet.items()
            for concept, features in self._classifiers[name].features(mentions, analysis.is_review).items()
        }

    def _analyze(self, title: str, text: str) -> "_AnalyzedText":
        text = _without_citation(text)
        tokenized = TokenizedText(f"{title}\n\n{text}" if title else text)
        body = tokenized.count_to(len(title)) if title else 0
        length = max(1, len(tokenized.terms) - body)
        is_review = not _REVIEW_TERMS.isdisjoint(tokenized.terms)
        cue_finder = CueFinder(tokenized.terms, _IGNORED_IN_REVIEWS if is_review else ())
        by_facet: dict[str, FacetMentions] = {}
        mentions = find_mentions(tokenized, self._matcher, self._vocabulary)
        for first, last, (facet, concept), weak, sourced in mentions:
            in_title, cues = first < body, cue_finder.find(facet, first, last)
            if in_title:
                cues = [cue for cue in cues if cue.name in _CUES_IN_TITLES]
            against = tuple({cue.name: None for cue in cues if cue.negates}) if cues else ()
            context: tuple[str, ...] = ()
            weight = 0.0
            if not against:
                weight = 0.5 if weak else 1.0
                doubts = tuple({cue.name: None for cue in cues}) if cues else ()
                context = () if in_title else doubts + cue_finder.find_support(first, last)
            position = (first - body) / length
            # tuple.__new__ takes a third of the time of WeightedMention(...).
            values = first, last, weight, in_title, position, sourced, weak, against, context
            by_facet.setdefault(facet, {}).setdefault(concept, []).append(tuple.__new__(WeightedMention, values))
        for facet, by_concept in by_facet.items():
            derived = self._classifiers[facet].derived & by_concept.keys()
            if derived and len(by_concept) > len(derived):
                _mark_sources(by_concept, derived, tokenized.terms)
        return _AnalyzedText(tokenized, by_facet, is_review)


@dataclass(frozen=True, slots=True)
class _AnalyzedText:
    """A text and its mentions by facet."""

    text: TokenizedText
    by_facet: dict[str, FacetMentions]
    is_review: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A summary with proposed facet values.

    ``original`` is the summary before tagging, and ``summary`` is the summary after tagging. ``decisions`` concern the
    facets that ``original`` lacks.
    """

    original: Summary
    summary: Summary
    decisions: tuple[Decision, ...]


def propose(items: Iterable[Summary | Problem], vocabulary: Vocabulary) -> Iterator[Proposal | Problem]:
    """Yield a proposal for each summary, in order. Yield each Problem unchanged. Nothing is indexed."""
    tagger = Tagger(vocabulary)
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        missing = {facet.name for facet in FACETS if facet.field not in item.facets}
        decisions = tagger.decisions(item.title, item.text) if missing else []
        assigned = {f.field: tuple(d.concept for d in decisions if d.assigned and d.facet == f.name) for f in FACETS}
        summary = tagger.merge(item, assigned) if missing else item
        yield Proposal(item, summary, tuple(d for d in decisions if d.facet in missing))


def _without_citation(text: str) -> str:
    """Return the text without its last line if this line cites the source. The name of a journal isn't a topic."""
    body, _, last = text.rstrip().rpartition("\n")
    return body if body and last.startswith(_CITED) and len(last) <= _LONGEST_CITATION else text


def _mark_sources(mentions: FacetMentions, derived: Set[str], words: Sequence[str]) -> None:
    """Add "made into a product" to the context of each mention near a derived concept: "exosomes of cord cells"."""
    products = [mention for concept in derived for mention in mentions[concept]]
    for concept in mentions.keys() - derived:
        for at, mention in enumerate(mentions[concept]):
            if mention.weight and any(_is_near(mention, product, words) for product in products):
                mentions[concept][at] = mention._replace(context=(*mention.context, "made into a product"))


def _is_near(mention: WeightedMention, other: WeightedMention, words: Sequence[str]) -> bool:
    left, right = sorted((mention, other))
    return right.first - left.last <= _FURTHEST_PRODUCT and CLAUSE_END not in words[left.last : right.first]


def _reason(mention: WeightedMention, text: TokenizedText) -> Reason:
    start, end = text.span(mention.first, mention.last)
    why = ["title"] if mention.in_title else []
    why += mention.against or mention.context
    if mention.sourced:
        why.append("source named")
    if mention.common:
        why.append("common word")
    return Reason(text.text[start:end], mention.weight, tuple(why))
