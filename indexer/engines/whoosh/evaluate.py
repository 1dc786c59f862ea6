"""A query over the tables of one generation -> which documents match, and what each part of it gives to their scores.

Words are scored over the postings and combined as arrays over all documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import Columns, Mask
from indexer.engines.whoosh.postings import Postings
from indexer.engines.whoosh.ranking import Bm25, Scores
from indexer.language.analysis import terms
from indexer.language.vocabulary import Vocabulary
from indexer.queries.query import (
    TEXT_FIELDS,
    All,
    And,
    AnyTerm,
    Concept,
    Field,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Years,
    terms_of,
)
from indexer.results import Contribution, Place

WORDS = "words"
CITATIONS = "citations"

_KEPT_CONCEPTS = 64


class Part(NamedTuple):
    """What a leaf of a query gives to the scores of ``documents`` through one place where it stands."""

    place: Place
    documents: NDArray[np.integer]
    scores: Scores


class Tables:
    """The tables of the generation in ``folder``, open, and the vocabulary that it was built with."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self.columns = Columns(folder)
        self.words = Postings(folder, WORDS)
        self.citations = Postings(folder, CITATIONS)
        self.bm25 = Bm25(self.words)
        self.concept_scores = _concept_scores(self.columns, self.bm25, vocabulary)

    def postings(self, field: Field | None) -> tuple[Postings, bool | None]:
        """Return the postings that hold a field, and whether it is the first of their two (None: either)."""
        if field in (None, *TEXT_FIELDS):
            return self.words, None if field is None else field == "title"
        return self.citations, field == "author"


def _concept_scores(columns: Columns, bm25: Bm25, vocabulary: Vocabulary) -> Callable[[str, str], Part]:
    """Return what gives the documents that hold a concept, and their scores; it remembers the last ones."""

    @lru_cache(_KEPT_CONCEPTS)
    def scores(facet: str, concept_id: str) -> Part:
        concept = vocabulary.get(facet, concept_id)
        names = set(concept.names).difference(concept.ambiguous) if concept else ()
        documents = columns.holding(facet, [concept_id]).nonzero()[0]
        runs = sorted({run for name in names if (run := terms(name))})
        return Part("concept", documents, bm25.concept(runs, documents))

    return scores


def evaluate(query: Query, tables: Tables) -> tuple[Mask, Scores]:
    """Return (matched, scores), both by document number; scores of what does not match mean nothing.

    The score of a word is :class:`Bm25`'s; of words as a phrase or near each other that of the words, where they
    stand so; of And and Or the sum of the parts that match; of a scored concept that of a word which stands where
    its names stand; of everything else, words in the citation among it, 0.
    """
    match query:
        case And(parts):
            evaluated = [evaluate(part, tables) for part in parts]
            return (
                np.logical_and.reduce([matched for matched, _ in evaluated]),
                np.add.reduce([scores for _, scores in evaluated]),
            )
        case Or(parts):
            evaluated = [evaluate(part, tables) for part in parts]
            return (
                np.logical_or.reduce([matched for matched, _ in evaluated]),
                np.add.reduce([np.where(matched, scores, 0) for matched, scores in evaluated]),
            )
        case Not(part):
            return ~evaluate(part, tables)[0], np.zeros(len(tables.columns))
        case _:
            scores = np.zeros(len(tables.columns))
            for leaf in _parts(query, tables):
                scores[leaf.documents] += leaf.scores
            return _matched(query, tables), scores


def matching(query: Query, tables: Tables) -> Mask:
    """Return a mask of the documents that match: the first half of what :func:`evaluate` returns."""
    match query:
        case And(parts):
            return reduce(np.logical_and, [matching(part, tables) for part in parts])
        case Or(parts):
            return reduce(np.logical_or, [matching(part, tables) for part in parts])
        case Not(part):
            return ~matching(part, tables)
        case _:
            return _matched(query, tables)


def contributions(query: Query, tables: Tables, documents: NDArray[np.intp]) -> Iterator[tuple[int, Contribution]]:
    """Yield for each of ``documents``, which match, its number and what a leaf of the query gave to its score."""
    match query:
        case And(parts):
            for part in parts:
                yield from contributions(part, tables, documents)
        case Or(parts):
            for part in parts:
                yield from contributions(part, tables, documents[matching(part, tables)[documents]])
        case Term() | AnyTerm() | Phrase() | Near() | Concept():
            given: dict[tuple[int, Place], float] = defaultdict(float)
            for leaf in _parts(query, tables):
                held = np.isin(leaf.documents, documents)
                for number, score in zip(leaf.documents[held].tolist(), leaf.scores[held].tolist(), strict=True):
                    given[number, leaf.place] += score
            for (number, place), score in given.items():
                if score:
                    yield number, Contribution(query, place, score)
        case _:
            return


def _matched(query: Query, tables: Tables) -> Mask:
    """Return a mask of the documents that match a leaf."""
    columns = tables.columns
    match query:
        case All():
            return columns.all()
        case Term(_, field) | AnyTerm(_, field):
            postings, of_first = tables.postings(field)
            documents, in_first, in_second = postings.of(*terms_of(query))
            if of_first is not None:
                documents = documents[(in_first if of_first else in_second) > 0]
            return _mask(columns, documents)
        case Phrase(run, field):
            postings, of_first = tables.postings(field)
            return _mask(columns, postings.holding_phrase(run, of_first))
        case Near(run, distance, field):
            postings, of_first = tables.postings(field)
            return _mask(columns, postings.holding_near(run, distance, of_first))
        case Concept(facet, concept):
            return columns.holding(facet, [concept])
        case Years():
            return columns.of_years(query)
        case _:
            raise TypeError(query)


def _parts(query: Query, tables: Tables) -> list[Part]:
    """Return what a leaf gives to the scores of the documents that match it, and of others perhaps."""
    match query:
        case Term(_, None | "title" | "text" as field) | AnyTerm(_, None | "title" | "text" as field):
            return _word_parts([terms_of(query)], field, tables)
        case Phrase(run, None | "title" | "text" as field) | Near(run, _, None | "title" | "text" as field):
            return _word_parts([(term,) for term in run], field, tables)
        case Concept(facet, concept, scored=True):
            return [tables.concept_scores(facet, concept)]
        case _:
            return []


def _word_parts(words: list[tuple[str, ...]], field: Field | None, tables: Tables) -> list[Part]:
    parts = []
    for alike in words:
        documents, title, text = tables.bm25.word(alike, field)
        parts += [Part("title", documents, title), Part("text", documents, text)]
    return parts


def _mask(columns: Columns, documents: NDArray[np.integer]) -> Mask:
    mask = np.zeros(len(columns), dtype=np.bool_)
    mask[documents] = True
    return mask
