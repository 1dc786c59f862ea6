"""Random searches over the words, phrases, concepts and years of a collection, with filters."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.query.ast import TEXT_FIELDS, And, AnyTerm, Field, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.request import SORTS, Filters, Sort
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms

_FIELDS: tuple[Field | None, ...] = (None, None, None, *TEXT_FIELDS)
_MAX_DEPTH = 2
_YEARS_PROBABILITY = 0.2


class RandomSearch(NamedTuple):
    """A random search. Its fields are the first fields of an :class:`~indexer.engines.protocols.EngineSearch`."""

    query: Query
    filters: Filters
    sort: Sort


def random_searches(summaries: Sequence[Summary], number: int, seed: int) -> Iterator[RandomSearch]:
    """Yield ``number`` searches. The same seed always gives the same searches.

    Most searches have hits, because their words come from the summaries.
    """
    generator = _Generator(summaries, seed)
    for _ in range(number):
        yield generator.search()


class _Generator:
    def __init__(self, summaries: Sequence[Summary], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # reproducible, not secret
        self._summaries = summaries
        self._years = sorted({summary.year for summary in summaries if summary.year})

    def search(self) -> RandomSearch:
        concepts = _concepts(self._summary())
        filters = Filters()
        for facet, concept in self._random.sample(concepts, min(len(concepts), self._random.choice((0, 0, 1, 1, 2)))):
            filters = filters.adding(facet, concept)
        years = self._year_range() if self._years and self._random.random() < _YEARS_PROBABILITY else None
        return RandomSearch(self._query(), Filters(filters.concepts, years), self._random.choice(SORTS))

    def _query(self, depth: int = 0) -> Query:
        leaves = ("word", "word", "phrase", "near", "any", "concept", *(("years",) if self._years else ()))
        operators = ("and", "and", "or", "not") if depth < _MAX_DEPTH else ()
        match self._random.choice((*leaves, *operators)):
            case "and":
                return And(self._parts(depth))
            case "or":
                return Or(self._parts(depth))
            case "not":
                return And((self._query(depth + 1), Not(self._query(depth + 1))))
            case kind:
                return self._leaf(kind)

    def _parts(self, depth: int) -> tuple[Query, ...]:
        return tuple(self._query(depth + 1) for _ in range(self._random.randint(2, 3)))

    def _leaf(self, kind: str) -> Query:
        summary = self._summary()
        field = self._random.choice(_FIELDS)
        words = terms(summary.title if field == "title" else summary.text) or ("nothing",)
        start = self._random.randrange(len(words))
        sequence = words[start : start + self._random.randint(2, 4)]
        match kind:
            case "phrase" if len(sequence) > 1:
                return Phrase(sequence, field)
            case "near" if len(sequence) > 1:
                shuffled = tuple(self._random.sample(sequence, len(sequence)))
                return Near(shuffled, self._random.randint(0, 6), field)
            case "any":
                return AnyTerm(tuple(dict.fromkeys(sequence)), field)
            case "concept" if concepts := _concepts(summary):
                return HasConcept(*self._random.choice(concepts))
            case "years":
                return self._year_range()
            case _:
                return Term(words[start], field)

    def _year_range(self) -> Years:
        first, last = sorted(self._random.choices(self._years, k=2))
        return Years(*self._random.choice(((first, last), (first, None), (None, last))))

    def _summary(self) -> Summary:
        return self._random.choice(self._summaries)


def _concepts(summary: Summary) -> list[tuple[str, str]]:
    """Return the (facet, concept) pairs of a summary."""
    return [(facet.name, concept) for facet in FACETS for concept in summary.concepts(facet.field)]
