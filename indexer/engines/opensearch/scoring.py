"""The query tree -> how well a summary matches it, in OpenSearch's query language.

The weights are those of docs/ranking.md. A field that holds title and text one behind the other gives BM25 over both as
one text, which is what BM25F does where both weigh alike; ``combined_fields`` would be that too, but knows no phrases.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexer.engines.opensearch.cluster import K1
from indexer.engines.opensearch.compiler import (
    Clause,
    all_of,
    any_of,
    field_of,
    matching,
)
from indexer.engines.opensearch.documents import encoded
from indexer.engines.opensearch.mapping import ALTERNATIVES, OR, WORDS
from indexer.query.ast import (
    TEXT_FIELDS,
    And,
    AnyTerm,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Word,
    terms_of,
)
from indexer.text.analysis import terms as terms_in
from indexer.vocabulary.model import Vocabulary

Leaf = Word | HasConcept

TITLE_WEIGHT = 0.3

_MOST_TERMS = 900  # in a query, less than the 1,024 that a cluster takes
_FEWER = (256, 64, 16, 4, 1)


@dataclass(frozen=True, slots=True)
class Named:
    """A leaf of a query where it stands in it: ``within`` are the names of the clauses that must match for it to score.

    What it scores, the clauses "NAME words", "NAME title" and "NAME concept" tell; NAME is the last of ``within``.
    """

    leaf: Leaf
    within: tuple[str, ...]


@dataclass
class Scoring:
    """Makes a query that scores; where it is to be ``explained``, its leaves are named, and stand in ``leaves``.

    ``saturation`` is k1 + 1 where the server's BM25 leaves that out, else 1. ``weigh`` gives the idf of a concept.
    """

    vocabulary: Vocabulary
    saturation: float
    weigh: Callable[[str, str], float]
    explained: bool = False
    leaves: list[Named] = field(default_factory=list)
    _within: tuple[str, ...] = ()
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def query(self, query: Query) -> Clause:
        """Return the clause that finds what matches, and scores it.

        Of many words that begin alike, and many names of concepts, the first ones alone score where a query would
        have more words than a cluster takes; which summaries match is the same.
        """
        most = next((fewer for fewer in _FEWER if self._size(query, fewer) <= _MOST_TERMS), 0)
        return self._scored(query, most)

    def _scored(self, query: Query, most: int) -> Clause:
        match query:
            case And(parts):
                with self._named_clause() as named:
                    scored = [self._scored(part, most) for part in parts if _ranks(part)]
                    return named(all_of((part for part in parts if not _ranks(part)), scored))
            case Or(parts):
                return any_of([self._scored(part, most) for part in parts])
            case Term() | AnyTerm() | Phrase() | Near() if _ranks(query):
                with self._named_clause(query) as named:
                    return named(self._words(query, most))
            case HasConcept(scored=True):
                with self._named_clause(query) as named:
                    return named(self._concept(query, most))
            case _:
                return {"bool": {"filter": [matching(query)]}}

    def _words(self, leaf: Word, most: int) -> Clause:
        """Return the clause of a leaf whose score is that of words; each is a term, or several that count as one."""
        terms = tuple(map(encoded, terms_of(leaf)))
        words = [terms[: max(1, most)]] if isinstance(leaf, AnyTerm) else [(term,) for term in terms]
        complete = not isinstance(leaf, AnyTerm) or len(words[0]) == len(terms)
        weight = self.saturation * (1 + TITLE_WEIGHT if leaf.field == "title" else 1)
        scored = self._part("words", [_word(field_of(leaf.field), word, weight) for word in words])
        clause: Clause = {"must" if complete else "should": scored}
        if not complete or isinstance(leaf, Phrase | Near):
            clause["filter"] = [matching(leaf)]
        if leaf.field is None and most:
            title = self.saturation * TITLE_WEIGHT
            extra = self._part("title", [_word("title", word, title) for word in words], required=False)
            clause["should"] = clause.get("should", []) + extra
        return {"bool": clause}

    def _concept(self, concept: HasConcept, most: int) -> Clause:
        """Return the clause of a concept: scored as a word that stands where one of its names does, or once."""
        idf = self.weigh(concept.facet, concept.id)
        known = self.vocabulary.get(concept.facet, concept.id)
        names = [name for name in known.names if name not in known.ambiguous] if known else []
        runs = list(dict.fromkeys(run for name in names if (run := terms_in(name))))[:most]
        once = {"constant_score": {"filter": matching(concept), "boost": idf}}
        named = {"intervals": {WORDS: {"boost": idf * (K1 + 1), "any_of": {"intervals": list(map(_run, runs))}}}}
        best: Clause = {"dis_max": {"queries": [once, named] if runs else [once]}}
        return {"bool": {"filter": [matching(concept)], "must": self._part("concept", [best])}}

    @contextmanager
    def _named_clause(self, leaf: Leaf | None = None) -> Iterator[Callable[[Clause], Clause]]:
        """Lend what gives a clause its name; what is named meanwhile stands within it."""
        before, name = self._within, str(next(self._numbers))
        self._within = (*before, name)
        if leaf is not None:
            self.leaves.append(Named(leaf, self._within))
        yield lambda clause: {"bool": {**clause["bool"], "_name": name}} if self.explained else clause
        self._within = before

    def _part(self, place: str, clauses: list[Clause], required: bool = True) -> list[Clause]:
        """Return the clauses that tell what a leaf scores in a place, under a name where it is to be told."""
        if not self.explained:
            return clauses
        name = f"{self._within[-1]} {place}"
        return [{"bool": {"must" if required else "should": clauses, "_name": name}}]

    def _size(self, query: Query, most: int) -> int:
        """Return how many terms the query has at most where so many of one leaf score."""
        return sum(self._leaf_size(leaf, most) for leaf in _leaves(query))

    def _leaf_size(self, leaf: Query, most: int) -> int:
        match leaf:
            case AnyTerm(terms):
                return 1 + 2 * min(len(terms), most)
            case Phrase(terms) | Near(terms):
                return 3 * len(terms)
            case HasConcept(facet, concept, scored=True) if known := self.vocabulary.get(facet, concept):
                return 2 + sum(len(terms_in(name)) for name in known.names[:most])
            case _:
                return 2


def _ranks(query: Query) -> bool:
    """Whether the query, or a part of it, adds to the score of what it finds."""
    match query:
        case And(parts) | Or(parts):
            return any(map(_ranks, parts))
        case AnyTerm((), _):
            return False
        case Term() | AnyTerm() | Phrase() | Near():
            return query.field in (None, *TEXT_FIELDS)
        case HasConcept(scored=scored):
            return scored
        case _:
            return False


def _word(where: str, terms: tuple[str, ...], boost: float) -> Clause:
    """Return the clause that scores terms, encoded ones, which count as one word."""
    if len(terms) == 1:
        return {"term": {where: {"value": terms[0], "boost": boost}}}
    return {"match": {where: {"query": OR.join(terms), "analyzer": ALTERNATIVES, "boost": boost}}}


def _run(terms: tuple[str, ...]) -> Clause:
    """Return the rule of an intervals query that finds terms one right after another."""
    return {"match": {"query": " ".join(map(encoded, terms)), "max_gaps": 0, "mode": "ordered"}}


def _leaves(query: Query) -> Iterator[Query]:
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case _:
            yield query
