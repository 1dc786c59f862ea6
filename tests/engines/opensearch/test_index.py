"""What an index on a cluster does that others need not: generations, the lock, far pages, words with blanks in them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

import pytest

from indexer.engines import open_engine
from indexer.engines.opensearch import generations, lock, search_body, snapshot
from indexer.engines.protocols import Engine
from indexer.errors import IndexBusy, IndexDamaged, IndexOutdated, NotAnIndex, SummarySearchError
from indexer.query.ast import All, AnyTerm, Phrase, Term
from indexer.query.request import SORTS, Filters, SearchRequest
from indexer.settings import ClusterSettings
from indexer.summaries.summary import Citation, Summary
from indexer.vocabulary.model import Vocabulary

from ...contract.test_contract import filled, found, summary
from ...opensearch import nodes
from ...sessions import search

NewEngine = Callable[..., Engine]


def split(engine: Engine) -> tuple[str, str]:
    """Return the address of the node and the name of the index."""
    node, _, name = engine.location().removeprefix("opensearch+").rpartition("/")
    return node, name


def physical(engine: Engine) -> list[str]:
    """Return the generations of an index, oldest first."""
    node, name = split(engine)
    return sorted(nodes.ask(f"{node}/{name}-2*"))


def test_the_name_leads_to_one_physical_index_and_the_one_before_is_kept(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "_LONGEST_REQUEST", 0)
    engine = new_cluster_engine()
    built = []
    for word in ("first", "second", "third"):
        filled(engine, [summary(word)], vocabulary)
        built.append(engine.snapshot().generation.version)
        time.sleep(0.01)
    node, name = split(engine)
    assert list(nodes.ask(f"{node}/_alias/{name}")) == built[2:]
    assert set(physical(engine)) == set(built[1:])


def test_those_that_may_still_be_read_are_kept_a_minute(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a")], vocabulary)
    late = engine.snapshot()
    for word in "bcd":
        filled(engine, [summary(word)], vocabulary)
    assert found(late, All()) == ["a"]
    assert len(physical(engine)) == 4


def test_what_a_killed_process_left_is_removed_once_its_lock_has_run_out(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_SECONDS", 1)
    engine = filled(new_cluster_engine(), [summary("a")], vocabulary)
    killed = engine.writer(vocabulary)
    killed.__enter__()
    killed.add(summary("half"))
    with pytest.raises(IndexBusy, match="another process is writing"), engine.writer(vocabulary):
        pass
    assert len(physical(engine)) == 2
    time.sleep(1.2)  # it never renews it
    assert found(filled(engine, [summary("b")], vocabulary).snapshot(), All()) == ["b"]
    assert len(physical(engine)) == 2  # the current one and the one before
    # One that was only held up for so long finds that it is not its turn any more.
    with pytest.raises(IndexBusy):
        killed.commit("late", "late")
    killed.__exit__(None, None, None)
    assert found(engine.snapshot(), All()) == ["b"]


def test_a_clone_that_was_not_finished_is_not_taken_for_what_it_was_made_of(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    with engine.updater(vocabulary) as updater:
        updater.keep_all_but(["a"])
        assert len(physical(engine)) == 2
    assert physical(engine) == [engine.snapshot().generation.version]
    assert found(engine.snapshot(), All()) == ["a", "b"]


def test_an_index_that_a_node_had_made_before_it_was_lost_is_not_made_twice(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = filled(new_cluster_engine(), [summary("a")], vocabulary)
    name = engine.snapshot().generation.version[:-6]
    here = generations.Generations(engine._cluster)  # type: ignore[attr-defined]
    for number, make in enumerate((here.create, partial(here.clone, engine.snapshot().generation.version))):
        # The client asks the next node the same, where one is lost that had done it and not yet said so.
        monkeypatch.setattr(here, "_new_name", lambda number=number: f"{name}{number:06}")
        assert [make(vocabulary), make(vocabulary)] == [f"{name}{number:06}"] * 2


def test_who_writes_an_index_that_is_not_ours_is_stopped(opensearch: str, vocabulary: Vocabulary) -> None:
    nodes.ask(f"{opensearch}/theirs-1", {"settings": {"number_of_replicas": 0}}, method="PUT")
    nodes.ask(f"{opensearch}/theirs-1/_alias/theirs", {}, method="PUT")
    engine = open_engine(f"opensearch+{opensearch}/theirs", cluster=ClusterSettings(replicas=0))
    with pytest.raises(NotAnIndex, match=r"theirs at .* is the name of something else"):
        engine.snapshot()
    with pytest.raises(NotAnIndex), engine.writer(vocabulary):
        pass
    nodes.ask(f"{opensearch}/theirs-1", method="DELETE")


def test_an_index_of_another_version_or_with_documents_missing_is_told(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    node, _ = split(engine)
    (index,) = physical(engine)
    nodes.ask(f"{node}/{index}/_settings", {"index.blocks.write": False}, method="PUT")
    nodes.ask(f"{node}/{index}/_doc/a?refresh=true", method="DELETE")
    with pytest.raises(IndexDamaged, match=f"of 2 summaries in {index}, 1 are as they were written"):
        engine.snapshot().verify()
    nodes.ask(f"{node}/{index}/_mapping", {"_meta": {"summary_search": {"format": 0}}}, method="PUT")
    with pytest.raises(IndexOutdated, match="was made by another version"):
        open_engine(engine.location()).snapshot()


def test_a_summary_that_is_not_as_it_was_written_is_told(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    node, _ = split(engine)
    (index,) = physical(engine)
    nodes.ask(f"{node}/{index}/_settings", {"index.blocks.write": False}, method="PUT")
    kept = nodes.ask(f"{node}/{index}/_doc/a")["_source"]
    changed = {**kept, "id": "a", "sorted_title": "t", "summary": kept["summary"].replace('"x"', '"y"')}
    assert changed["summary"] != kept["summary"]
    nodes.ask(f"{node}/{index}/_doc/a?refresh=true", changed, method="PUT")
    with pytest.raises(IndexDamaged, match="1 are as they were written"):
        engine.snapshot().verify()


def test_far_pages_are_walked_to_in_every_order(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    summaries = [
        summary(f"s{number:02}", f"title {number * 7 % 5}", "knee " * (number % 4 + 1), year=2000 + number % 3)
        for number in range(40)
    ]
    here = filled(new_cluster_engine(), summaries, vocabulary).snapshot()
    whole = {sort: here.search(Term("knee"), Filters(), sort, 0, 40).hits for sort in SORTS}
    monkeypatch.setattr(snapshot, "WINDOW", 7)
    for sort in SORTS:
        for offset in (0, 3, 5, 7, 13, 14, 15, 33, 38, 40, 41):
            page = here.search(Term("knee"), Filters(), sort, offset, 5)
            assert page.hits == whole[sort][offset : offset + 5]
            assert page.total == 40


def test_a_page_out_of_reach_is_answered_with_the_last_one_and_a_notice(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot.OpenSearchSnapshot, "reach", 10)
    engine = filled(new_cluster_engine(), (summary(f"s{number:02}", text="knee") for number in range(23)), vocabulary)
    page = search(engine, SearchRequest("knee", page=4, size=4))
    assert (page.total, page.shown, page.pages, page.request.page) == (23, 10, 3, 3)
    assert [hit.summary.id for hit in page.hits] == ["s08", "s09", "s10", "s11"]
    assert page.notices == (
        "Only the first 10 of 23 summaries can be looked through page by page, and this is the last page of them. "
        "To see others, narrow the search, or choose another order.",
    )
    assert search(engine, SearchRequest("knee", page=2, size=4)).notices == ()


def test_beyond_ten_thousand_hits_pages_go_on(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = new_cluster_engine(shards=1)
    with engine.writer(vocabulary) as writer:
        made = [summary(f"s{number:05}") for number in range(10_050)]
        writer.add_prepared(engine.prepare(made, [b""] * len(made)))
        writer.commit("test", "digest")
    assert search_body.WINDOW == 10_000
    hits = engine.snapshot().search(All(), Filters(), "title", 10_030, 50).hits
    assert [hit.summary.id for hit in hits] == [f"s{number:05}" for number in range(10_030, 10_050)]
    page = search(engine, SearchRequest("x", page=503))
    assert [hit.summary.id for hit in page.hits] == [f"s{number:05}" for number in range(10_040, 10_050)]
    assert page.notices == ()


def test_a_letter_that_is_written_out_with_blanks_is_one_word(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    here = filled(new_cluster_engine(), [summary("a", text="one ﷺ two"), summary("b", text="one two")], vocabulary)
    salute = "صلى الله عليه وسلم"
    assert found(here.snapshot(), Term(salute)) == ["a"]
    assert found(here.snapshot(), Phrase(("one", salute, "two"))) == ["a"]
    assert found(here.snapshot(), Phrase(("one", "two"))) == ["b"]
    assert found(here.snapshot(), AnyTerm((salute, "nothing"))) == ["a"]
    assert here.snapshot().terms_with_prefix("صلى", None) == [salute]


def test_odd_texts_and_ids_come_back_as_they_were(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    odd = Summary(
        'a/b "c" é#?', "Half \ud800 a pair\n\t\x00", ("\u2028", "", "\\"), citation=Citation(journal="+ . | *")
    )
    here = filled(new_cluster_engine(), [odd, summary("b")], vocabulary).snapshot()
    assert here.summary(odd.id) == odd
    assert [hit.summary for hit in here.search(Term("half"), Filters(), "title", 0, 9).hits] == [odd]
    here.verify()


def test_an_id_that_a_cluster_does_not_take_is_told(new_cluster_engine: NewEngine) -> None:
    with pytest.raises(SummarySearchError, match="is longer than 512 bytes; shorten it"):
        new_cluster_engine().prepare([summary("é" * 257)], [b""])


@pytest.mark.parametrize("prefix", ["a.*", "c++", 'q"', "(", "x|y", "@", "<1-9>", "~", "#", "é"])
def test_a_beginning_with_signs_in_it_is_taken_as_it_is_written(
    prefix: str, new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    here = filled(new_cluster_engine(), [summary("a", text="abc d'or éclair x y")], vocabulary).snapshot()
    assert here.beginning(prefix, None) == (["eclair"] if prefix == "é" else [])


def test_the_layout_is_that_of_the_settings(opensearch: str, vocabulary: Vocabulary) -> None:
    settings = ClusterSettings(shards=3, replicas=0, refresh="5s")
    engine = open_engine(f"opensearch+{opensearch}/laid-out", cluster=settings)
    filled(engine, [summary("a")], vocabulary)
    (index,) = physical(engine)
    laid_out = nodes.ask(f"{opensearch}/{index}/_settings")[index]["settings"]["index"]
    assert (laid_out["number_of_shards"], laid_out["number_of_replicas"]) == ("3", "0")
    assert laid_out["refresh_interval"] == "5s"
    assert laid_out["blocks"] == {"write": "true"}  # nobody changes what is complete
    about = nodes.ask(f"{opensearch}/{index}/_mapping")[index]["mappings"]["_meta"]["summary_search"]
    assert json.dumps(about["generation"]).count(index) == 1
    nodes.ask(f"{opensearch}/laid-out-*", method="DELETE")
