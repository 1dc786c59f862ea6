"""Updates of the embedded index: shared files, segments, and tables that equal those of a rebuild."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.engines.whoosh import writer as writing
from indexer.engines.whoosh.lsi import clusters, vectors
from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.errors import IndexDamaged, IndexMissing, RebuildNeeded
from indexer.query.ast import All, Term
from indexer.query.request import Filters
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

from ..contract import strategies
from ..contract.test_contract import filled, found
from ..contract.test_contract import summary as saying
from ..contract.test_updating import update
from .whoosh_index import current, fill, generations, ids, run_killed


def tables(root: Path) -> dict[str, bytes]:
    """Return the files of the current generation, except those of Whoosh, its document numbers and the manifest."""
    return {
        path.name: path.read_bytes()
        for path in current(root).iterdir()
        if "MAIN" not in path.name and path.name not in ("manifest.json", "places.npy")
    }


@settings(max_examples=40)
@given(before=strategies.collections(), after=strategies.collections())
def test_an_update_makes_the_same_tables_as_a_rebuild(
    before: list[Summary], after: list[Summary], vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The order is the same: the kept summaries, then the added ones."""
    root = tmp_path_factory.mktemp("updated")
    again = set(map(digest, after))
    stay = [summary for summary in before if digest(summary) in again] or before[::2]
    new = [summary for summary in after if summary.id not in {summary.id for summary in stay}]
    engines = {}
    for name, first in (("updated", before), ("rebuilt", [*stay, *new])):
        engine = open_engine(str(root / name))
        with engine.writer(vocabulary) as writer:
            for summary in first:
                writer.add(summary)
            writer.commit("test", "digest")
        engines[name] = engine
    update(engines["updated"], [*stay, *new], vocabulary)
    assert tables(root / "updated") == tables(root / "rebuilt")


def test_files_are_shared_and_the_previous_generation_does_not_change(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a", "b", "c")
    before = current(tmp_path)
    content = {path.name: path.read_bytes() for path in before.iterdir()}
    for n in (1, 2):
        update(engine, [summary(i) for i in ("b", "c", *(f"new-{n}" for n in range(n)))], vocabulary)
        if n == 1:
            shared = [path.name for path in current(tmp_path).iterdir() if path.stat().st_nlink == 2]
            assert len(shared) == 3
            assert all(name.startswith("MAIN_") for name in shared)
            assert {path.name: path.read_bytes() for path in before.iterdir()} == content
            old = WhooshSnapshot(before)
            old.verify()
            hits = old.search(EngineSearch(Term("titl"), Filters(), "title", 0, 9)).hits
            assert [hit.summary.id for hit in hits] == ["a", "b", "c"]
    # The previous generation is open: it is kept, and its files have not changed.
    assert {path.name: path.read_bytes() for path in before.iterdir()} == content
    assert ids(engine) == ["b", "c", "new-0", "new-1"]
    whole = WhooshSnapshot(current(tmp_path))
    whole.verify()
    del old
    update(engine, [summary("b")], vocabulary)
    assert before.name not in generations(tmp_path)
    assert ids(engine) == ["b"]


def summary(summary_id: str) -> Summary:
    return Summary(summary_id, "title", ("text",))


def test_a_file_system_without_hard_links_gets_copies(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", no_links)
    engine = update(fill(tmp_path, vocabulary, "a", "b"), [summary("b"), summary("c")], vocabulary)
    assert ids(engine) == ["b", "c"]
    assert {path.stat().st_nlink for path in current(tmp_path).iterdir()} == {1}


def test_an_index_of_too_many_segments_is_not_updated(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    engine = open_engine(str(tmp_path), EngineOptions(segments=3))
    update(engine, [summary("a"), summary("b")], vocabulary)
    update(engine, [summary("b")], vocabulary)  # nothing is added: no new segment
    update(engine, [summary("b"), summary("c")], vocabulary)
    with pytest.raises(RebuildNeeded, match=r"as many segments as it may have \(3\)"):
        update(engine, [summary("b")], vocabulary)
    assert ids(engine) == ["b", "c"]
    assert len(generations(tmp_path)) == 2
    fill(tmp_path, vocabulary, "b", "c")
    assert ids(update(engine, [summary("c")], vocabulary)) == ["c"]


def test_a_damaged_index_is_not_updated(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    (current(tmp_path) / "years.npy").unlink()
    with pytest.raises(RebuildNeeded, match=r"years\.npy is missing"), engine.updater(vocabulary):
        pass


def test_an_update_that_cannot_be_read_is_not_published(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fill(tmp_path, vocabulary, "a", "b")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "serialize", lambda summary: "{}")
        with pytest.raises(IndexDamaged, match="was not written whole"):
            update(engine, [summary("b"), summary("c")], vocabulary)
    assert ids(engine) == ["a", "b"]
    assert len(generations(tmp_path)) == 1
    assert ids(update(engine, [summary("b"), summary("c")], vocabulary)) == ["b", "c"]


SUBJECTS = ("heart muscle pumps blood through vessels", "skin covers the body and sheds scales")


def subject(number: int) -> Summary:
    words = f"w{number * 7 % 23} w{number * 11 % 29} w{number * 13 % 31}"
    return Summary(f"{number:03}", f"Note {words}", (f"The {SUBJECTS[number % 2]}.", words))


@pytest.mark.parametrize("clustered", [False, True])
def test_an_added_summary_is_similar_by_its_words_and_a_removed_one_is_gone(
    clustered: bool, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "MIN_DOCUMENTS", 50 if clustered else 10**9)
    monkeypatch.setattr(vectors, "MAX_EXHAUSTIVE", 0)
    engine = open_engine(str(tmp_path))
    with engine.writer(vocabulary) as writer:
        for number in range(100):
            writer.add(subject(number))
        writer.commit("test", "digest")
    before = np.load(current(tmp_path) / "latent_documents.npy")
    # A copy under another id with one new word; two summaries are removed.
    new = Summary("new", subject(40).title, (*subject(40).paragraphs, "unheard"))
    update(engine, [*(subject(number) for number in range(2, 100)), new], vocabulary)
    after = np.load(current(tmp_path) / "latent_documents.npy")
    assert np.array_equal(after[:-1], before[2:])
    assert after[-1] == pytest.approx(before[40], abs=1e-5)
    assert (current(tmp_path) / "cluster_centres.npy").exists() == clustered
    snapshot = engine.snapshot()
    like = [neighbour.summary.id for neighbour in snapshot.similar("040", 99)]
    assert like[0] == "new"
    assert not {"000", "001"} & set(like)
    assert snapshot.similar("new", 1)[0].summary.id == "040"
    assert snapshot.search(EngineSearch(Term("unheard"), Filters(), "relevance", 0, 9)).hits[0].summary.id == "new"


def test_an_update_killed_at_a_sync_leaves_the_previous_index(build: Callable[..., Engine], toy: Path) -> None:
    def run(engine: Engine, killed_at: int) -> subprocess.CompletedProcess[str]:
        return run_killed("update", engine.location(), toy, killed_at)

    engines = {step: build(toy, index=f"killed-{step}") for step in (0, 1, 5, 20)}
    (toy / "knee.md").unlink()
    (toy / "plain.md").write_text("---\ntitle: Rewritten\n---\nOther words.\n")
    steps = int(run(engines[0], 0).stdout)
    assert steps > 20
    last = build(toy, index="other")  # a rebuild of the same
    for step, engine in engines.items():
        if step:
            assert run(engine, step).returncode == -signal.SIGKILL
            assert len(ids(engine)) == 6
            assert engine.snapshot().count(Term("notebook"), Filters()) == 1
            assert run(engine, 0).returncode == 0
        assert sorted(ids(engine)) == sorted(ids(last))
        assert engine.snapshot().count(Term("notebook"), Filters()) == 0
        assert engine.snapshot().count(All(), Filters()) == 5


def test_the_file_state_of_the_last_commit_is_returned(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill_new(tmp_path / "index", [saying("a")], vocabulary)
    with engine.updater(vocabulary) as updater:
        assert updater.files() == b""
        updater.keep_all_but([])
        updater.commit("test", "digest", b"known")
    with engine.updater(vocabulary) as updater:
        assert updater.files() == b"known"


def test_a_copy_is_independent_of_the_original(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(IndexMissing):
        open_engine(str(tmp_path / "none")).copied(tmp_path / "nothing")
    engine = fill_new(tmp_path / "index", [saying("a", text="knee"), saying("b", text="knee")], vocabulary)
    copy = engine.copied(tmp_path / "copy")
    assert copy is not None
    assert found(copy.snapshot(), Term("knee")) == ["a", "b"]
    update(copy, [saying("b", text="hip")], vocabulary)
    assert found(copy.snapshot(), All()) == ["b"]
    assert found(engine.snapshot(), Term("knee")) == ["a", "b"]
    engine.snapshot().verify()


def fill_new(root: Path, summaries: list[Summary], vocabulary: Vocabulary) -> Engine:
    return filled(open_engine(str(root)), summaries, vocabulary)
