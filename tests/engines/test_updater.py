"""What is special to the embedded engine when it is updated: shared files, segments, and tables as a rebuild's."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine
from indexer.engines.whoosh.lsi import clusters
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
from .test_whoosh_folder import current, fill, generations, ids


def tables(root: Path) -> dict[str, bytes]:
    """Return the files of the current generation, but for Whoosh's and those that say where Whoosh has what."""
    return {
        path.name: path.read_bytes()
        for path in current(root).iterdir()
        if "MAIN" not in path.name and path.name not in ("manifest.json", "places.npy")
    }


@settings(max_examples=40)
@given(before=strategies.collections(), after=strategies.collections())
def test_tables_are_those_of_a_rebuild(
    before: list[Summary], after: list[Summary], vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of the same summaries in the same order: those that stayed, then the new ones."""
    root = tmp_path_factory.mktemp("updated")
    again = set(map(digest, after))
    stay = [summary for summary in before if digest(summary) in again] or before[::2]
    new = [summary for summary in after if summary.id not in {summary.id for summary in stay}]
    made = {}
    for name, first in (("updated", before), ("anew", [*stay, *new])):
        engine = open_engine(str(root / name))
        with engine.writer(vocabulary) as writer:
            for summary in first:
                writer.add(summary)
            writer.commit("test", "digest")
        made[name] = engine
    update(made["updated"], [*stay, *new], vocabulary)
    assert tables(root / "updated") == tables(root / "anew")


def test_files_are_shared_and_the_generation_before_stays_as_it_was(tmp_path: Path, vocabulary: Vocabulary) -> None:
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
            assert [hit.summary.id for hit in old.search(Term("titl"), Filters(), "title", 0, 9).hits] == [
                "a",
                "b",
                "c",
            ]
    # The old generation is still open: it is kept, and its files are its own.
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


def test_on_a_disk_without_links_files_are_copied(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr("indexer.engines.whoosh.updater.os.link", no_links)
    engine = update(fill(tmp_path, vocabulary, "a", "b"), [summary("b"), summary("c")], vocabulary)
    assert ids(engine) == ["b", "c"]
    assert {path.stat().st_nlink for path in current(tmp_path).iterdir()} == {1}


def test_an_index_of_too_many_segments_is_not_updated(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    engine = open_engine(str(tmp_path), EngineOptions(segments=3))
    update(engine, [summary("a"), summary("b")], vocabulary)
    update(engine, [summary("b")], vocabulary)  # nothing new: no segment more
    update(engine, [summary("b"), summary("c")], vocabulary)
    with pytest.raises(RebuildNeeded, match=r"as many segments as it may have \(3\)"):
        update(engine, [summary("b")], vocabulary)
    assert ids(engine) == ["b", "c"]
    assert len(generations(tmp_path)) == 2
    fill(tmp_path, vocabulary, "b", "c")
    assert ids(update(engine, [summary("c")], vocabulary)) == ["c"]


def test_an_index_that_is_damaged_is_not_updated(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    (current(tmp_path) / "years.npy").unlink()
    with pytest.raises(RebuildNeeded, match=r"years\.npy is missing"), engine.updater(vocabulary):
        pass


def test_an_update_that_does_not_read_back_is_not_swapped_in(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fill(tmp_path, vocabulary, "a", "b")
    with monkeypatch.context() as patch:
        patch.setattr("indexer.engines.whoosh.schema.to_json", lambda summary: {"id": summary.id})
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
def test_what_is_new_lies_where_its_words_lie_and_what_is_gone_is_like_nothing(
    clustered: bool, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_FEWEST_DOCUMENTS", 50 if clustered else 10**9)
    monkeypatch.setattr("indexer.engines.whoosh.lsi.vectors._FEW", 0)
    engine = open_engine(str(tmp_path))
    with engine.writer(vocabulary) as writer:
        for number in range(100):
            writer.add(subject(number))
        writer.commit("test", "digest")
    before = np.load(current(tmp_path) / "latent_documents.npy")
    # The same words under another id, and some that nobody knew; two are gone.
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
    assert snapshot.search(Term("unheard"), Filters(), "relevance", 0, 9).hits[0].summary.id == "new"


KILLED_AT_A_STEP = """
import os, signal, sys
from pathlib import Path
from indexer.ingest.job import IngestJob
from indexer.ingest.update import update
from indexer.engines import open_engine
from indexer.engines.whoosh.storage import manifest
from indexer.vocabulary.loader import load_vocabulary

step, sync = 0, manifest.sync

def counted(path):
    global step
    step += 1
    if step == int(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)
    sync(path)

manifest.sync = counted
report = update(open_engine(sys.argv[1]), IngestJob([Path(sys.argv[3])], load_vocabulary(Path(sys.argv[2]))))
assert report.changes and not report.rebuild_reason, report
print(step)
"""


def test_an_update_killed_at_each_step_to_the_disk_leaves_the_old_index(
    build: Callable[..., Engine], toy: Path
) -> None:
    arguments = [sys.executable, "-c", KILLED_AT_A_STEP]
    vocabulary = Path(__file__).parents[1] / "data" / "vocabulary"

    def run(engine: Engine, step: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*arguments, engine.location(), vocabulary, toy, str(step)], capture_output=True, text=True, check=False
        )

    engines = {step: build(toy, index=f"killed-{step}") for step in (0, 1, 5, 20)}
    (toy / "knee.md").unlink()
    (toy / "plain.md").write_text("---\ntitle: Rewritten\n---\nOther words.\n")
    steps = int(run(engines[0], 0).stdout)
    assert steps > 20
    last = build(toy, index="other")  # the same, made anew
    for step, engine in engines.items():
        if step:
            assert run(engine, step).returncode == -signal.SIGKILL
            assert len(ids(engine)) == 6
            assert engine.snapshot().count(Term("notebook"), Filters()) == 1
            assert run(engine, 0).returncode == 0
        assert sorted(ids(engine)) == sorted(ids(last))
        assert engine.snapshot().count(Term("notebook"), Filters()) == 0
        assert engine.snapshot().count(All(), Filters()) == 5


def test_what_is_known_of_the_files_is_given_back(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill_new(tmp_path / "index", [saying("a")], vocabulary)
    with engine.updater(vocabulary) as updater:
        assert updater.files() == b""
        updater.keep_all_but([])
        updater.commit("test", "digest", b"known")
    with engine.updater(vocabulary) as updater:
        assert updater.files() == b"known"


def test_a_copy_holds_the_same_and_goes_its_own_way(tmp_path: Path, vocabulary: Vocabulary) -> None:
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
