"""Ownership checks. Whoosh stores pickles, and loading a pickle runs code of its writer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.errors import IndexDamaged, NotAnIndex, SummarySearchError
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.settings import Settings
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current

STRANGER = 54321


def fill(root: Path, *ids: str, owners: str = "") -> Engine:
    engine = open_engine(str(root), EngineOptions(owners=owners))
    with engine.writer(Vocabulary([])) as writer:
        for summary_id in ids:
            writer.add(Summary(summary_id, "title", ("text",)))
        writer.commit("test", "digest")
    return engine


def ids(root: Path, owners: str = "") -> list[str]:
    snapshot = open_engine(str(root), EngineOptions(owners=owners)).snapshot()
    return [hit.summary.id for hit in snapshot.search(EngineSearch(All(), Filters(), "title", 0, 100)).hits]


def owned_by(monkeypatch: pytest.MonkeyPatch, path: Path, user: int) -> None:
    """Simulate another owner of a file, because only root can change the owner."""
    for name in ("stat", "lstat"):
        original = getattr(Path, name)

        def status_of(self: Path, original: object = original, **options: object) -> os.stat_result:
            status: os.stat_result = original(self, **options)  # type: ignore[operator]
            if self != path:
                return status
            fields = list(status)
            fields[4] = user
            return os.stat_result(fields)

        monkeypatch.setattr(Path, name, status_of)


@pytest.mark.parametrize(
    "inner", ["", "summary-search.json", "CURRENT", "generations", "generations/*", "generations/*/_MAIN_1.toc"]
)
def test_files_of_another_user_are_not_opened(inner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "index"
    fill(root, "a")
    path = next(root.glob(inner)) if inner else root
    owned_by(monkeypatch, path, STRANGER)
    with pytest.raises(NotAnIndex, match=f"{path} belongs to 54321") as caught:
        ids(root)
    assert "run this as 54321" in str(caught.value)
    assert "SUMMARY_SEARCH_OWNERS=54321" in str(caught.value)
    assert ids(root, owners="54321") == ["a"]


def test_an_index_of_root_is_opened_by_every_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a")
    owned_by(monkeypatch, tmp_path, 0)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid())
    assert ids(tmp_path) == ["a"]


def test_nothing_is_written_into_the_index_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with monkeypatch.context() as patch:
        owned_by(patch, tmp_path, STRANGER)
        with pytest.raises(NotAnIndex, match="belongs to 54321"):
            fill(tmp_path, "b")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    assert ids(tmp_path) == ["a"]


@pytest.mark.parametrize("inner", ["", "CURRENT", "generations", "generations/*", "generations/*/years.npy"])
def test_files_that_every_user_may_write_are_not_opened(inner: str, tmp_path: Path) -> None:
    root = tmp_path / "index"
    fill(root, "a")
    path = next(root.glob(inner)) if inner else root
    path.chmod(path.stat().st_mode | 0o002)
    with pytest.raises(NotAnIndex, match=f"{path} can be written by every user; run: chmod -R o-w {path}"):
        ids(root)
    path.chmod(path.stat().st_mode & ~0o002)
    assert ids(root) == ["a"]


def test_written_files_are_not_writable_by_every_user_whatever_the_umask(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        fill(tmp_path / "index", "a")
        fill(tmp_path / "index", "b")
    finally:
        os.umask(umask)
    assert ids(tmp_path / "index") == ["b"]


def test_files_that_a_group_may_write_are_opened(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(path.stat().st_mode | 0o020)
    assert ids(tmp_path) == ["a"]
    fill(tmp_path, "b")
    assert ids(tmp_path) == ["b"]


def test_the_index_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "index").symlink_to("disk")
    fill(tmp_path / "index", "a")
    assert ids(tmp_path / "index") == ids(tmp_path / "disk") == ["a"]
    fill(tmp_path / "index", "b")
    assert ids(tmp_path / "disk") == ["b"]


def test_a_link_in_an_index_is_not_followed(tmp_path: Path) -> None:
    fill(tmp_path / "index", "a")
    fill(tmp_path / "other", "b")
    generation = current(tmp_path / "index")
    shutil.rmtree(generation)
    generation.symlink_to(current(tmp_path / "other"))
    with pytest.raises(NotAnIndex, match="is a symbolic link, and an index contains none"):
        ids(tmp_path / "index")
    assert ids(tmp_path / "other") == ["b"]


@pytest.mark.parametrize("name", ["../../other", "/etc", "", ".", "..", "a/b", "é", "a\0b"])
def test_a_pointer_out_of_the_index_is_damage(name: str, tmp_path: Path) -> None:
    fill(tmp_path, "a")
    (tmp_path / "CURRENT").write_text(name)
    with pytest.raises(IndexDamaged, match="CURRENT names no generation; run: indexer rebuild"):
        ids(tmp_path)
    fill(tmp_path, "b")
    assert ids(tmp_path) == ["b"]


def test_a_rebuild_removes_only_generations(tmp_path: Path) -> None:
    root = tmp_path / "index"
    fill(root, "a")
    others = tmp_path / "20200101T000000Z-aaaaaa"
    fill(others, "mine")
    (root / "notes").mkdir()
    (root / "notes" / "thesis.doc").write_text("precious")
    (root / "generations" / "notes").mkdir()
    (root / "generations" / "notes" / "manifest.json").write_text("precious")
    (root / "generations" / "20200101T000000Z-bbbbbb").symlink_to(current(others))
    for summary_id in "bcd":
        fill(root, summary_id)
    assert ids(root) == ["d"]
    assert (root / "notes" / "thesis.doc").read_text() == "precious"
    assert (root / "generations" / "notes" / "manifest.json").read_text() == "precious"
    assert ids(others) == ["mine"]


def test_a_manifest_that_is_not_an_object_is_reported(tmp_path: Path) -> None:
    for text in ("[]", "3", "null", '"x"'):
        fill(tmp_path, "a")
        (current(tmp_path) / "manifest.json").write_text(text)
        with pytest.raises(SummarySearchError, match="run: indexer rebuild"):
            ids(tmp_path)


def test_a_name_that_is_not_a_user_is_reported() -> None:
    with pytest.raises(SummarySearchError, match='names "nobody-of-that-name", which is not a user of this machine'):
        open_engine("x", EngineOptions(owners="root, nobody-of-that-name"))
    assert Settings.load({"SUMMARY_SEARCH_OWNERS": "root,7"}).owners == "root,7"


PICKLE = """
import os, pickle, sys
class Run:
    def __reduce__(self):
        return os.mkdir, (sys.argv[2],)
with open(sys.argv[1], "wb") as stream:
    stream.write(pickle.dumps(Run()))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_code_that_another_user_put_into_an_index_does_not_run(tmp_path: Path) -> None:
    """The index really belongs to another user, and its Whoosh file runs code when it is loaded."""
    root, proof = tmp_path / "index", tmp_path / "proof"
    fill(root, "a")
    subprocess.run([sys.executable, "-c", PICKLE, next(root.glob("generations/*/_MAIN_1.toc")), proof], check=True)
    for path in (root, *root.rglob("*")):
        os.chown(path, STRANGER, STRANGER)
    with pytest.raises(NotAnIndex, match="belongs to 54321, and root does not open"):
        ids(root)
    assert not proof.exists()
