"""What a text is about: mentions of concepts -> decisions, each with the words that made it -> a summary's facets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.language.analysis import Words
from indexer.language.cues import Cues
from indexer.language.matching import Matcher
from indexer.language.mentions import Mention, find_mentions
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Concepts, Summary

# The weights of a mention, and what is asked of a concept; docs/tagging.md says how they were chosen.
_TITLE = 3.0
_OPENING = 0.5
_SOURCED = 0.5
_SPOKEN_FOR = 1.0
_OPENING_SHARE = 0.3
_MANY = 4  # a text that names so many conditions once each is about them all
_RARE = 5  # a special form named so many times less than the general one is a part of it
_OFTEN = 4  # so many mentions by common words alone will do
_NEARLY = 0.75


@dataclass(frozen=True, slots=True)
class Reason:
    """A mention that was weighed: the words, what they weigh, and why (the names of the cues)."""

    quote: str
    weight: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the text is about a concept; ``score`` is the sum of the reasons' weights."""

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
        return assigned(self.decisions(title, text))

    def mentions(self, text: str) -> list[Mention]:
        """Return the mentions in text order; one place may mention two concepts."""
        return find_mentions(Words(text), self._matcher, self._vocabulary)

    def decisions(self, title: str, text: str) -> list[Decision]:
        """Return a decision on every concept that is mentioned, facet by facet, the surest first."""
        whole = f"{title}\n\n{text}" if title else text
        words = Words(whole)
        mentions, cues = find_mentions(words, self._matcher, self._vocabulary), Cues(words.terms)
        body = words.number_at(len(title) + 2) if title else 0
        weighed: dict[tuple[str, str], list[Reason]] = {}
        for mention in mentions:
            weighed.setdefault(mention.key, []).append(self._weighed(words, cues, mention, body))
        self._drop_rare_forms(weighed)
        scores = {key: sum(reason.weight for reason in reasons) for key, reasons in weighed.items()}
        scores = {key: score for key, score in scores.items() if not _only_common(key[0], weighed[key])}
        sure = {(facet.name, concept) for facet in FACETS for concept in self._assigned(facet.name, scores)}
        decisions = [
            Decision(
                facet,
                concept,
                round(scores.get((facet, concept), 0.0), 2),
                (facet, concept) in sure,
                tuple(reasons),
            )
            for (facet, concept), reasons in weighed.items()
        ]
        order = {facet.name: place for place, facet in enumerate(FACETS)}
        return sorted(decisions, key=lambda d: (order[d.facet], not d.assigned, -d.score))

    def _weighed(self, words: Words, cues: Cues, mention: Mention, body: int) -> Reason:
        """Return what a mention weighs, by where it stands and what stands around it; ``body`` is the first word behind the title."""
        quote = words.text[mention.start : mention.end]
        in_title = mention.first < body
        earliest = 0 if in_title else body
        against = cues.against(mention.first, mention.last, earliest)
        if against and not (in_title and against.weight):
            return Reason(quote, against.weight, (against.name,))
        weight, why = (_TITLE, ["title"]) if in_title else (1.0, [])
        if not in_title:
            if mention.first - body < _OPENING_SHARE * (len(words.terms) - body):
                weight += _OPENING
                why.append("opening")
            why += (helping := cues.speak_for(mention.facet, mention.first, mention.last, earliest))
            weight += _SPOKEN_FOR * len(helping)
        if mention.sourced:
            weight += _SOURCED
            why.append("source named")
        if mention.weak:
            weight /= 2
            why.append("common word")
        if self._is_shelf(mention.facet, mention.concept):
            weight /= 2
            why.append("general")
        return Reason(quote, weight, tuple(why))

    def _is_shelf(self, facet: str, concept: str) -> bool:
        return (facet, concept) in self._shelves

    def _assigned(self, facet: str, scores: dict[tuple[str, str], float]) -> list[str]:
        """Return the concepts of a facet that the text is about."""
        of_facet = {concept: score for (name, concept), score in scores.items() if name == facet and score > 0}
        self._settle_shelves(facet, of_facet)
        if not of_facet:
            return []
        best = max(of_facet.values())
        floor = max(BY_NAME[facet].enough, BY_NAME[facet].share * best)
        sure = [concept for concept, score in of_facet.items() if score >= floor]
        if not sure and BY_NAME[facet].enough > 1:
            likely = [concept for concept, score in of_facet.items() if score >= 1]
            # A text that names many once is about them all; of few, the likeliest is meant.
            sure = likely if len(likely) >= _MANY else [c for c in likely if of_facet[c] >= _NEARLY * best]
        sure = [concept for concept in sure if not self._is_only_the_tissue(facet, concept, sure)]
        specific = set(self._vocabulary.most_specific(facet, sure))
        return [c for c in sure if c in specific or self._stands_beside(facet, c, sure, of_facet)]

    def _is_only_the_tissue(self, facet: str, concept: str, sure: list[str]) -> bool:
        """Whether a concept is named as what another one, of which the text is about, was made from."""
        named = self._vocabulary.get(facet, concept)
        others = (self._vocabulary.get(facet, other) for other in sure if other != concept)
        tissues = {tissue for other in others if other for tissue in other.source_terms}
        return named is not None and not tissues.isdisjoint(named.names)

    def _drop_rare_forms(self, weighed: dict[tuple[str, str], list[Reason]]) -> None:
        """Count a special form that is hardly named for the general one that the text is about."""
        for key, reasons in list(weighed.items()):
            for parent in self._vocabulary.ancestors(*key):
                others = weighed.get((key[0], parent), [])
                rare = len(others) >= _RARE * len(reasons) and not any("title" in reason.why for reason in reasons)
                if key[0] == "condition" and rare and not self._is_shelf(key[0], parent):
                    others += weighed.pop(key)
                    break

    def _settle_shelves(self, facet: str, scores: dict[str, float]) -> None:
        """Take away concepts that only group others where something more specific is named."""
        for concept in list(scores):
            if self._is_shelf(facet, concept):
                below = [c for c in scores if concept in self._vocabulary.ancestors(facet, c)]
                if any(scores[c] >= 1 for c in (below if facet == "condition" else scores) if c != concept):
                    for other in below:
                        scores[other] += 1
                    del scores[concept]

    def _stands_beside(self, facet: str, concept: str, sure: list[str], scores: dict[str, float]) -> bool:
        """Whether a route is named more often than the special form of it that is named too: both were used."""
        below = [c for c in sure if concept in self._vocabulary.ancestors(facet, c)]
        return (
            facet == "route" and not self._is_shelf(facet, concept) and scores[concept] > sum(scores[c] for c in below)
        )


def assigned(decisions: Iterable[Decision]) -> dict[str, Concepts]:
    """Return the concept ids that were assigned, by facet field (every field is there), in their order."""
    found: dict[str, list[str]] = {facet.field: [] for facet in FACETS}
    for decision in decisions:
        if decision.assigned:
            found[BY_NAME[decision.facet].field].append(decision.concept)
    return {field: tuple(ids) for field, ids in found.items()}


def _only_common(facet: str, reasons: list[Reason]) -> bool:
    """Whether a concept is named by common words alone, and too seldom, or (a cell, a route) hardly as given."""
    if not all("common word" in reason.why for reason in reasons):
        return False
    if facet == "condition":
        return len(reasons) < _OFTEN and not any("title" in reason.why for reason in reasons)
    return facet in ("cell_type", "route") and 2 * sum("given" in reason.why for reason in reasons) <= len(reasons)
