"""Writing on a failing disk, and rebuilds that are killed."""

import errno
import os
import pkgutil
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import files
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.engines.whoosh import writer as writing
from indexer.errors import IndexDamaged, IndexNotWritten
from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current, fill, generations, ids, run_killed

SYNC = "indexer.files.sync"
WRITE_DURABLY = "indexer.files.write_atomically"


def test_a_generation_that_cannot_be_read_is_not_published(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "serialize", lambda summary: "{}")
        with pytest.raises(IndexDamaged, match="was not written whole"):
            fill(tmp_path, vocabulary, "b")
    assert ids(engine) == ["a"]
    assert len(generations(tmp_path)) == 1


@pytest.mark.parametrize(
    ("error", "remedy"),
    [(errno.ENOSPC, "No space left on device; the previous index is unchanged; free space there, then try again"),
     (errno.EIO, "Input/output error; the previous index is unchanged; correct that, then try again")],
)  # fmt: skip
@pytest.mark.parametrize(
    ("function", "failing_on"),
    [("numpy.lib.format.write_array_header_1_0", None), (SYNC, "years.npy"), (SYNC, "generations"),
     (WRITE_DURABLY, "manifest.json"), (WRITE_DURABLY, "CURRENT")],
)  # fmt: skip
def test_a_disk_error_is_reported_and_the_previous_index_stays(
    function: str,
    failing_on: str | None,
    error: int,
    remedy: str,
    tmp_path: Path,
    vocabulary: Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(tmp_path, vocabulary, "a")
    before = generations(tmp_path)

    original = pkgutil.resolve_name(function)

    def failing(target: Any, *arguments: object, **options: object) -> None:
        if failing_on in (None, getattr(target, "name", None) and Path(target.name).name):
            raise OSError(error, os.strerror(error))
        original(target, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(function, failing)
        with pytest.raises(IndexNotWritten, match=f"the index in {tmp_path} could not be written: {remedy}"):
            fill(tmp_path, vocabulary, "b")
    assert ids(open_engine(str(tmp_path))) == ["a"]
    assert generations(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "LOCK", "generations", "summary-search.json"]
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


def test_a_full_disk_in_the_code_of_whoosh_is_reported(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, vocabulary, "a")
    before = generations(tmp_path)

    def failing(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("whoosh.writing.SegmentWriter.commit", failing)
        with pytest.raises(IndexNotWritten, match="No space left on device"):
            fill(tmp_path, vocabulary, "b")
    assert generations(tmp_path) == before


def test_a_generation_is_on_the_disk_before_the_pointer_refers_to_it(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files, their names in its folder, and the name of the folder."""
    steps: list[str] = []
    sync, replace = files.sync, Path.replace

    def synced(path: Path) -> None:
        steps.append(path.name)
        sync(path)

    def replaced(path: Path, target: Path) -> Path:
        steps.append(f"-> {target.name}")
        return replace(path, target)

    monkeypatch.setattr(files, "sync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    fill(tmp_path, vocabulary, "a")
    generation = current(tmp_path)
    swap = steps.index("-> CURRENT")
    names = {path.name for path in generation.iterdir() if not path.name.endswith("WRITELOCK")} - {"manifest.json"}
    assert names <= set(steps[: steps.index("-> manifest.json")])
    assert steps[steps.index("-> manifest.json") + 1 : swap] == [generation.name, "generations"]
    assert steps[swap + 1] == tmp_path.name


KILLED_REBUILD = """
import sys
from pathlib import Path
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.engines import open_engine
from indexer.vocabulary.loader import load_vocabulary
print("started", flush=True)
while True:
    rebuild(open_engine(sys.argv[1]), IngestJob([Path(sys.argv[3])], load_vocabulary(Path(sys.argv[2]))))
"""


def test_rebuilds_killed_at_any_moment_leave_a_complete_index(
    build: Callable[..., Engine], toy: Path, vocabulary: Vocabulary
) -> None:
    """Kill a process that rebuilds in a loop, at moments spread over several rebuilds."""
    engine = build(toy)
    expected = sorted(ids(engine))
    arguments = [engine.location(), str(Path(__file__).parents[1] / "data" / "vocabulary"), str(toy)]
    for killed_after in (0.0, 0.03, 0.05, 0.08, 0.13, 0.21, 0.34):
        process = subprocess.Popen([sys.executable, "-c", KILLED_REBUILD, *arguments], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        threading.Event().wait(killed_after)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert sorted(ids(engine)) == expected
    assert sorted(ids(build(toy))) == expected


@pytest.mark.parametrize("first", [True, False], ids=["the first rebuild", "a later one"])
def test_a_rebuild_killed_at_each_sync_leaves_a_complete_index_or_none(
    first: bool, build: Callable[..., Engine], toy: Path, tmp_path: Path
) -> None:
    def rebuild(location: str, killed_at: int) -> subprocess.CompletedProcess[str]:
        return run_killed("rebuild", location, toy, killed_at)

    steps = int(rebuild(str(tmp_path / "counted"), 0).stdout)
    if not first:
        steps = int(rebuild(str(tmp_path / "counted"), 0).stdout)
    assert steps > 15
    for step in range(1, steps + 1, 5 if first else 9):
        engine = open_engine(str(tmp_path / f"killed-{step}")) if first else build(toy, index=f"killed-{step}")
        assert rebuild(engine.location(), step).returncode == -signal.SIGKILL
        if not first:
            assert len(ids(engine)) == 6
        assert rebuild(engine.location(), 0).returncode == 0
        assert len(ids(engine)) == 6


def test_an_interrupted_removal_of_old_generations_does_not_undo_a_rebuild(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for summary_id in "ab":
        fill(tmp_path, vocabulary, summary_id)
    (tmp_path / "generations" / ".DS_Store").write_text("")

    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fill(tmp_path, vocabulary, "c")
    assert ids(open_engine(str(tmp_path))) == ["c"]
    assert ids(fill(tmp_path, vocabulary, "d")) == ["d"]
