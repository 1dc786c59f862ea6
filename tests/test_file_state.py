import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer import __version__
from indexer.engines.protocols import Engine
from indexer.ingest.file_state import FileStates, content_digest
from indexer.ingest.job import IngestJob
from indexer.ingest.source_reader import SourceReader
from indexer.ingest.update import update
from indexer.vocabulary.model import Vocabulary

LONG_AGO = 1_600_000_000


def later() -> int:
    """A clock by which all files were written long ago."""
    return time.time_ns() + 10**12


def states(paths: list[Path], stored: bytes = b"", options_key: str = "", **options: Any) -> FileStates:
    return FileStates({path: path for path in paths}, options_key, stored, **options)


def stored(paths: list[Path], **options: Any) -> bytes:
    """Return the stored state of files, each with one summary."""
    files = states(paths, **options)
    for path in paths:
        files.record(path, (path.stem,))
    return files.to_bytes()


def test_an_unchanged_file_is_not_opened(tmp_path: Path) -> None:
    opened = []

    def digest_of(path: Path) -> str:
        opened.append(path.name)
        return content_digest(path)

    paths = [tmp_path / "a.md", tmp_path / "b.md"]
    for path in paths:
        path.write_text("one")
    known = stored(paths, clock=later)
    paths[1].write_text("other")
    files = states(paths, known, digest_of=digest_of)
    assert opened == ["b.md"]
    assert [files.unchanged_ids(path) for path in paths] == [("a",), None]
    assert files.digest == states(paths).digest


def test_a_file_that_is_written_again_within_a_clock_tick_is_compared_by_content(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    known = stored([path])
    before = path.stat()
    path.write_text("two")  # of the same size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert states([path], known).unchanged_ids(path) is None
    path.write_text("one")
    assert states([path], known).unchanged_ids(path) == ("a",)


def test_setting_the_time_of_a_file_back_does_not_hide_a_change(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    known = stored([path], clock=later)
    time.sleep(0.02)  # more than a tick of the kernel's clock
    path.write_text("two")
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert states([path], known).unchanged_ids(path) is None


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    files = states([path])
    path.write_text("another")
    files.record(path, ("a",))
    path.write_text("one")
    assert states([path], files.to_bytes()).unchanged_ids(path) is None


def test_a_stored_state_of_another_version_or_other_options_or_with_damage_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one")
    known = stored([path])
    assert states([path], known).unchanged_ids(path) == ("a",)
    assert states([path], known, options_key="csv").unchanged_ids(path) is None
    other_version = known.replace(f'"{__version__}"'.encode(), b'"9.9.9"')
    assert other_version != known
    for broken in (b"", b"[]", b"{}", known[:-9], known.replace(b"[[", b"[3,["), other_version):
        assert states([path], broken).unchanged_ids(path) is None


def test_an_update_reads_only_changed_and_broken_files(
    build: Callable[..., Engine], toy: Path, vocabulary: Vocabulary
) -> None:
    (toy / "broken.md").write_text("---\ntitle: T\nroutes: [nowhere]\n---\nText.\n")
    engine, job = build(toy), IngestJob([toy], vocabulary)
    (toy / "knee.md").write_text("---\ntitle: Knees\n---\nNew.\n")
    with engine.updater(vocabulary) as updater:
        reader = SourceReader(job, digests=updater.digests(), stored=updater.files())
        assert [summary.id for summary in reader] == ["knee"]
        assert reader.unread == {"als-it", "als-review", "eczema", "plain", "stroke"}
    report = update(engine, job)
    assert (report.read, report.indexed, report.rejected) == (7, 6, 1)
    with engine.updater(vocabulary) as updater:
        assert list(SourceReader(job, digests=updater.digests(), stored=updater.files())) == []
    again = update(engine, job)
    assert again.problems == report.problems
    assert "broken.md" in str(report.problems[0])


def test_an_unchanged_file_whose_id_is_taken_by_another_one_is_reported(
    engine: Engine, toy: Path, vocabulary: Vocabulary
) -> None:
    (toy / "a-first.md").write_text("---\ntitle: Knees\nid: knee\n---\nOther knees.\n")
    report = update(engine, IngestJob([toy], vocabulary))
    assert f'{toy}/knee.md: the id "knee" is taken by {toy}/a-first.md' in str(report.problems[0])
    found = engine.snapshot().summary("knee")
    assert found is not None
    assert found.text == "Other knees."
    (toy / "a-first.md").unlink()
    assert update(engine, IngestJob([toy], vocabulary)).problems == ()
    found = engine.snapshot().summary("knee")
    assert found is not None
    assert found.title == "Knee osteoarthritis and cells from fat"
