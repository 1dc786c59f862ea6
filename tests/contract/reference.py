"""A search engine too simple to be wrong: it looks at every summary, one after another, for every query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from indexer.query.ast import (
    All,
    And,
    AnyTerm,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Years,
)
from indexer.query.request import Filters
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary


class ReferenceEngine:
    """Answers what every engine must answer: which summaries match, and how many hold each concept."""

    def __init__(self, summaries: Sequence[Summary], vocabulary: Vocabulary) -> None:
        self.summaries = summaries
        self.vocabulary = vocabulary

    def ids(self, query: Query, filters: Filters) -> set[str]:
        return {s.id for s in self._found(query, filters)}

    def counts(self, query: Query, filters: Filters) -> dict[str, dict[str, int]]:
        found = {}
        for facet in FACETS:
            others = filters.without(facet.name)
            found[facet.name] = Counter(
                concept for s in self._found(query, others) for concept in self._held(s, facet.name)
            )
        return {name: dict(counts) for name, counts in found.items()}

    def years(self, query: Query, filters: Filters) -> dict[int, int]:
        others = replace(filters, years=None)
        return dict(Counter(s.year for s in self._found(query, others) if s.year is not None))

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> dict[str | None, dict[int, int]]:
        others = replace(filters.without(facet), years=None)
        counts: dict[str | None, Counter[int]] = {}
        for s in self._found(query, others):
            for concept in (self._held(s, facet) or {None}) if s.year is not None else ():
                counts.setdefault(concept, Counter())[s.year] += 1
        return {concept: dict(of_concept) for concept, of_concept in counts.items()}

    def crossed(self, query: Query, filters: Filters, rows: str, columns: str) -> dict[tuple[str, str], int]:
        others = filters.without(rows).without(columns)
        return dict(
            Counter(
                pair
                for s in self._found(query, others)
                for pair in product(self._held(s, rows), self._held(s, columns))
            )
        )

    def _found(self, query: Query, filters: Filters) -> list[Summary]:
        return [s for s in self.summaries if self._matches(query, s) and self._passes(filters, s)]

    def _held(self, summary: Summary, facet: str) -> frozenset[str]:
        return self.vocabulary.closure(facet, summary.concepts(BY_NAME[facet].field))

    def _passes(self, filters: Filters, summary: Summary) -> bool:
        in_facets = all(
            any(concept in self._held(summary, facet) for concept in concepts) for facet, concepts in filters.concepts
        )
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
                return any(_stand_near(wanted, distance, words) for words in self._texts(summary, field))
            case AnyTerm(wanted, field):
                return any(text in words for words in self._texts(summary, field) for text in wanted)
            case HasConcept(facet, concept):
                return concept in self._held(summary, facet)
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
        citation = summary.citation
        texts = {
            "title": summary.title,
            "text": summary.text,
            "author": ", ".join(citation.authors) if citation else "",
            "journal": (citation.journal or "") if citation else "",
        }
        return [terms(texts[name]) for name in ((field,) if field else ("title", "text"))]


def _stand_near(wanted: tuple[str, ...], distance: int, words: tuple[str, ...]) -> bool:
    """Whether a stretch of the words, with at most ``distance`` more than wanted, holds them all."""
    longest = len(wanted) + distance
    return any(not Counter(wanted) - Counter(words[start : start + longest]) for start in range(len(words)))
