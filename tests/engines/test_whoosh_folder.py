"""The folder of the embedded index: generations, foreign or damaged files, and concurrent readers."""

import errno
import fcntl
import gc
import json
import os
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.engines import open_engine
from indexer.engines.protocols import EngineSearch
from indexer.engines.whoosh.storage import arrays
from indexer.engines.whoosh.storage.generations import Generations
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, NotAnIndex, SummarySearchError
from indexer.query.ast import Term
from indexer.query.request import Filters
from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current, fill, generations, ids


def test_the_previous_generation_is_kept_and_older_ones_are_removed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    names = []
    for summary_id in "abc":
        fill(tmp_path, vocabulary, summary_id)
        names.append((tmp_path / "CURRENT").read_text())
    assert generations(tmp_path) == sorted(names[1:])


def test_a_generation_with_a_reader_is_not_removed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    snapshot = engine.snapshot()
    for summary_id in "bcd":
        fill(tmp_path, vocabulary, summary_id)
    assert snapshot.generation.version in generations(tmp_path)
    assert snapshot.summary("a") is not None
    assert ids(engine) == ["d"]
    del snapshot
    fill(tmp_path, vocabulary, "e")
    assert len(generations(tmp_path)) == 2


def test_leftovers_of_a_killed_rebuild_are_removed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    (tmp_path / "generations" / "20200101T000000Z-dead00").mkdir()
    engine = fill(tmp_path, vocabulary, "b")
    assert "20200101T000000Z-dead00" not in generations(tmp_path)
    assert ids(engine) == ["b"]


def test_leftovers_are_removed_before_a_generation_is_written(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The next generation needs their space. An update without changes writes no generation, but removes them."""
    for summary_id in "ab":
        fill(tmp_path, vocabulary, summary_id)
    kept = generations(tmp_path)
    (tmp_path / "generations" / "20200101T000000Z-dead00").mkdir()
    shutil.copytree(current(tmp_path), tmp_path / "generations" / "20200101T000000Z-dead01")
    engine = open_engine(str(tmp_path))
    with engine.updater(vocabulary):
        assert len(generations(tmp_path)) == 3
    assert generations(tmp_path) == kept
    assert ids(engine) == ["b"]


def test_a_folder_with_other_files_is_neither_opened_nor_written(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "thesis.doc").write_text("precious")
    engine = open_engine(str(tmp_path))
    with pytest.raises(NotAnIndex, match="contains other files than an index"):
        engine.snapshot()
    with pytest.raises(NotAnIndex), engine.writer(vocabulary):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
    (tmp_path / "summary-search.json").write_text("{}")
    with pytest.raises(NotAnIndex, match="is not the marker of an index"):
        engine.snapshot()
    with pytest.raises(NotAnIndex, match="is not a folder"):
        open_engine(str(tmp_path / "thesis.doc")).snapshot()


def test_an_empty_folder_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run: indexer rebuild"):
        open_engine(str(tmp_path)).snapshot()


def test_an_index_of_another_format_is_refused_with_the_remedy(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    manifest = current(tmp_path) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    with pytest.raises(IndexOutdated, match="run: indexer rebuild"):
        open_engine(str(tmp_path)).snapshot()
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


@pytest.mark.parametrize("damage", ["cut", "remove"])
def test_an_error_names_the_damaged_file(damage: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    path = current(tmp_path) / "years.npy"
    path.unlink() if damage == "remove" else path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"years\.npy"):
        open_engine(str(tmp_path)).snapshot()
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


def test_a_pointer_to_a_missing_generation_is_damage(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    (tmp_path / "CURRENT").write_text("nowhere")
    with pytest.raises(IndexDamaged, match="is gone"):
        open_engine(str(tmp_path)).snapshot()


@pytest.mark.parametrize(
    "array",
    [np.zeros(0, np.int32), np.zeros((0, 16), np.uint8), np.arange(12).reshape(3, 4), np.arange(12.0).reshape(3, 4).T,
     np.arange(24).reshape(2, 3, 4)[:, ::2]],
    ids=["empty", "no rows", "rows", "columns", "parts"],
)  # fmt: skip
def test_an_array_is_written_as_numpy_writes_it(array: NDArray[Any], tmp_path: Path) -> None:
    arrays.save(tmp_path / "saved.npy", array)
    np.save(tmp_path / "numpy.npy", array)
    assert (tmp_path / "saved.npy").read_bytes() == (tmp_path / "numpy.npy").read_bytes()


def test_threads_search_one_snapshot_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    snapshot = fill(tmp_path, vocabulary, *(f"s{number:03}" for number in range(50))).snapshot()
    answers: list[tuple[int, int]] = []

    def search() -> None:
        for _ in range(20):
            answer = snapshot.search(EngineSearch(Term("titl"), Filters(), "relevance", 0, 50))
            answers.append((answer.total, len({hit.summary.id for hit in answer.hits})))

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(50, 50)] * 160


def test_a_reader_whose_generation_is_removed_opens_the_next_one(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rebuilds may happen after the pointer is read and before the generation is opened."""
    fill(tmp_path, vocabulary, "a")
    late = open_engine(str(tmp_path))
    original = Generations.current
    first_call = iter([True])

    def slow(self: Generations) -> Path:
        folder = original(self)
        if next(first_call, False):
            fill(tmp_path, vocabulary, "b")
            fill(tmp_path, vocabulary, "c")
        return folder

    monkeypatch.setattr(Generations, "current", slow)
    assert ids(late) == ["c"]


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "years.npy"])
def test_a_file_without_read_permission_is_reported(
    name: str, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is simulated, because root may read every file."""
    fill(tmp_path, vocabulary, "a")
    stat = Path.stat

    def guarded(path: Path, **options: bool) -> os.stat_result:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", guarded)
    with pytest.raises(IndexDamaged, match=f"{name} cannot be read: Permission denied; correct that"):
        open_engine(str(tmp_path)).snapshot()


def test_an_address_without_an_engine_is_refused() -> None:
    with pytest.raises(SummarySearchError, match='no engine supports the address "ftp://x"'):
        open_engine("ftp://x")


def test_readers_hold_a_shared_lock_and_release_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    snapshot = engine.snapshot()
    with (current(tmp_path) / "manifest.json").open() as stream, pytest.raises(BlockingIOError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    del engine, snapshot
    gc.collect()  # the writer's frames, see conftest.py
    with (current(tmp_path) / "manifest.json").open() as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
