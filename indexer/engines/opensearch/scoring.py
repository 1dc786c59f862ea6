"""Compiler from the query AST to scored clauses.

docs/ranking.md defines the weights. BM25 over a field that contains title and text equals BM25F with equal weights for
title and text. The query type ``combined_fields`` would compute the same scores, but it does not support phrases.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexer.engines.opensearch.cluster import K1
from indexer.engines.opensearch.compiler import Clause, all_of, any_of, field_name, match_clause
from indexer.engines.opensearch.documents import encode_term
from indexer.engines.opensearch.mapping import ALTERNATIVES, OR, WORDS
from indexer.query.ast import TEXT_FIELDS, And, AnyTerm, HasConcept, Not, Or, Query, Word, term_groups, terms_of
from indexer.text.analysis import terms as analyse
from indexer.vocabulary.model import Vocabulary

Leaf = Word | HasConcept

TITLE_WEIGHT = 0.3

_MAX_CLAUSES = 900  # clauses in a query; the default limit of a cluster is 1,024
_LEAF_LIMITS = (256, 64, 16, 4, 1)


@dataclass(frozen=True, slots=True)
class NamedLeaf:
    """A scored leaf of the query.

    ``path`` contains the names of the clauses that enclose the leaf, outermost first. The name of the leaf is the last.
    The leaf contributes to the score of a hit only if all clauses in ``path`` match. If the name of the leaf is NAME,
    its scores are the scores of the clauses "NAME words", "NAME title" and "NAME concept".
    """

    leaf: Leaf
    path: tuple[str, ...]


@dataclass
class ScoringCompiler:
    """A compiler for one query. ``compile`` adds the scored leaves to ``leaves``. With ``explained``, it names clauses.

    ``bm25_factor`` is k1 + 1 if the server's BM25 omits this factor, else 1. ``concept_idf`` is a function of the facet
    and the id of a concept. It returns the inverse document frequency (idf) of the concept.
    """

    vocabulary: Vocabulary
    bm25_factor: float
    concept_idf: Callable[[str, str], float]
    explained: bool = False
    leaves: list[NamedLeaf] = field(default_factory=list)
    _path: tuple[str, ...] = ()
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def compile(self, query: Query) -> Clause:
        """Return the clause that selects and scores the documents matching ``query``.

        If the query would need too many clauses, only the first terms of each AnyTerm and the first names of each
        concept contribute to scores.
        """
        limit = next((limit for limit in _LEAF_LIMITS if self._size(query, limit) <= _MAX_CLAUSES), 0)
        return self._scored(query, limit)

    def _scored(self, query: Query, limit: int) -> Clause:
        match query:
            case And(parts):
                with self._named_clause() as named:
                    scored = [self._scored(part, limit) for part in parts if _is_scored(part)]
                    return named(all_of((part for part in parts if not _is_scored(part)), scored))
            case Or(parts):
                return any_of([self._scored(part, limit) for part in parts])
            case _ if isinstance(query, Word) and _is_scored(query):
                with self._named_clause(query) as named:
                    return named(self._word(query, limit))
            case HasConcept(scored=True):
                with self._named_clause(query) as named:
                    return named(self._concept(query, limit))
            case _:
                return {"bool": {"filter": [match_clause(query)]}}

    def _word(self, leaf: Word, limit: int) -> Clause:
        """Return the clause of a word or phrase. Its score is the BM25 of the terms.

        All terms of an AnyTerm are scored as one term. If the word has no field, matches in the title add to the score.
        """
        groups = [tuple(map(encode_term, group[: max(1, limit)])) for group in term_groups(leaf)]
        complete = sum(map(len, groups)) == len(terms_of(leaf))
        weight = self.bm25_factor * (1 + TITLE_WEIGHT if leaf.field == "title" else 1)
        scored = self._named_part("words", [_bm25(field_name(leaf.field), group, weight) for group in groups])
        clause: Clause = {"must" if complete else "should": scored}
        if not complete or len(groups) > 1:
            clause["filter"] = [match_clause(leaf)]
        if leaf.field is None and limit:
            boost = self.bm25_factor * TITLE_WEIGHT
            title = self._named_part("title", [_bm25("title", group, boost) for group in groups], required=False)
            clause["should"] = clause.get("should", []) + title
        return {"bool": clause}

    def _concept(self, concept: HasConcept, limit: int) -> Clause:
        """Return the clause of a concept. Its score is the idf, or the BM25 of all names as one word if higher."""
        idf = self.concept_idf(concept.facet, concept.id)
        known = self.vocabulary.get(concept.facet, concept.id)
        names = [name for name in known.names if name not in known.ambiguous] if known else []
        sequences = list(dict.fromkeys(sequence for name in names if (sequence := analyse(name))))[:limit]
        constant = {"constant_score": {"filter": match_clause(concept), "boost": idf}}
        intervals = {"boost": idf * (K1 + 1), "any_of": {"intervals": list(map(_adjacent, sequences))}}
        by_name = {"intervals": {WORDS: intervals}}
        best: Clause = {"dis_max": {"queries": [constant, by_name] if sequences else [constant]}}
        return {"bool": {"filter": [match_clause(concept)], "must": self._named_part("concept", [best])}}

    @contextmanager
    def _named_clause(self, leaf: Leaf | None = None) -> Iterator[Callable[[Clause], Clause]]:
        """Return a context manager that yields a function. The function adds a new name to a clause.

        Leaves that are compiled in the ``with`` block have the new name in their ``path``.
        """
        outer, name = self._path, str(next(self._numbers))
        self._path = (*outer, name)
        if leaf is not None:
            self.leaves.append(NamedLeaf(leaf, self._path))
        yield lambda clause: {"bool": {**clause["bool"], "_name": name}} if self.explained else clause
        self._path = outer

    def _named_part(self, place: str, clauses: list[Clause], required: bool = True) -> list[Clause]:
        """Return the clauses. With ``explained``, return one clause that contains them and has a name.

        The name consists of the name of the current leaf and ``place``.
        """
        if not self.explained:
            return clauses
        name = f"{self._path[-1]} {place}"
        return [{"bool": {"must" if required else "should": clauses, "_name": name}}]

    def _size(self, query: Query, limit: int) -> int:
        """Return an upper bound of the number of clauses if ``limit`` terms or names of each leaf are scored."""
        match query:
            case And(parts) | Or(parts):
                return sum(self._size(part, limit) for part in parts)
            case Not(part):
                return self._size(part, limit)
            case AnyTerm(terms):
                return 1 + 2 * min(len(terms), limit)
            case _ if isinstance(query, Word):
                return 3 * len(terms_of(query)) if len(terms_of(query)) > 1 else 2
            case HasConcept(facet, concept, scored=True) if known := self.vocabulary.get(facet, concept):
                return 2 + sum(len(analyse(name)) for name in known.names[:limit])
            case _:
                return 2


def _is_scored(query: Query) -> bool:
    """Return whether the query or a part of it contributes to scores."""
    match query:
        case And(parts) | Or(parts):
            return any(map(_is_scored, parts))
        case AnyTerm((), _):
            return False
        case _ if isinstance(query, Word):
            return query.field in (None, *TEXT_FIELDS)
        case HasConcept(scored=scored):
            return scored
        case _:
            return False


def _bm25(field: str, terms: tuple[str, ...], boost: float) -> Clause:
    """Return the clause that scores the encoded ``terms`` as if they were one term."""
    if len(terms) == 1:
        return {"term": {field: {"value": terms[0], "boost": boost}}}
    return {"match": {field: {"query": OR.join(terms), "analyzer": ALTERNATIVES, "boost": boost}}}


def _adjacent(terms: tuple[str, ...]) -> Clause:
    """Return the rule of an intervals query that matches the terms if they are adjacent and in this order."""
    return {"match": {"query": " ".join(map(encode_term, terms)), "max_gaps": 0, "mode": "ordered"}}
