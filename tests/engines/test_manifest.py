import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.engines.whoosh.snapshot import WhooshSnapshot
from indexer.engines.whoosh.storage.manifest import MANIFEST, check_contents, open_manifest, write_manifest
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current, fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.save(tmp_path / "years.npy", np.array([2020, 2021], dtype=np.int16))
    (tmp_path / "notes.json").write_text("{}")
    write_manifest(tmp_path, {"version": "v1"}, {})
    return tmp_path


def opened(folder: Path) -> dict[str, Any]:
    manifest, stream = open_manifest(folder)
    stream.close()
    return manifest


def test_a_manifest_describes_every_file(folder: Path) -> None:
    manifest = opened(folder)
    assert manifest["version"] == "v1"
    assert set(manifest["files"]) == {"years.npy", "notes.json"}
    table = manifest["files"]["years.npy"]
    assert (table["dtype"], table["shape"]) == ("<i2", [2])
    assert table["size"] == (folder / "years.npy").stat().st_size
    assert manifest["files"]["notes.json"] == {"size": 2, "crc32": zlib.crc32(b"{}")}


def test_an_array_of_another_type_is_outdated(folder: Path) -> None:
    np.save(folder / "years.npy", np.array([1, 2], dtype=np.uint16))  # of the same size
    with pytest.raises(IndexOutdated, match=r"years\.npy is not the table that the manifest describes; run: indexer"):
        opened(folder)


def test_a_file_that_is_not_an_array_is_damaged(folder: Path) -> None:
    path = folder / "years.npy"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(IndexDamaged, match=r"years\.npy is not a table"):
        opened(folder)


def test_the_checksum_detects_other_content_of_the_same_size(folder: Path) -> None:
    np.save(folder / "years.npy", np.array([2020, 2022], dtype=np.int16))
    files = opened(folder)["files"]
    with pytest.raises(IndexDamaged, match=r"years\.npy is not as it was written"):
        check_contents(folder, files)


def test_a_manifest_that_is_cut_short_is_damaged(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text()[:-5])
    with pytest.raises(IndexDamaged, match="is cut short"):
        opened(folder)


def test_a_vocabulary_without_the_fingerprint_of_the_manifest_is_outdated(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    fill(tmp_path, vocabulary, "a")
    path = current(tmp_path) / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "vocabulary_fingerprint": "0"}))
    with pytest.raises(IndexOutdated, match="is not the vocabulary that the index was made with"):
        WhooshSnapshot(current(tmp_path))
