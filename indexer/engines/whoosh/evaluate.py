"""A query over one generation -> which documents match, and their scores.

Words are scored over the postings' arrays and combined as arrays. Whoosh finds phrases, by its positions, and words
in the citation.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from whoosh import query as whoosh_query
from whoosh.matching import Matcher
from whoosh.searching import Searcher

from indexer.engines.whoosh.columns import Columns, Mask
from indexer.engines.whoosh.ranking import Bm25, Scores
from indexer.queries.query import TEXT_FIELDS, All, And, Concept, Not, Or, Phrase, Query, Term, Years


def evaluate(query: Query, searcher: Searcher, columns: Columns, bm25: Bm25) -> tuple[Mask, Scores]:
    """Return (matched, scores), both by document number; scores of what does not match mean nothing.

    The score of a word is :class:`Bm25`'s; of a phrase that of its words, where it stands; of And and Or the sum of
    the parts that match; of a scored concept that of a word which stands once in a text of mean length; of
    everything else, words in the citation among it, 0.
    """
    nothing: Scores = np.zeros(len(columns))
    match query:
        case All():
            return columns.all(), nothing
        case Term(text, None | "title" | "text" as field):
            documents, scored = bm25.term(text, field)
            matched, scores = np.zeros(len(columns), dtype=np.bool_), nothing
            matched[documents] = True
            scores[documents] = scored
            return matched, scores
        case Phrase(terms, field):
            matched = _held(query, searcher, len(columns))
            if field in (None, *TEXT_FIELDS):
                for term in terms:
                    documents, scored = bm25.term(term, field)
                    nothing[documents] += scored
            return matched, nothing
        case Term():
            return _held(query, searcher, len(columns)), nothing
        case Concept(facet, concept, scored):
            holding = columns.holding(facet, [concept])
            if scored:
                nothing[holding] = bm25.idf(int(holding.sum()))
            return holding, nothing
        case Years():
            return columns.of_years(query), nothing
        case Not(part):
            return ~evaluate(part, searcher, columns, bm25)[0], nothing
        case And(parts):
            evaluated = [evaluate(part, searcher, columns, bm25) for part in parts]
            return (
                np.logical_and.reduce([matched for matched, _ in evaluated]),
                np.add.reduce([scores for _, scores in evaluated]),
            )
        case Or(parts):
            evaluated = [evaluate(part, searcher, columns, bm25) for part in parts]
            return (
                np.logical_or.reduce([matched for matched, _ in evaluated]),
                np.add.reduce([np.where(matched, scores, 0) for matched, scores in evaluated]),
            )
        case _:
            raise TypeError(query)


def _held(query: Term | Phrase, searcher: Searcher, documents: int) -> Mask:
    matched: Mask = np.zeros(documents, dtype=np.bool_)
    for matcher in _matchers(query, searcher):
        matched[list(matcher.all_ids())] = True
    return matched


def _matchers(query: Term | Phrase, searcher: Searcher) -> Iterator[Matcher]:
    for name in (query.field,) if query.field else TEXT_FIELDS:
        match query:
            case Term(text):
                yield whoosh_query.Term(name, text).matcher(searcher)
            case Phrase(terms):
                yield whoosh_query.Phrase(name, list(terms)).matcher(searcher)
