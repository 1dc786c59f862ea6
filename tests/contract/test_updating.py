"""What every engine must do when an index is updated: it is then what it would be if it were made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine, Snapshot
from indexer.errors import IndexBusy, RebuildNeeded
from indexer.query.ast import All, Phrase, Query, Term
from indexer.query.request import SORTS, Filters
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

from . import strategies
from .reference import ReferenceEngine
from .test_contract import filled, found, new_engine, new_whoosh_engine, summary

__all__ = ["new_engine", "new_whoosh_engine"]  # fixtures


def update(engine: Engine, summaries: Iterable[Summary], vocabulary: Vocabulary) -> Engine:
    """Make the index one of these summaries, as an update does."""
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


@settings(max_examples=50)
@given(
    collections=st.lists(strategies.collections(), min_size=2, max_size=4),
    query=strategies.queries,
    filters=strategies.filters,
    prefix=st.sampled_from(["c", "k", "sjo", "a", "tnf"]),
)
def test_after_updates_everything_is_as_if_the_index_were_made_anew(
    new_engine: Callable[[], Engine],
    vocabulary: Vocabulary,
    collections: list[list[Summary]],
    query: Query,
    filters: Filters,
    prefix: str,
) -> None:
    """Each collection is the one before, with some of another one's summaries in the place of its own."""
    engine = filled(new_engine(), collections[0], vocabulary)
    for summaries in collections[1:]:
        mixed = {summary.id: summary for summary in [*collections[0][::2], *summaries]}
        update(engine, mixed.values(), vocabulary)
    updated = engine.snapshot()
    anew = filled(new_engine(), mixed.values(), vocabulary).snapshot()
    reference = ReferenceEngine(list(mixed.values()), vocabulary)
    assert updated.generation.summaries == len(mixed)
    answer = updated.search(query, filters, "relevance", 0, 100)
    assert {hit.summary.id for hit in answer.hits} == reference.ids(query, filters)
    assert answer.total == len(answer.hits) == updated.count(query, filters)
    assert answer.counts == reference.counts(query, filters)
    assert updated.concept_counts() == anew.concept_counts()
    for sort in SORTS:
        here, there = (s.search(query, filters, sort, 0, 100).hits for s in (updated, anew))
        assert {hit.summary.id: hit.score for hit in here} == pytest.approx(
            {hit.summary.id: hit.score for hit in there}, abs=1e-4
        )
        if sort != "relevance":
            assert [hit.summary for hit in here] == [hit.summary for hit in there]
    for field in (None, "author", "journal"):
        assert updated.terms_with_prefix(prefix, field) == anew.terms_with_prefix(prefix, field)  # type: ignore[arg-type]
    for number in range(8):
        assert updated.summary(f"s{number}") == mixed.get(f"s{number}")
    assert updated.spelling_correction("knef") == anew.spelling_correction("knef")


def nowhere(snapshot: Snapshot, word: str, summary_id: str) -> None:
    """Assert that a summary, which alone held a word, is found nowhere."""
    assert found(snapshot, Term(word)) == []
    assert found(snapshot, Phrase((word, word))) == []
    assert summary_id not in found(snapshot, All())
    assert snapshot.terms_with_prefix(word[:4], None) == []
    assert snapshot.spelling_correction(f"{word}x") is None
    assert snapshot.summary(summary_id) is None
    assert summary_id not in {neighbour.summary.id for neighbour in snapshot.similar("a", 99)}
    assert snapshot.similar(summary_id, 9) == ()


def test_what_was_removed_is_found_nowhere(new_engine: Callable[[], Engine], vocabulary: Vocabulary) -> None:
    rest = [summary("a", text="knee"), summary("b", text="toe")]
    gone = summary("gone", "Marrow marrow", facets={"conditions": ("als",)}, year=1999)
    snapshot = update(filled(new_engine(), [gone, *rest], vocabulary), rest, vocabulary).snapshot()
    nowhere(snapshot, "marrow", "gone")
    assert snapshot.concept_counts() == {"condition": {}, "cell_type": {}, "route": {}, "donor": {}, "study": {}}
    assert snapshot.generation.summaries == 2


def test_a_form_of_a_word_goes_with_the_last_summary_that_wrote_it_so(
    new_engine: Callable[[], Engine], vocabulary: Vocabulary
) -> None:
    first, second = summary("a", text="transplanting transplants"), summary("b", text="transplants transplantation")
    engine = filled(new_engine(), [first, second], vocabulary)
    assert engine.snapshot().terms_with_prefix("transplanta", None) == ["transplant"]
    update(engine, [first], vocabulary)
    assert engine.snapshot().terms_with_prefix("transplanta", None) == []
    assert engine.snapshot().terms_with_prefix("transplants", None) == ["transplant"]


def test_a_changed_summary_is_found_by_what_it_says_now(
    new_engine: Callable[[], Engine], vocabulary: Vocabulary
) -> None:
    engine = filled(new_engine(), [summary("a", text="knee"), summary("b", text="toe")], vocabulary)
    late = engine.snapshot()
    for text in ("hip", "elbow"):
        update(engine, [summary("a", text=text), summary("b", text="toe")], vocabulary)
    now = engine.snapshot()
    assert found(now, Term("elbow")) == ["a"]
    assert found(now, Term("knee")) == found(now, Term("hip")) == []
    changed = now.summary("a")
    assert changed is not None
    assert changed.text == "elbow"
    # Who is still on the old one finishes there.
    assert found(late, Term("knee")) == ["a"]
    assert late.generation.summaries == now.generation.summaries == 2


def test_the_digest_is_of_what_was_read_and_not_of_what_was_found_in_it(
    new_engine: Callable[[], Engine], vocabulary: Vocabulary
) -> None:
    engine = new_engine()
    with engine.writer(vocabulary) as writer:
        writer.add_prepared(engine.prepare([summary("a", facets={"conditions": ("als",)})], [b"x" * 16]))
        writer.commit("test", "digest")
    with engine.updater(vocabulary) as updater:
        assert updater.digests() == {"a": b"x" * 16}
        assert updater.generation == engine.snapshot().generation


def test_an_update_that_fails_leaves_the_old_index(new_engine: Callable[[], Engine], vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a", text="knee"), summary("b")], vocabulary)
    before = engine.snapshot()

    def failing() -> None:
        with engine.updater(vocabulary) as writer:
            writer.keep_all_but(["a"])
            writer.add(summary("c"))
            raise RuntimeError("the plug was pulled")

    with pytest.raises(RuntimeError):
        failing()
    assert engine.snapshot() is before
    assert found(before, Term("knee")) == ["a"]
    assert found(update(engine, [summary("c")], vocabulary).snapshot(), All()) == ["c"]


def test_an_update_is_refused_where_there_is_nothing_to_go_on_from(
    new_engine: Callable[[], Engine], vocabulary: Vocabulary
) -> None:
    engine = new_engine()
    with pytest.raises(RebuildNeeded, match="there is no index"), engine.updater(vocabulary):
        pass
    filled(engine, [summary("a")], vocabulary)
    with pytest.raises(RebuildNeeded, match="the vocabulary has changed"), engine.updater(Vocabulary([])):
        pass
    assert found(engine.snapshot(), All()) == ["a"]


def test_a_second_writer_is_turned_away_from_an_update(
    new_engine: Callable[[], Engine], vocabulary: Vocabulary
) -> None:
    engine = filled(new_engine(), [summary("a")], vocabulary)
    with engine.updater(vocabulary), pytest.raises(IndexBusy), engine.updater(vocabulary):
        pass
