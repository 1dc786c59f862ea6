import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.errors import NothingToIndex, SummarySearchError
from indexer.ingest.checks import check_sources
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.source_reader import source_digest
from indexer.ingest.update import update
from indexer.ingest.worker_pool import batches, prepare_summaries
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

DUMP = Path(__file__).parent / "data" / "page_dump.txt"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
BROKEN = "---\ntitle: T\nroutes: [nowhere]\n---\nText.\n"

Write = Callable[[dict[str, str]], Path]


def ids(engine: Engine) -> list[str]:
    return [hit.summary.id for hit in engine.snapshot().search(EngineSearch(All(), Filters(), "title", 0, 100)).hits]


def test_a_dump_is_read_tagged_and_indexed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = open_engine(str(tmp_path / "index"))
    report = rebuild(engine, IngestJob([DUMP], vocabulary))
    assert (report.read, report.indexed, report.rejected, report.problems) == (4, 4, 0, ())
    knee = engine.snapshot().summary("what-a-gardener-s-knee-taught-three-clinics")
    assert knee is not None
    # OA is defined beside its long form, MSCs beside theirs: two mentions each.
    assert knee.facets == {
        "conditions": ("knee-oa",), "cell_types": ("msc",), "routes": (), "donor": (), "study": (),
    }  # fmt: skip
    assert knee.year == 2021


def test_broken_files_are_reported_and_the_others_indexed(write: Write, tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = write({"good": "---\ntitle: T\n---\nText.\n", "broken": BROKEN, "worse": "no front matter"})
    engine = open_engine(str(tmp_path / "index"))
    report = rebuild(engine, IngestJob([folder], vocabulary))
    assert ids(engine) == ["good"]
    assert (report.read, report.indexed, report.rejected) == (3, 1, 2)
    assert [str(problem).removeprefix(f"{folder}/") for problem in report.problems] == [
        'broken.md:3: unknown route "nowhere"; if it is right, add it to routes.yaml',
        'worse.md:1: no front matter; start with a line "---", then "title: ...", then a line "---"',
    ]


def test_a_link_to_nowhere_is_reported_and_the_others_indexed(
    toy: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (toy / "gone.md").symlink_to(tmp_path / "nowhere.md")
    report = rebuild(open_engine(str(tmp_path / "index")), IngestJob([toy], vocabulary))
    assert (report.indexed, report.rejected) == (6, 1)
    assert "gone.md: cannot be read: No such file or directory" in str(report.problems[0])


def test_of_a_file_with_thousands_of_problems_the_first_are_listed_and_the_others_counted(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text("x\n" * 1_500 + '{"title": "Knees"}\n')
    report = check_sources(IngestJob([path], vocabulary)).report
    assert (report.indexed, report.rejected, len(report.problems)) == (1, 1, 1_001)
    assert str(report.problems[-1]) == f"{path}: 500 more problems; correct the others first"


def test_a_file_that_is_removed_during_a_check_is_reported(toy: Path, vocabulary: Vocabulary) -> None:
    def remove(_done: int, _total: int) -> None:
        (toy / "stroke.md").unlink(missing_ok=True)

    report = check_sources(IngestJob([toy], vocabulary, progress=remove)).report
    assert (report.indexed, report.rejected) == (5, 1)
    assert "stroke.md: cannot be read: No such file or directory" in str(report.problems[0])


def test_a_file_that_grows_during_a_rebuild_is_read_at_the_next_update(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The digest is taken before the file is read, so the next update notices the change."""
    sources, first = tmp_path / "sources", '{"id": "a", "title": "Knees"}\n'
    sources.mkdir()
    (sources / "1.jsonl").write_text(first)
    (sources / "2.jsonl").write_text('{"id": "b", "title": "Hips"}\n')
    engine = open_engine(str(tmp_path / "index"))

    def grow(done: int, total: int) -> None:
        (sources / "1.jsonl").write_text(first + '{"id": "c", "title": "Toes"}\n')

    rebuild(engine, IngestJob([sources], vocabulary, progress=grow))
    assert ids(engine) == ["b", "a"]
    assert update(engine, IngestJob([sources], vocabulary)).indexed == 3
    assert ids(engine) == ["b", "a", "c"]


@pytest.mark.parametrize("name", [b"new\nline.md", b"esc\x1b[31m.md", b"latin-\xe9.md", b"x" * 252 + b".md"])
def test_files_of_any_name_are_read_and_their_problems_can_be_printed(
    name: bytes, toy: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = os.fsencode(toy) + b"/" + name
    Path(os.fsdecode(path)).write_text("---\ntitle: T\n---\nText.\n")
    (toy / "broken").mkdir()
    Path(os.fsdecode(os.fsencode(toy) + b"/broken/" + name)).write_text("broken")
    engine = open_engine(str(tmp_path / "index"))
    report = rebuild(engine, IngestJob([toy], vocabulary))
    assert (report.indexed, report.rejected) == (7, 1)
    assert "no front matter" in str(report.problems[0]).encode().decode()
    assert str(report.problems[0]).isprintable()


def test_batches_of_long_summaries_are_small() -> None:
    summaries = [Summary(str(n), "T", ("x" * 200_000,)) for n in range(12)]
    assert [len(batch) for batch in batches(summaries)] == [5, 5, 2]
    assert [len(batch) for batch in batches(Summary(str(n), "T", ("x",)) for n in range(401))] == [200, 200, 1]


def test_a_file_with_many_problems_is_rejected_once(write: Write, vocabulary: Vocabulary) -> None:
    report = check_sources(IngestJob([write({"x": "---\ntitel: T\nyear: x\n---\n"})], vocabulary)).report
    assert (report.read, report.indexed, report.rejected, len(report.problems)) == (1, 0, 1, 4)


def test_of_two_files_with_one_id_the_first_is_kept_and_both_are_named(write: Write, vocabulary: Vocabulary) -> None:
    folder = write({"a": "---\ntitle: A\nid: same\n---\nText.\n", "b": "---\ntitle: B\nid: same\n---\nText.\n"})
    report = check_sources(IngestJob([folder], vocabulary)).report
    assert (report.read, report.indexed, report.rejected) == (2, 1, 1)
    assert str(report.problems[0]) == (
        f'{folder}/b.md: the id "same" is taken by {folder}/a.md; rename one of the files, or give another id'
    )


def test_an_empty_index_never_takes_the_place_of_a_full_one(
    write: Write, build: Callable[..., Engine], toy: Path, vocabulary: Vocabulary
) -> None:
    engine = build(toy)
    before = ids(engine)
    for path in toy.iterdir():
        path.write_text("broken")
    with pytest.raises(NothingToIndex, match="the index was left as it was") as caught:
        rebuild(engine, IngestJob([toy], vocabulary))
    assert len(caught.value.problems) == 6
    assert ids(engine) == before


def test_check_indexes_nothing(toy: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    report = check_sources(IngestJob([toy], vocabulary)).report
    assert (report.indexed, report.generation) == (6, None)
    assert not (tmp_path / "index").exists()


def test_progress_counts_bytes_and_ends_at_the_total(toy: Path, vocabulary: Vocabulary) -> None:
    calls: list[tuple[int, int]] = []
    check_sources(IngestJob([toy], vocabulary, progress=lambda done, total: calls.append((done, total))))
    whole = sum(path.stat().st_size for path in toy.iterdir())
    assert len(calls) == 6
    assert calls[-1] == (whole, whole)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def test_any_change_of_the_sources_changes_the_digest(toy: Path) -> None:
    before = source_digest([toy])
    assert source_digest([toy]) == before
    (toy / "knee.md").rename(toy / "knees.md")
    renamed = source_digest([toy])
    (toy / "als-it.md").write_text("other")
    assert len({before, renamed, source_digest([toy])}) == 3


def lines(folder: Path) -> list[Path]:
    """Write two files of summaries. When the second one has been read, two workers have started."""
    folder.mkdir()
    paths = [folder / "first.jsonl", folder / "second.jsonl"]
    for path in paths:
        records = [
            {
                "id": f"{path.stem}-{n}",
                "title": f"Trial {n}",
                "text": f"Knee osteoarthritis {n % 7}. Word{n % 50} of MSCs.",
            }
            for n in range(450)
        ]
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return paths


def files(root: Path) -> dict[str, bytes]:
    """Return the files of the current generation by name, without those that hold random names or times."""
    folder = root / "generations" / (root / "CURRENT").read_text()
    return {
        path.name.rpartition(".")[2] if path.name.startswith("MAIN") else path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.name not in ("manifest.json", "read_files.json") and path.suffix != ".toc"
    }


def test_several_processes_make_the_same_index_as_one(tmp_path: Path, vocabulary: Vocabulary) -> None:
    sources = lines(tmp_path / "sources")
    made = []
    for processes in (1, 2):
        root = tmp_path / str(processes)
        report = rebuild(
            open_engine(str(root)), IngestJob(sources, vocabulary, processes=processes, clock=lambda: NOON)
        )
        assert (report.indexed, report.problems) == (900, ())
        made.append(files(root))
    assert made[0] == made[1]
    assert len(made[0]) > 20


def test_a_killed_worker_is_an_error_and_the_old_index_stays(
    build: Callable[..., Engine], toy: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    engine = build(toy)
    before = ids(engine)

    def kill(_done: int, _total: int) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(
        SummarySearchError, match=r"a worker process died while .*; the index was left as it was; if memory ran out"
    ):
        rebuild(engine, IngestJob(lines(tmp_path / "sources"), vocabulary, progress=kill, processes=2))
    assert ids(engine) == before
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 1
    assert multiprocessing.active_children() == []


class EndsWhenRead:
    """A ``prepare`` that ends the process that unpickles it, as a worker that is killed at its start."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_worker_that_dies_at_its_start_is_an_error(vocabulary: Vocabulary) -> None:
    summaries = [Summary(str(number), "Title", ("Text.",)) for number in range(500)]
    prepared = prepare_summaries(summaries, vocabulary, EndsWhenRead(), processes=2)  # type: ignore[arg-type]
    with pytest.raises(SummarySearchError, match="a worker process died"):
        next(prepared)


STOPPED_REBUILD = """
import multiprocessing, sys, time
from pathlib import Path
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.engines import open_engine
from indexer.vocabulary.loader import load_vocabulary

def wait(done, total):
    if done < total:
        return
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    sources = [Path(name) for name in sys.argv[3:]]
    job = IngestJob(sources, load_vocabulary(Path(sys.argv[2])), progress=wait, processes=2)
    rebuild(open_engine(sys.argv[1]), job)
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_rebuild_leaves_no_worker_processes(stop: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes of a group; SIGKILL reaches the first one alone."""
    script = tmp_path / "rebuild.py"
    script.write_text(STOPPED_REBUILD)
    vocabulary = Path(__file__).parent / "data" / "vocabulary"
    process = subprocess.Popen(
        [sys.executable, script, tmp_path / "index", vocabulary, *lines(tmp_path / "sources")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(pid) for pid in process.stdout.readline().split()]
    assert len(workers) == 2
    (os.killpg if stop == signal.SIGINT else os.kill)(process.pid, stop)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == -stop
    assert errors.count("Traceback") == (1 if stop == signal.SIGINT else 0)  # none of a worker
    deadline = time.monotonic() + 10
    while any(running(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(running(pid) for pid in workers)
    assert not (tmp_path / "index" / "CURRENT").exists()


def running(pid: int) -> bool:
    """Return whether a process runs. A zombie does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_a_rebuild_replaces_an_index_with_damaged_summaries(
    engine: Engine, toy: Path, build: Callable[..., Engine]
) -> None:
    root = Path(engine.location())
    folder = root / "generations" / (root / "CURRENT").read_text()
    for file in folder.iterdir():
        if file.name.endswith(".col"):
            file.write_bytes(file.read_bytes().replace(b"x", b"\xff"))
    with pytest.raises((ValueError, zlib.error, EOFError)):
        engine.snapshot().summary("knee")
    assert build(toy).snapshot().summary("knee") is not None
