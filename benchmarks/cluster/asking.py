"""Queries made at random of a collection's own words, phrases, concepts and years, each with filters."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.query.ast import (
    TEXT_FIELDS,
    And,
    AnyTerm,
    Field,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Years,
)
from indexer.query.request import SORTS, Filters, Sort
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms

_FIELDS: tuple[Field | None, ...] = (None, None, None, *TEXT_FIELDS)
_DEEPEST = 2


class Asked(NamedTuple):
    """A search: what is asked for, what narrows it, and in which order it is wanted."""

    query: Query
    filters: Filters
    sort: Sort


def asked(summaries: Sequence[Summary], number: int, seed: int) -> Iterator[Asked]:
    """Yield so many searches, the same ones each time; most find something, since summaries are their source."""
    chooser = _Chooser(summaries, seed)
    for _ in range(number):
        yield chooser.asked()


class _Chooser:
    def __init__(self, summaries: Sequence[Summary], seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # the same choice each time; nothing secret
        self._summaries = summaries
        self._years = sorted({summary.year for summary in summaries if summary.year})

    def asked(self) -> Asked:
        """Return one search."""
        held = [(facet.name, concept) for facet in FACETS for concept in self._summary().concepts(facet.field)]
        chosen = self._random.sample(held, min(len(held), self._random.choice((0, 0, 1, 1, 2))))
        filters = Filters()
        for facet, concept in chosen:
            filters = filters.adding(facet, concept)
        years = self._range() if self._years and self._random.random() < 0.2 else None
        return Asked(self._query(), Filters(filters.concepts, years), self._random.choice(SORTS))

    def _query(self, depth: int = 0) -> Query:
        kinds = ("word", "word", "phrase", "near", "any", "concept", *(("years",) if self._years else ()))
        deeper = ("and", "and", "or", "not") if depth < _DEEPEST else ()
        match self._random.choice((*kinds, *deeper)):
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
        run = words[start : start + self._random.randint(2, 4)]
        match kind:
            case "phrase" if len(run) > 1:
                return Phrase(run, field)
            case "near" if len(run) > 1:
                return Near(tuple(self._random.sample(run, len(run))), self._random.randint(0, 6), field)
            case "any":
                return AnyTerm(tuple(dict.fromkeys(run)), field)
            case "concept":
                held = [
                    HasConcept(facet.name, concept) for facet in FACETS for concept in summary.concepts(facet.field)
                ]
                return self._random.choice(held) if held else Term(words[start], field)
            case "years":
                return self._range()
            case _:
                return Term(words[start], field)

    def _range(self) -> Years:
        first, last = sorted(self._random.choices(self._years, k=2))
        return Years(*self._random.choice(((first, last), (first, None), (None, last))))

    def _summary(self) -> Summary:
        return self._random.choice(self._summaries)
