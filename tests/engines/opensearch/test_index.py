"""Properties of the OpenSearch engine alone: generations, the write lock, late pages, terms that contain blanks."""

import json
import time
from collections.abc import Callable

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.opensearch.address import parse_address
from indexer.engines.opensearch.cluster import DEFAULT_LIMITS, Cluster, Limits
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.generations import Generations
from indexer.engines.protocols import Engine, EngineSearch
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

ONE_NODE = ClusterSettings(replicas=0, timeout=60)


def limited(engine: Engine, **limits: float) -> OpenSearchEngine:
    """Return another engine over the same index, with other limits."""
    return OpenSearchEngine(engine.location(), ONE_NODE, Limits(**limits))  # type: ignore[arg-type]


def node_and_name(engine: Engine) -> tuple[str, str]:
    """Return the URL of the node and the name of the index."""
    node, _, name = engine.location().removeprefix("opensearch+").rpartition("/")
    return node, name


def generations(engine: Engine) -> list[str]:
    """Return the physical indexes of an index, oldest first."""
    node, name = node_and_name(engine)
    return sorted(nodes.ask(f"{node}/{name}-2*"))


def writable(engine: Engine) -> str:
    """Unblock writes to the only generation of an index, and return its URL."""
    (index,) = generations(engine)
    url = f"{node_and_name(engine)[0]}/{index}"
    nodes.ask(f"{url}/_settings", {"index.blocks.write": False}, method="PUT")
    return url


def test_alias_names_one_physical_index_and_its_predecessor_is_kept(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = limited(new_cluster_engine(), grace_seconds=0)
    built = []
    for word in ("first", "second", "third"):
        filled(engine, [summary(word)], vocabulary)
        built.append(engine.snapshot().generation.version)
        time.sleep(0.01)
    node, name = node_and_name(engine)
    assert list(nodes.ask(f"{node}/_alias/{name}")) == built[2:]
    assert set(generations(engine)) == set(built[1:])


def test_replaced_generations_are_kept_for_a_minute(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a")], vocabulary)
    old = engine.snapshot()
    for word in "bcd":
        filled(engine, [summary(word)], vocabulary)
    assert DEFAULT_LIMITS.grace_seconds == 60
    assert found(old, All()) == ["a"]
    assert len(generations(engine)) == 4


def test_incomplete_generation_is_removed_after_its_lock_has_expired(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = filled(limited(new_cluster_engine(), lock_seconds=5), [summary("a")], vocabulary)
    killed = engine.writer(vocabulary)
    killed.__enter__()
    killed.add(summary("half"))
    with pytest.raises(IndexBusy, match="another process is writing"), engine.writer(vocabulary):
        pass
    assert len(generations(engine)) == 2
    time.sleep(5.2)  # the lock expires before its first renewal
    assert found(filled(engine, [summary("b")], vocabulary).snapshot(), All()) == ["b"]
    assert len(generations(engine)) == 2  # the current one and its predecessor
    # A writer that was only suspended cannot commit any more.
    with pytest.raises(IndexBusy):
        killed.commit("late", "late")
    killed.__exit__(None, None, None)
    assert found(engine.snapshot(), All()) == ["b"]


def test_unfinished_clone_is_not_taken_for_its_source(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    with engine.updater(vocabulary) as updater:
        updater.keep_all_but(["a"])
        assert len(generations(engine)) == 2
    assert generations(engine) == [engine.snapshot().generation.version]
    assert found(engine.snapshot(), All()) == ["a", "b"]


def test_creation_of_a_physical_index_can_be_repeated(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    """The client repeats a request at the next node if the first one is lost before it answers."""
    engine = filled(new_cluster_engine(), [summary("a")], vocabulary)
    physical = Generations(Cluster(parse_address(engine.location()), ONE_NODE))
    created, cloned = physical.new_name(), physical.new_name()
    for _ in range(2):
        physical.create(created, vocabulary)
        physical.clone(engine.snapshot().generation.version, cloned, vocabulary)
    assert {created, cloned} < set(generations(engine))


def test_foreign_index_is_neither_read_nor_written(opensearch: str, vocabulary: Vocabulary) -> None:
    nodes.ask(f"{opensearch}/foreign-1", {"settings": {"number_of_replicas": 0}}, method="PUT")
    nodes.ask(f"{opensearch}/foreign-1/_alias/foreign", {}, method="PUT")
    engine = open_engine(f"opensearch+{opensearch}/foreign", EngineOptions(cluster=ONE_NODE))
    with pytest.raises(NotAnIndex, match=r"foreign at .* is not an index of this program"):
        engine.snapshot()
    with pytest.raises(NotAnIndex), engine.writer(vocabulary):
        pass
    nodes.ask(f"{opensearch}/foreign-1", method="DELETE")


def test_missing_documents_and_other_formats_are_reported(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    url = writable(engine)
    nodes.ask(f"{url}/_doc/a?refresh=true", method="DELETE")
    with pytest.raises(IndexDamaged, match=f"1 of 2 summaries in {generations(engine)[0]} are intact"):
        engine.snapshot().verify()
    nodes.ask(f"{url}/_mapping", {"_meta": {"summary_search": {"format": 0}}}, method="PUT")
    with pytest.raises(IndexOutdated, match="another version of this program made"):
        open_engine(engine.location()).snapshot()


def test_changed_summary_is_reported(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a"), summary("b")], vocabulary)
    url = writable(engine)
    stored = nodes.ask(f"{url}/_doc/a")["_source"]
    changed = {**stored, "id": "a", "sorted_title": "t", "summary": stored["summary"].replace('"x"', '"y"')}
    assert changed["summary"] != stored["summary"]
    nodes.ask(f"{url}/_doc/a?refresh=true", changed, method="PUT")
    with pytest.raises(IndexDamaged, match="1 of 2 summaries"):
        engine.snapshot().verify()


def test_pages_beyond_the_page_window_continue_every_order(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    summaries = [
        summary(f"s{number:02}", f"title {number * 7 % 5}", "knee " * (number % 4 + 1), year=2000 + number % 3)
        for number in range(40)
    ]
    engine = filled(new_cluster_engine(), summaries, vocabulary)
    paged = limited(engine, page_window=7).snapshot()
    for sort in SORTS:
        all_hits = engine.snapshot().search(EngineSearch(Term("knee"), Filters(), sort, 0, 40)).hits
        for offset in (0, 3, 5, 7, 13, 14, 15, 33, 38, 40, 41):
            page = paged.search(EngineSearch(Term("knee"), Filters(), sort, offset, 5))
            assert page.hits == all_hits[offset : offset + 5]
            assert page.total == 40


def test_page_beyond_the_max_result_window_becomes_the_last_one_with_a_notice(
    new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    engine = limited(new_cluster_engine(), max_result_window=10)
    filled(engine, (summary(f"s{number:02}", text="knee") for number in range(23)), vocabulary)
    page = search(engine, SearchRequest("knee", page=4, size=4))
    assert (page.total, page.shown, page.pages, page.request.page) == (23, 10, 3, 3)
    assert [hit.summary.id for hit in page.hits] == ["s08", "s09", "s10", "s11"]
    values = [notice.values for notice in page.notices]  # type: ignore[attr-defined]  # a Message
    assert values == [{"shown": "10", "total": "23"}]
    assert search(engine, SearchRequest("knee", page=2, size=4)).notices == ()


def test_pages_continue_beyond_ten_thousand_hits(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = new_cluster_engine(shards=1)
    with engine.writer(vocabulary) as writer:
        made = [summary(f"s{number:05}") for number in range(10_050)]
        writer.add_prepared(engine.prepare(made, [b""] * len(made)))
        writer.commit("test", "digest")
    assert DEFAULT_LIMITS.page_window == 10_000
    hits = engine.snapshot().search(EngineSearch(All(), Filters(), "title", 10_030, 50)).hits
    assert [hit.summary.id for hit in hits] == [f"s{number:05}" for number in range(10_030, 10_050)]
    page = search(engine, SearchRequest("x", page=503))
    assert [hit.summary.id for hit in page.hits] == [f"s{number:05}" for number in range(10_040, 10_050)]
    assert page.notices == ()


def test_ligature_whose_term_contains_blanks_is_one_word(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_cluster_engine(), [summary("a", text="one ﷺ two"), summary("b", text="one two")], vocabulary)
    snapshot = engine.snapshot()
    ligature = "صلى الله عليه وسلم"
    assert found(snapshot, Term(ligature)) == ["a"]
    assert found(snapshot, Phrase(("one", ligature, "two"))) == ["a"]
    assert found(snapshot, Phrase(("one", "two"))) == ["b"]
    assert found(snapshot, AnyTerm((ligature, "nothing"))) == ["a"]
    assert snapshot.terms_with_prefix("صلى", None) == [ligature]


def test_unusual_texts_and_ids_are_stored_unchanged(new_cluster_engine: NewEngine, vocabulary: Vocabulary) -> None:
    unusual = Summary(
        'a/b "c" é#?', "Half \ud800 a pair\n\t\x00", ("\u2028", "", "\\"), citation=Citation(journal="+ . | *")
    )
    snapshot = filled(new_cluster_engine(), [unusual, summary("b")], vocabulary).snapshot()
    assert snapshot.summary(unusual.id) == unusual
    hits = snapshot.search(EngineSearch(Term("half"), Filters(), "title", 0, 9)).hits
    assert [hit.summary for hit in hits] == [unusual]
    snapshot.verify()


def test_id_too_long_for_opensearch_is_rejected(new_cluster_engine: NewEngine) -> None:
    with pytest.raises(SummarySearchError, match="is longer than 512 bytes; shorten it"):
        new_cluster_engine().prepare([summary("é" * 257)], [b""])


@pytest.mark.parametrize("prefix", ["a.*", "c++", 'q"', "(", "x|y", "@", "<1-9>", "~", "#", "é"])
def test_special_characters_in_a_prefix_are_literal(
    prefix: str, new_cluster_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    snapshot = filled(new_cluster_engine(), [summary("a", text="abc d'or éclair x y")], vocabulary).snapshot()
    assert snapshot.terms_with_prefix(prefix, None) == (["eclair"] if prefix == "é" else [])


def test_layout_of_an_index_follows_the_settings(opensearch: str, vocabulary: Vocabulary) -> None:
    settings = ClusterSettings(shards=3, replicas=0, refresh="5s")
    engine = open_engine(f"opensearch+{opensearch}/layout", EngineOptions(cluster=settings))
    filled(engine, [summary("a")], vocabulary)
    (index,) = generations(engine)
    layout = nodes.ask(f"{opensearch}/{index}/_settings")[index]["settings"]["index"]
    assert (layout["number_of_shards"], layout["number_of_replicas"]) == ("3", "0")
    assert layout["refresh_interval"] == "5s"
    assert layout["blocks"] == {"write": "true"}  # a complete generation never changes
    meta = nodes.ask(f"{opensearch}/{index}/_mapping")[index]["mappings"]["_meta"]["summary_search"]
    assert json.dumps(meta["generation"]).count(index) == 1
    nodes.ask(f"{opensearch}/layout-*", method="DELETE")
