from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pytest

from indexer.engines.protocols import Engine
from indexer.ingest import file_state, pipeline
from indexer.ingest.file_state import Inventory
from indexer.summaries.readers import INPUT_FORMATS
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.vocabulary.model import Vocabulary

LONG_AGO = 1_600_000_000


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose content was looked at."""
    names: list[str] = []
    content = file_state._content

    def noted(path: Path) -> str:
        names.append(path.name)
        return content(path)

    monkeypatch.setattr(file_state, "_content", noted)
    return names


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the Markdown files that were parsed."""
    names: list[str] = []
    markdown = INPUT_FORMATS["markdown"]

    def noted(stream: TextIO, where: str, terms: TermLookup) -> Iterator[ReadItem]:
        names.append(Path(where).name)
        return markdown.reader(stream, where, terms)

    monkeypatch.setitem(INPUT_FORMATS, "markdown", replace(markdown, reader=noted))
    return names


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the files of a test count as written long before they are looked at."""
    monkeypatch.setattr(file_state, "_TICK", -(10**18))


def files_of(paths: list[Path], known: bytes = b"", how: str = "") -> Inventory:
    return Inventory({path: path for path in paths}, how, known)


def noted(paths: list[Path]) -> bytes:
    files = files_of(paths)
    for path in paths:
        files.note(path, (path.stem,))
    return files.to_bytes()


def test_a_file_that_was_not_written_since_is_not_even_opened(tmp_path: Path, opened: list[str], settled: None) -> None:
    paths = [tmp_path / "a.md", tmp_path / "b.md"]
    for path in paths:
        path.write_text("one")
    known = noted(paths)
    opened.clear()
    paths[1].write_text("other")
    files = files_of(paths, known)
    assert opened == ["b.md"]
    assert [files.unchanged(path) for path in paths] == [("a",), None]
    assert files.digest == files_of(paths).digest


def test_what_is_written_again_within_a_tick_of_the_clock_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    known = noted([path])
    before = path.stat()
    path.write_text("two")  # as long
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert files_of([path], known).unchanged(path) is None
    path.write_text("one")
    assert files_of([path], known).unchanged(path) == ("a",)


def test_a_time_that_was_set_back_deceives_nobody(tmp_path: Path, settled: None) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    known = noted([path])
    time.sleep(0.02)  # more than a tick of the kernel's clock
    path.write_text("two")
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert files_of([path], known).unchanged(path) is None


def test_a_file_that_was_written_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    files = files_of([path])
    path.write_text("another")
    files.note(path, ("a",))
    path.write_text("one")
    assert files_of([path], files.to_bytes()).unchanged(path) is None


def test_what_another_version_noted_or_was_read_otherwise_and_what_is_broken_count_as_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    known = noted([path])
    assert files_of([path], known).unchanged(path) == ("a",)
    assert files_of([path], known, how="csv").unchanged(path) is None
    for broken in (b"", b"[]", b"{}", known[:-9], known.replace(b"[[", b"[3,[")):
        assert files_of([path], broken).unchanged(path) is None
    monkeypatch.setattr(file_state, "__version__", "9.9.9")
    assert files_of([path], known).unchanged(path) is None


def test_an_update_parses_only_what_has_changed_or_is_broken(
    build: Callable[..., Engine], toy: Path, vocabulary: Vocabulary, parsed: list[str]
) -> None:
    (toy / "broken.md").write_text("---\ntitle: T\nroutes: [nowhere]\n---\nText.\n")
    engine = build(toy)
    parsed.clear()
    (toy / "knee.md").write_text("---\ntitle: Knees\n---\nNew.\n")
    report = pipeline.update(engine, vocabulary, [toy])
    assert parsed == ["broken.md", "knee.md"]
    assert (report.read, report.indexed, report.rejected) == (7, 6, 1)
    parsed.clear()
    again = pipeline.update(engine, vocabulary, [toy])
    assert parsed == ["broken.md"]
    assert again.problems == report.problems


def test_a_file_whose_id_another_one_takes_is_told_though_it_has_not_changed(
    engine: Engine, toy: Path, vocabulary: Vocabulary
) -> None:
    (toy / "a-first.md").write_text("---\ntitle: Knees\nid: knee\n---\nOther knees.\n")
    report = pipeline.update(engine, vocabulary, [toy])
    assert f'{toy}/knee.md: the id "knee" is taken by {toy}/a-first.md' in str(report.problems[0])
    found = engine.snapshot().summary("knee")
    assert found is not None
    assert found.text == "Other knees."
    (toy / "a-first.md").unlink()
    assert pipeline.update(engine, vocabulary, [toy]).problems == ()
    found = engine.snapshot().summary("knee")
    assert found is not None
    assert found.title == "Knee osteoarthritis and cells from fat"
