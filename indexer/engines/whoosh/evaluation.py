"""A query over the tables of one generation -> which documents match, and what each part of it gives to their scores.

Candidates first: which documents match is found by intersecting and joining sorted document numbers; only what is left
is scored.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer import deadlines
from indexer.engines.answers import Contribution, Place
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.columns.reader import (
    Columns,
    Documents,
    joined,
    leading,
    narrowed,
    standing,
)
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.scoring import IMPACTS, Bm25, Scores, aligned
from indexer.engines.whoosh.storage.tables import mapped
from indexer.query.ast import (
    TEXT_FIELDS,
    All,
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
    terms_of,
)
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

WORDS = "words"
CITATIONS = "citations"

_INEXACT = 1e-5  # more than single precision takes from or adds to a score, as a share of the best


class Tables:
    """The tables of the generation in ``folder``, open, and the vocabulary that it was built with."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, cache: Cache) -> None:
        self.cache = cache
        self._vocabulary = vocabulary
        self.columns = Columns(folder)
        self.words = Postings(folder, WORDS)
        self.citations = Postings(folder, CITATIONS)
        self.bm25 = Bm25(self.words)
        self.impacts: NDArray[np.float32] = mapped(folder / IMPACTS)

    def postings(self, field: Field | None) -> tuple[Postings, bool | None]:
        """Return the postings that hold a field, and whether it is the first of their two (None: either)."""
        if field in (None, *TEXT_FIELDS):
            return self.words, None if field is None else field == "title"
        return self.citations, field == "author"

    def concept_scores(self, facet: str, concept_id: str) -> Scores:
        """Return the scores of the documents that hold a concept; see :meth:`Bm25.concept`."""

        def scores() -> Scores:
            concept = self._vocabulary.get(facet, concept_id)
            names = set(concept.names).difference(concept.ambiguous) if concept else ()
            runs = sorted({run for name in names if (run := terms(name))})
            return self.bm25.concept(runs, self.columns.concepts.holding(facet, concept_id))

        return self.cache.get(("concept", facet, concept_id), scores, _bytes)


class Evaluation:
    """Answers queries over the tables; what their parts match is kept for a while."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._columns = tables.columns

    def matching(self, query: Query) -> Documents:
        """Return the documents that match, ascending."""
        match query:
            case Term(_, None) | HasConcept() | All():  # nothing is reckoned
                return self._matching(query)
            case _:
                return self._tables.cache.get(("matching", query), lambda: self._matching(query), _bytes)

    def scores(self, query: Query, documents: Documents) -> Scores:
        """Return the scores of ``documents``, which match the query.

        The score of a word is :class:`Bm25`'s; of words as a phrase or near each other that of the words; of And and
        Or the sum of the parts that match; of a scored concept that of a word which stands where its names stand; of
        everything else, words in the citation among it, 0.
        """
        match query:
            case And(parts):
                return sum((self.scores(part, documents) for part in parts), np.zeros(len(documents)))
            case Or(parts):
                scores = np.zeros(len(documents))
                for part in parts:
                    held = standing(documents, self.matching(part))
                    scores[held] += self.scores(part, documents[held])
                return scores
            case _:
                gave = self._given(query, documents)
                return sum((scores for _, scores in gave), np.zeros(len(documents)))

    def likely(self, query: Query, documents: Documents, most: int) -> Documents:
        """Return those of ``documents``, which match the query, among which are the ``most`` with the best scores.

        All with the score of the last are there too. They are ascending, and hardly more than asked for.
        """
        if len(documents) <= most:
            return documents
        estimates = self._estimates(query, documents)
        return documents[leading(-estimates, most, _INEXACT * float(estimates.max()))]

    def _estimates(self, query: Query, documents: Documents) -> NDArray[np.float32]:
        """Return the scores in single precision, by adding what each leaf gives to all documents that it matches."""
        leaves = list(self._leaves(query, None))
        if len(leaves) == 1 and len(leaves[0][0]) == len(documents):
            return leaves[0][1].astype(np.float32, copy=False)
        scores = np.zeros(len(self._columns), dtype=np.float32)
        for held, gave in leaves:
            scores[held] += gave
        return scores[documents]

    def contributions(self, query: Query, documents: Documents) -> Iterator[tuple[int, Contribution]]:
        """Yield for each of ``documents``, which match, its number and what a leaf of the query gave to its score."""
        match query:
            case And(parts):
                for part in parts:
                    yield from self.contributions(part, documents)
            case Or(parts):
                for part in parts:
                    yield from self.contributions(part, documents[standing(documents, self.matching(part))])
            case Term() | AnyTerm() | Phrase() | Near() | HasConcept():
                for place, scores in self._given(query, documents):
                    for number, score in zip(documents.tolist(), scores.tolist(), strict=True):
                        if score:
                            yield number, Contribution(query, place, score)
            case _:
                return

    def _matching(self, query: Query) -> Documents:
        deadlines.check()
        match query:
            case And(parts):
                wanted = sorted((self.matching(part) for part in parts if not isinstance(part, Not)), key=len)
                documents = narrowed(wanted[0], wanted[1:]) if wanted else self._columns.all()
                for part in parts:
                    if isinstance(part, Not):
                        documents = documents[~standing(documents, self.matching(part.part))]
                return documents
            case Or(parts):
                return joined([self.matching(part) for part in parts])
            case Not(part):
                everything = self._columns.all()
                return everything[~standing(everything, self.matching(part))]
            case All():
                return self._columns.all()
            case Term(_, field) | AnyTerm(_, field):
                postings, of_first = self._tables.postings(field)
                documents, in_first, in_second = postings.of(*terms_of(query))
                return documents if of_first is None else documents[(in_first if of_first else in_second) > 0]
            case Phrase(run, field):
                postings, of_first = self._tables.postings(field)
                return postings.holding_phrase(run, of_first)
            case Near(run, distance, field):
                postings, of_first = self._tables.postings(field)
                return postings.holding_near(run, distance, of_first)
            case HasConcept(facet, concept):
                return self._columns.concepts.holding(facet, concept)
            case Years():
                return self._columns.of_years(query)
            case _:
                raise TypeError(query)

    def _leaves(self, query: Query, within: Documents | None) -> Iterator[tuple[Documents, NDArray[np.floating]]]:
        """Yield what each leaf gives to the documents that match it, those ``within`` (None: all) alone."""
        match query:
            case And(parts):
                for part in parts:
                    yield from self._leaves(part, within)
            case Or(parts):
                for part in parts:
                    # What is nested gives only where the whole of it matches.
                    inner = within if not isinstance(part, And | Or) else self._both(within, self.matching(part))
                    yield from self._leaves(part, inner)
            case Term() | AnyTerm() | Phrase() | Near() | HasConcept(scored=True):
                held, gave = self._leaf(query)
                if within is not None:
                    kept = standing(held, within)
                    held, gave = held[kept], gave[kept]
                yield held, gave
            case _:
                return

    def _leaf(self, query: Query) -> tuple[Documents, NDArray[np.floating]]:
        """Return the documents that match a leaf, and what it gives to them."""
        deadlines.check()
        held = self.matching(query)
        match query:
            case Term(text, None):
                return held, self._tables.impacts[self._tables.words.range_of(text)]
            case HasConcept(facet, concept):
                return held, self._tables.concept_scores(facet, concept)
            case _:
                return held, self.scores(query, held)

    @staticmethod
    def _both(within: Documents | None, documents: Documents) -> Documents:
        return documents if within is None else narrowed(documents, [within])

    def _given(self, query: Query, documents: Documents) -> list[tuple[Place, Scores]]:
        """Return what a leaf gives to the scores of the documents, which match it, by the places where it stands."""
        deadlines.check()
        match query:
            case Term(_, None | "title" | "text" as field) | AnyTerm(_, None | "title" | "text" as field):
                words = [terms_of(query)]
            case Phrase(run, None | "title" | "text" as field) | Near(run, _, None | "title" | "text" as field):
                words = [(term,) for term in run]
            case HasConcept(facet, concept, scored=True):
                holding = self._columns.concepts.holding(facet, concept)
                return [("concept", aligned(self._tables.concept_scores(facet, concept), holding, documents))]
            case _:
                return []
        gave = [self._tables.bm25.word(alike, field, documents) for alike in words]
        return [
            ("title", sum((title for title, _ in gave), np.zeros(len(documents)))),
            ("text", sum((text for _, text in gave), np.zeros(len(documents)))),
        ]


def _bytes(array: NDArray[np.generic]) -> int:
    return array.nbytes
