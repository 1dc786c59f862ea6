"""A reference engine for the contract tests: it evaluates each query on every summary in turn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from indexer.engines.citation_texts import citation_texts
from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.request import Filters
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary


class ReferenceEngine:
    """The expected ids and counts of every engine. Methods take the arguments of the Snapshot protocol."""

    def __init__(self, summaries: Sequence[Summary], vocabulary: Vocabulary) -> None:
        self.summaries = summaries
        self.vocabulary = vocabulary

    def ids(self, query: Query, filters: Filters) -> set[str]:
        return {s.id for s in self._matching(query, filters)}

    def counts(self, query: Query, filters: Filters) -> dict[str, dict[str, int]]:
        return {
            facet.name: dict(
                Counter(
                    concept
                    for summary in self._matching(query, filters.without(facet.name))
                    for concept in self._concepts(summary, facet.name)
                )
            )
            for facet in FACETS
        }

    def year_histogram(self, query: Query, filters: Filters) -> dict[int, int]:
        others = replace(filters, years=None)
        return dict(Counter(s.year for s in self._matching(query, others) if s.year is not None))

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> dict[str | None, dict[int, int]]:
        others = replace(filters.without(facet), years=None)
        counts: dict[str | None, Counter[int]] = {}
        for s in self._matching(query, others):
            for concept in (self._concepts(s, facet) or {None}) if s.year is not None else ():
                counts.setdefault(concept, Counter())[s.year] += 1
        return {concept: dict(of_concept) for concept, of_concept in counts.items()}

    def cooccurrence_counts(
        self, query: Query, filters: Filters, rows: str, columns: str
    ) -> dict[tuple[str, str], int]:
        others = filters.without(rows).without(columns)
        pairs = Counter(
            pair
            for s in self._matching(query, others)
            for pair in product(self._concepts(s, rows), self._concepts(s, columns))
        )
        return dict(pairs)

    def _matching(self, query: Query, filters: Filters) -> list[Summary]:
        return [s for s in self.summaries if self._matches(query, s) and self._passes(filters, s)]

    def _concepts(self, summary: Summary, facet: str) -> frozenset[str]:
        return self.vocabulary.closure(facet, summary.concepts(BY_NAME[facet].field))

    def _passes(self, filters: Filters, summary: Summary) -> bool:
        in_facets = all(not self._concepts(summary, facet).isdisjoint(ids) for facet, ids in filters.concepts)
        return in_facets and (filters.years is None or summary.year in filters.years)

    def _matches(self, query: Query, summary: Summary) -> bool:
        match query:
            case All():
                return True
            case Term(text, field):
                return any(text in words for words in self._texts(summary, field))
            case Phrase(wanted, field):
                return any(
                    wanted == words[start : start + len(wanted)]
                    for words in self._texts(summary, field)
                    for start in range(len(words))
                )
            case Near(wanted, distance, field):
                return any(_are_near(wanted, distance, words) for words in self._texts(summary, field))
            case AnyTerm(wanted, field):
                return any(text in words for words in self._texts(summary, field) for text in wanted)
            case HasConcept(facet, concept):
                return concept in self._concepts(summary, facet)
            case Years():
                return summary.year in query
            case And(parts):
                return all(self._matches(part, summary) for part in parts)
            case Or(parts):
                return any(self._matches(part, summary) for part in parts)
            case Not(part):
                return not self._matches(part, summary)
            case _:
                raise TypeError(query)

    def _texts(self, summary: Summary, field: str | None) -> list[tuple[str, ...]]:
        texts = {"title": summary.title, "text": summary.text, **citation_texts(summary)._asdict()}
        return [terms(texts[name]) for name in ((field,) if field else ("title", "text", "identity", "source"))]


def _are_near(wanted: tuple[str, ...], distance: int, words: tuple[str, ...]) -> bool:
    """Return whether a window of the words, with at most ``distance`` other words, contains all ``wanted`` ones."""
    window = len(wanted) + distance
    return any(not Counter(wanted) - Counter(words[start : start + window]) for start in range(len(words)))
