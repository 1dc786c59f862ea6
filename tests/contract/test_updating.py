"""The contract of the Updater protocol: an updated index equals a rebuilt one."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.errors import IndexBusy, RebuildNeeded
from indexer.query.ast import All, Phrase, Query, Term
from indexer.query.request import SORTS, Filters
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

from . import strategies
from .reference import ReferenceEngine
from .test_contract import NewEngine, filled, found, new_engine, new_whoosh_engine, summary

__all__ = ["new_engine", "new_whoosh_engine"]  # fixtures


def update(engine: Engine, summaries: Iterable[Summary], vocabulary: Vocabulary) -> Engine:
    """Update the index to exactly these summaries."""
    wanted = {summary.id: summary for summary in summaries}
    with engine.updater(vocabulary) as writer:
        before = writer.digests()
        same = {i for i, known in before.items() if i in wanted and digest(wanted[i]) == known}
        writer.keep_all_but(before.keys() - same)
        for summary_id, summary in wanted.items():
            if summary_id not in same:
                writer.add(summary)
        writer.commit("updated", "digest")
    return engine


@settings(max_examples=30)
@given(
    collections=st.lists(strategies.collections(), min_size=2, max_size=4),
    query=strategies.queries,
    filters=strategies.filters,
    prefix=st.sampled_from(["c", "k", "sjo", "a", "tnf"]),
)
def test_updated_index_equals_a_rebuilt_one(
    new_engine: NewEngine,
    vocabulary: Vocabulary,
    collections: list[list[Summary]],
    query: Query,
    filters: Filters,
    prefix: str,
) -> None:
    """Each update replaces some summaries of the first collection by those of another one."""
    engine = filled(new_engine(), collections[0], vocabulary)
    for summaries in collections[1:]:
        mixed = {summary.id: summary for summary in [*collections[0][::2], *summaries]}
        update(engine, mixed.values(), vocabulary)
    updated = engine.snapshot()
    rebuilt = filled(new_engine(), mixed.values(), vocabulary).snapshot()
    reference = ReferenceEngine(list(mixed.values()), vocabulary)
    assert updated.generation.summaries == len(mixed)
    answer = updated.search(EngineSearch(query, filters, "relevance", 0, 100))
    assert {hit.summary.id for hit in answer.hits} == reference.ids(query, filters)
    assert answer.total == len(answer.hits) == updated.count(query, filters)
    assert answer.counts == reference.counts(query, filters)
    assert updated.concept_counts() == rebuilt.concept_counts()
    for sort in SORTS:
        here, there = (s.search(EngineSearch(query, filters, sort, 0, 100)).hits for s in (updated, rebuilt))
        assert {hit.summary.id: hit.score for hit in here} == pytest.approx(
            {hit.summary.id: hit.score for hit in there}, abs=1e-4
        )
        if sort != "relevance":
            assert [hit.summary for hit in here] == [hit.summary for hit in there]
    for field in (None, "author", "journal"):
        assert updated.terms_with_prefix(prefix, field) == rebuilt.terms_with_prefix(prefix, field)
    for number in range(8):
        assert updated.summary(f"s{number}") == mixed.get(f"s{number}")
    assert updated.word_frequencies() == rebuilt.word_frequencies()


def assert_not_found(snapshot: Snapshot, word: str, summary_id: str) -> None:
    """Assert that no lookup returns a removed summary or the word that only it contained."""
    assert found(snapshot, Term(word)) == []
    assert found(snapshot, Phrase((word, word))) == []
    assert summary_id not in found(snapshot, All())
    assert snapshot.terms_with_prefix(word[:4], None) == []
    assert word not in snapshot.word_frequencies()
    assert snapshot.summary(summary_id) is None
    assert summary_id not in {neighbour.summary.id for neighbour in snapshot.similar("a", 99)}
    assert snapshot.similar(summary_id, 9) == ()


def test_removed_summary_is_not_found(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    rest = [summary("a", text="knee"), summary("b", text="toe")]
    removed = summary("removed", "Marrow marrow", facets={"conditions": ("als",)}, year=1999)
    snapshot = update(filled(new_engine(), [removed, *rest], vocabulary), rest, vocabulary).snapshot()
    assert_not_found(snapshot, "marrow", "removed")
    assert snapshot.concept_counts() == {"condition": {}, "cell_type": {}, "route": {}, "donor": {}, "study": {}}
    assert snapshot.generation.summaries == 2


def test_written_form_disappears_with_its_last_summary(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    first, second = summary("a", text="transplanting transplants"), summary("b", text="transplants transplantation")
    engine = filled(new_engine(), [first, second], vocabulary)
    assert engine.snapshot().terms_with_prefix("transplanta", None) == ["transplant"]
    update(engine, [first], vocabulary)
    assert engine.snapshot().terms_with_prefix("transplanta", None) == []
    assert engine.snapshot().terms_with_prefix("transplants", None) == ["transplant"]


def test_changed_summary_is_found_by_its_new_text(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a", text="knee"), summary("b", text="toe")], vocabulary)
    old = engine.snapshot()
    for text in ("hip", "elbow"):
        update(engine, [summary("a", text=text), summary("b", text="toe")], vocabulary)
    new = engine.snapshot()
    assert found(new, Term("elbow")) == ["a"]
    assert found(new, Term("knee")) == found(new, Term("hip")) == []
    changed = new.summary("a")
    assert changed is not None
    assert changed.text == "elbow"
    # The old snapshot still works.
    assert found(old, Term("knee")) == ["a"]
    assert old.generation.summaries == new.generation.summaries == 2


def test_digest_is_the_one_given_to_prepare(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = new_engine()
    with engine.writer(vocabulary) as writer:
        writer.add_prepared(engine.prepare([summary("a", facets={"conditions": ("als",)})], [b"x" * 16]))
        writer.commit("test", "digest")
    with engine.updater(vocabulary) as updater:
        assert updater.digests() == {"a": b"x" * 16}
        assert updater.generation == engine.snapshot().generation


def test_failed_update_keeps_the_old_index(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a", text="knee"), summary("b")], vocabulary)
    before = engine.snapshot()

    def failing() -> None:
        with engine.updater(vocabulary) as writer:
            writer.keep_all_but(["a"])
            writer.add(summary("c"))
            raise RuntimeError("simulated failure")

    with pytest.raises(RuntimeError):
        failing()
    assert engine.snapshot() is before
    assert found(before, Term("knee")) == ["a"]
    assert found(update(engine, [summary("c")], vocabulary).snapshot(), All()) == ["c"]


def test_update_without_a_usable_index_needs_a_rebuild(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = new_engine()
    with pytest.raises(RebuildNeeded, match="there is no index"), engine.updater(vocabulary):
        pass
    filled(engine, [summary("a")], vocabulary)
    with pytest.raises(RebuildNeeded, match="the vocabulary has changed"), engine.updater(Vocabulary([])):
        pass
    assert found(engine.snapshot(), All()) == ["a"]


def test_second_updater_is_rejected(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a")], vocabulary)
    with engine.updater(vocabulary), pytest.raises(IndexBusy), engine.updater(vocabulary):
        pass
