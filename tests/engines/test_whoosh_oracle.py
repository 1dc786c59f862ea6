"""The tables of the embedded engine compared with Whoosh's own search, with the formula, and with each other."""

import json
import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex, Index

from indexer.engines import open_engine
from indexer.engines.citation_texts import CitationTexts, citation_texts
from indexer.engines.protocols import EngineSearch
from indexer.engines.whoosh import document_sets
from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS, Postings
from indexer.engines.whoosh.schema import schema
from indexer.query.ast import And, Or, Phrase, Query, Term
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

from ..contract import strategies
from ..contract.reference import ReferenceEngine
from .whoosh_index import current

EMPTY = Vocabulary([])


@pytest.mark.parametrize("sparse", [0, 10**9])
@settings(max_examples=50)
@given(summaries=strategies.collections(), query=strategies.queries, filters=strategies.filters)
def test_sparse_and_dense_sets_give_the_same_counts_and_scores(
    sparse: int,
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    summaries: list[Summary],
    query: Query,
    filters: Filters,
) -> None:
    """With 0 every set is dense, with a large number every set is sparse."""
    engine = open_engine(str(tmp_path_factory.mktemp("sparse") / "index"))
    with engine.writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    usual = engine.snapshot().search(EngineSearch(query, filters, "relevance", 0, 99))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document_sets, "SPARSE", sparse)
        answer = engine.snapshot().search(EngineSearch(query, filters, "relevance", 0, 99))
    assert answer.total == usual.total
    assert answer.counts == usual.counts == ReferenceEngine(summaries, vocabulary).counts(query, filters)
    assert [hit.summary.id for hit in answer.hits] == [hit.summary.id for hit in usual.hits]
    assert [hit.score for hit in answer.hits] == pytest.approx([hit.score for hit in usual.hits])


@settings(max_examples=80)
@given(summaries=strategies.collections(), query=strategies.queries)
def test_matches_are_those_of_whoosh_and_scores_those_of_the_formula(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, summaries: list[Summary], query: Query
) -> None:
    """Whoosh searches with ``limit=None``, because its top-k search misses documents."""
    root = tmp_path_factory.mktemp("oracle") / "index"
    engine = open_engine(str(root))
    with engine.writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    positive = _positive(query)
    answer = engine.snapshot().search(EngineSearch(positive, Filters(), "relevance", 0, 99))
    ours = {hit.summary.id: hit.score for hit in answer.hits}
    with whoosh_index(summaries).searcher() as searcher:
        expected = {hit["id"] for hit in searcher.search(_compiled(positive), limit=None)}
    assert set(ours) == expected
    by_id = {summary.id: summary for summary in summaries}
    assert ours == pytest.approx({i: _score(positive, by_id[i], summaries) for i in expected}, abs=1e-9)


class ProjectAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """An analyzer that gives Whoosh the tokens of the project."""

    def __call__(self, value: str, **_options: object) -> Iterator[WhooshToken]:
        carrier = WhooshToken(positions=True, boost=1.0)
        for position, text in enumerate(terms(value)):
            carrier.text, carrier.pos, carrier.stopped = text, position, False
            yield carrier


def whoosh_index(summaries: list[Summary]) -> Index:
    """Return an index of the summaries that Whoosh makes from their texts, with positions."""
    text = {"analyzer": ProjectAnalyzer(), "phrase": True}
    fields = {name: TEXT(**text) for name in ("title", "text", *CitationTexts._fields)}
    index = RamStorage().create_index(Schema(id=ID(stored=True), **fields))
    writer = index.writer()
    for summary in summaries:
        writer.add_document(id=summary.id, title=summary.title, text=summary.text, **citation_texts(summary)._asdict())
    writer.commit()
    return index


@settings(max_examples=40)
@given(summaries=strategies.collections())
def test_the_whoosh_segment_has_the_postings_of_the_tables(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, summaries: list[Summary]
) -> None:
    """Whoosh's own search finds every term of every field in its documents, and the segment has no other term."""
    root = tmp_path_factory.mktemp("segment") / "index"
    with open_engine(str(root)).writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    folder = current(root)
    expected_postings = {("id", summary.id): [number] for number, summary in enumerate(summaries)}
    for name in (WORDS, CITATIONS):
        tables = Postings(folder, name)
        expected_postings |= {(name, term): tables.of(term).documents.tolist() for term in tables.terms}
    for number, summary in enumerate(summaries):
        for facet in FACETS:
            for concept in vocabulary.closure(facet.name, summary.concepts(facet.field)):
                expected_postings.setdefault((facet.name, concept), []).append(number)
    index = FileIndex(FileStorage(str(folder)), schema=schema())
    with index.searcher() as searcher:
        every = [(field, term.decode()) for field, term in searcher.reader().all_terms()]
        assert every == sorted(expected_postings, key=lambda key: (key[0], key[1].encode()))
        for (field, term), documents in expected_postings.items():
            found = searcher.search(whoosh_query.Term(field, term), limit=None)
            assert sorted(hit.docnum for hit in found) == documents
            assert searcher.doc_frequency(field, term) == len(documents)
        for number, summary in enumerate(summaries):
            assert searcher.document_number(id=summary.id) == number
            assert json.loads(searcher.stored_fields(number)["summary"])["id"] == summary.id


def _score(query: Query, summary: Summary, summaries: list[Summary]) -> float:
    """Return the score of a summary by the formula in docs/ranking.md."""
    match query:
        case Term(text, None | "title" | "text" as field):
            return _term_score(text, field, summary, summaries)
        case Phrase(wanted, None | "title" | "text" as field):
            return sum(_term_score(text, field, summary, summaries) for text in wanted)
        case And(parts):
            return sum(_score(part, summary, summaries) for part in parts)
        case Or(parts):
            return sum(_score(part, summary, summaries) for part in parts if _holds(part, summary))
        case _:
            return 0.0


def _term_score(text: str, field: str | None, summary: Summary, summaries: list[Summary]) -> float:
    def saturated(count: int, length: int, lengths: list[int]) -> float:
        mean = sum(lengths) / len(lengths) or 1
        return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean)) if count else 0.0

    def title(of: Summary) -> list[str]:
        return list(terms(of.title))

    def whole(of: Summary) -> list[str]:
        return [*terms(of.title), *terms(of.text)]

    def anywhere(of: Summary) -> list[str]:
        citation = citation_texts(of)
        return [*whole(of), *terms(citation.identity), *terms(citation.source)]

    def idf_of(holding: int) -> float:
        return math.log(1 + (len(summaries) - holding + 0.5) / (holding + 0.5))

    idf = idf_of(sum(text in whole(other) for other in summaries))
    in_title, in_text = title(summary).count(text), terms(summary.text).count(text)
    if field is None and text in anywhere(summary) and text not in whole(summary):
        return 0.5 * idf_of(sum(text in anywhere(other) for other in summaries))
    if field == "title":
        in_text = 0
    if field == "text":
        in_title = 0
    return idf * (
        saturated(in_title + in_text, len(whole(summary)), [len(whole(other)) for other in summaries])
        + 0.3 * saturated(in_title, len(title(summary)), [len(title(other)) for other in summaries])
    )


def _holds(query: Query, summary: Summary) -> bool:
    return bool(ReferenceEngine([summary], EMPTY).ids(query, Filters()))


def _positive(query: Query) -> Query:
    """Return the query with its terms and phrases only, which both engines support."""
    match query:
        case Term() | Phrase():
            return query
        case And(parts):
            return And(tuple(map(_positive, parts)))
        case Or(parts):
            return Or(tuple(map(_positive, parts)))
        case _:
            return Term("cell")


def _compiled(query: Query) -> whoosh_query.Query:
    match query:
        case Term(text, field):
            leaves = [
                whoosh_query.Term(name, text)
                for name in ((field,) if field else ("title", "text", "identity", "source"))
            ]
            return whoosh_query.Or(leaves)
        case Phrase(wanted, field):
            return whoosh_query.Or(
                [
                    whoosh_query.Phrase(name, list(wanted))
                    for name in ((field,) if field else ("title", "text", "identity", "source"))
                ]
            )
        case And(parts):
            return whoosh_query.And(list(map(_compiled, parts)))
        case Or(parts):
            return whoosh_query.Or(list(map(_compiled, parts)))
        case _:
            raise TypeError(query)
