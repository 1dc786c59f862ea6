"""What is special to the embedded engine: its folder, what may happen to it, and Whoosh as the oracle of matches."""

from __future__ import annotations

import errno
import fcntl
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray
from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex, Index

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.engines.whoosh import scoring
from indexer.engines.whoosh.columns import reader as columns_reader
from indexer.engines.whoosh.evaluation import CITATIONS, WORDS
from indexer.engines.whoosh.postings import reader as postings_reader
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.storage import manifest, tables
from indexer.errors import IndexDamaged, IndexMissing, IndexNotWritten, IndexOutdated, NotAnIndex, SummarySearchError
from indexer.query.ast import (
    All,
    And,
    Or,
    Phrase,
    Query,
    Term,
)
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

from ..contract import strategies
from ..contract.reference import ReferenceEngine

EMPTY = Vocabulary([])


def fill(root: Path, vocabulary: Vocabulary, *ids: str) -> Engine:
    engine = open_engine(str(root))
    with engine.writer(vocabulary) as writer:
        for summary_id in ids:
            writer.add(Summary(summary_id, "title", ("text",)))
        writer.commit("test", "digest")
    return engine


def ids(engine: Engine) -> list[str]:
    found = engine.snapshot().search(All(), Filters(), "title", 0, 100)
    return [hit.summary.id for hit in found.hits]


def generations(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "generations").iterdir())


def current(root: Path) -> Path:
    return root / "generations" / (root / "CURRENT").read_text()


@pytest.mark.parametrize("few", [0, 10**9])
@settings(max_examples=50)
@given(summaries=strategies.collections(), query=strategies.queries, filters=strategies.filters)
def test_few_and_many_documents_are_counted_and_scored_alike(
    few: int,
    tmp_path_factory: pytest.TempPathFactory,
    vocabulary: Vocabulary,
    summaries: list[Summary],
    query: Query,
    filters: Filters,
) -> None:
    """What is few is looked up one by one, from what is many all are gone through; here always one or the other."""
    engine = open_engine(str(tmp_path_factory.mktemp("few") / "index"))
    with engine.writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    usual = engine.snapshot().search(query, filters, "relevance", 0, 99)
    with pytest.MonkeyPatch.context() as patch:
        for module in (columns_reader, postings_reader, scoring):
            patch.setattr(module, "_FEW", few)
        answer = engine.snapshot().search(query, filters, "relevance", 0, 99)
    assert answer.total == usual.total
    assert answer.counts == usual.counts == ReferenceEngine(summaries, vocabulary).counts(query, filters)
    assert [hit.summary.id for hit in answer.hits] == [hit.summary.id for hit in usual.hits]
    assert [hit.score for hit in answer.hits] == pytest.approx([hit.score for hit in usual.hits])


@settings(max_examples=80)
@given(summaries=strategies.collections(), query=strategies.queries)
def test_what_matches_is_what_whoosh_itself_finds_and_scores_are_the_formulas(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, summaries: list[Summary], query: Query
) -> None:
    """With limit=None: its top-k search misses documents."""
    root = tmp_path_factory.mktemp("oracle") / "index"
    engine = open_engine(str(root))
    with engine.writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    positive = _positive(query)
    ours = {hit.summary.id: hit.score for hit in engine.snapshot().search(positive, Filters(), "relevance", 0, 99).hits}
    with whoosh_index(summaries).searcher() as searcher:
        theirs = {hit["id"] for hit in searcher.search(_compiled(positive), limit=None)}
    assert set(ours) == theirs
    found = {summary.id: summary for summary in summaries}
    assert ours == pytest.approx({i: _score(positive, found[i], summaries) for i in theirs}, abs=1e-9)


class ProjectAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Gives Whoosh the project's own words."""

    def __call__(self, value: str, **_options: object) -> Iterator[WhooshToken]:
        carrier = WhooshToken(positions=True, boost=1.0)
        for position, text in enumerate(terms(value)):
            carrier.text, carrier.pos, carrier.stopped = text, position, False
            yield carrier


def whoosh_index(summaries: list[Summary]) -> Index:
    """Return an index of the summaries as Whoosh makes one by itself, with positions."""
    text = {"analyzer": ProjectAnalyzer(), "phrase": True}
    fields = {name: TEXT(**text) for name in ("title", "text", "author", "journal")}
    index = RamStorage().create_index(Schema(id=ID(stored=True), **fields))
    writer = index.writer()
    for summary in summaries:
        citation = summary.citation or Citation()
        cited = {"author": ", ".join(citation.authors), "journal": citation.journal or ""}
        writer.add_document(id=summary.id, title=summary.title, text=summary.text, **cited)
    writer.commit()
    return index


@settings(max_examples=40)
@given(summaries=strategies.collections())
def test_whoosh_finds_in_a_generation_what_the_tables_hold(
    tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary, summaries: list[Summary]
) -> None:
    """Every term of every field is found where it is, by Whoosh's own search, and no other term is there."""
    root = tmp_path_factory.mktemp("segment") / "index"
    with open_engine(str(root)).writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    folder = current(root)
    held = {("id", summary.id): [number] for number, summary in enumerate(summaries)}
    for name in (WORDS, CITATIONS):
        tables = Postings(folder, name)
        held |= {(name, term): tables.of(term).documents.tolist() for term in tables.terms}
    for number, summary in enumerate(summaries):
        for facet in FACETS:
            for concept in vocabulary.closure(facet.name, summary.concepts(facet.field)):
                held.setdefault((facet.name, concept), []).append(number)
    index = FileIndex(FileStorage(str(folder)), schema=schema())
    with index.searcher() as searcher:
        every = [(field, term.decode()) for field, term in searcher.reader().all_terms()]
        assert every == sorted(held, key=lambda key: (key[0], key[1].encode()))
        for (field, term), documents in held.items():
            found = searcher.search(whoosh_query.Term(field, term), limit=None)
            assert sorted(hit.docnum for hit in found) == documents
            assert searcher.doc_frequency(field, term) == len(documents)
        for number, summary in enumerate(summaries):
            assert searcher.document_number(id=summary.id) == number
            assert json.loads(searcher.stored_fields(number)["summary"])["id"] == summary.id


def _score(query: Query, summary: Summary, summaries: list[Summary]) -> float:
    """Return the score by the formula in docs/ranking.md, term by term, document by document."""
    match query:
        case Term(text, None | "title" | "text" as field):
            return _term_score(text, field, summary, summaries)
        case Phrase(wanted, None | "title" | "text" as field):
            return sum(_term_score(text, field, summary, summaries) for text in wanted)
        case And(parts):
            return sum(_score(part, summary, summaries) for part in parts)
        case Or(parts):
            return sum(_score(part, summary, summaries) for part in parts if _holds(part, summary))
        case _:
            return 0.0


def _term_score(text: str, field: str | None, summary: Summary, summaries: list[Summary]) -> float:
    def saturated(count: int, length: int, lengths: list[int]) -> float:
        mean = sum(lengths) / len(lengths) or 1
        return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / mean)) if count else 0.0

    def title(of: Summary) -> list[str]:
        return list(terms(of.title))

    def whole(of: Summary) -> list[str]:
        return [*terms(of.title), *terms(of.text)]

    holding = sum(text in whole(other) for other in summaries)
    idf = math.log(1 + (len(summaries) - holding + 0.5) / (holding + 0.5))
    in_title, in_text = title(summary).count(text), terms(summary.text).count(text)
    if field == "title":
        in_text = 0
    if field == "text":
        in_title = 0
    return idf * (
        saturated(in_title + in_text, len(whole(summary)), [len(whole(other)) for other in summaries])
        + 0.3 * saturated(in_title, len(title(summary)), [len(title(other)) for other in summaries])
    )


def _holds(query: Query, summary: Summary) -> bool:
    return bool(ReferenceEngine([summary], EMPTY).ids(query, Filters()))


def _positive(query: Query) -> Query:
    """Return the query's words alone: what scores is what Whoosh is asked."""
    match query:
        case Term() | Phrase():
            return query
        case And(parts):
            return And(tuple(map(_positive, parts)))
        case Or(parts):
            return Or(tuple(map(_positive, parts)))
        case _:
            return Term("cell")


def _compiled(query: Query) -> whoosh_query.Query:
    match query:
        case Term(text, field):
            leaves = [whoosh_query.Term(name, text) for name in ((field,) if field else ("title", "text"))]
            return whoosh_query.Or(leaves)
        case Phrase(wanted, field):
            return whoosh_query.Or(
                [whoosh_query.Phrase(name, list(wanted)) for name in ((field,) if field else ("title", "text"))]
            )
        case And(parts):
            return whoosh_query.And(list(map(_compiled, parts)))
        case Or(parts):
            return whoosh_query.Or(list(map(_compiled, parts)))
        case _:
            raise TypeError(query)


def test_the_generation_before_is_kept_and_older_ones_go(tmp_path: Path, vocabulary: Vocabulary) -> None:
    names = []
    for summary_id in "abc":
        fill(tmp_path, vocabulary, summary_id)
        names.append((tmp_path / "CURRENT").read_text())
    assert generations(tmp_path) == sorted(names[1:])


def test_a_generation_that_somebody_reads_is_not_removed(tmp_path: Path, vocabulary: Vocabulary) -> None:
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


def test_what_a_killed_rebuild_left_is_cleared_away(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    (tmp_path / "generations" / "20200101T000000Z-dead00").mkdir()
    engine = fill(tmp_path, vocabulary, "b")
    assert "20200101T000000Z-dead00" not in generations(tmp_path)
    assert ids(engine) == ["b"]


def test_what_was_left_is_cleared_away_before_anything_is_written(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """It takes the room that the next generation needs; and an update that has nothing to do writes none."""
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


def test_a_folder_of_other_things_is_neither_opened_nor_written(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "thesis.doc").write_text("precious")
    engine = open_engine(str(tmp_path))
    with pytest.raises(NotAnIndex, match="holds other things than an index"):
        engine.snapshot()
    with pytest.raises(NotAnIndex), engine.writer(vocabulary):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
    (tmp_path / "summary-search.json").write_text("{}")
    with pytest.raises(NotAnIndex, match="is not one of ours"):
        engine.snapshot()
    with pytest.raises(NotAnIndex, match="is not a folder"):
        open_engine(str(tmp_path / "thesis.doc")).snapshot()


def test_an_empty_folder_is_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run: indexer rebuild"):
        open_engine(str(tmp_path)).snapshot()


def test_an_index_of_another_format_is_refused_with_the_remedy(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    manifest = current(tmp_path) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    with pytest.raises(IndexOutdated, match="run: indexer rebuild"):
        open_engine(str(tmp_path)).snapshot()
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


@pytest.mark.parametrize("harm", ["cut", "remove"])
def test_a_damaged_file_is_named(harm: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    path = current(tmp_path) / "years.npy"
    path.unlink() if harm == "remove" else path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"years\.npy"):
        open_engine(str(tmp_path)).snapshot()
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


def test_a_pointer_to_nowhere_is_damage_and_not_an_endless_wait(tmp_path: Path, vocabulary: Vocabulary) -> None:
    fill(tmp_path, vocabulary, "a")
    (tmp_path / "CURRENT").write_text("nowhere")
    with pytest.raises(IndexDamaged, match="is gone"):
        open_engine(str(tmp_path)).snapshot()


def test_what_does_not_read_back_is_not_swapped_in(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    with monkeypatch.context() as patch:
        patch.setattr("indexer.engines.whoosh.schema.to_json", lambda summary: {"id": summary.id})
        with pytest.raises(IndexDamaged, match="was not written whole"):
            fill(tmp_path, vocabulary, "b")
    assert ids(engine) == ["a"]
    assert len(generations(tmp_path)) == 1


@pytest.mark.parametrize(
    ("error", "remedy"),
    [(errno.ENOSPC, "No space left on device; what was there is left as it was; free space there, then try again"),
     (errno.EIO, "Input/output error; what was there is left as it was; mend that, then try again")],
)  # fmt: skip
@pytest.mark.parametrize(
    "where", ["tables.save", "manifest.sync", "manifest.write_durably", "generations.write_durably", "generations.sync"]
)
def test_where_a_disk_fails_it_is_said_and_the_index_stays_as_it_was(
    where: str, error: int, remedy: str, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, vocabulary, "a")
    before = generations(tmp_path)

    def failing(*_arguments: object) -> None:
        raise OSError(error, os.strerror(error))

    module, name = where.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(f"indexer.engines.whoosh.storage.{module}.{name}", failing)
        if module == "tables":
            patch.setattr("indexer.engines.whoosh.columns.writer.save", failing)
        with pytest.raises(IndexNotWritten, match=f"the index in {tmp_path} could not be written: {remedy}"):
            fill(tmp_path, vocabulary, "b")
    assert ids(open_engine(str(tmp_path))) == ["a"]
    assert generations(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "LOCK", "generations", "summary-search.json"]
    assert ids(fill(tmp_path, vocabulary, "b")) == ["b"]


def test_whoosh_itself_may_meet_a_full_disk(
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


def test_a_generation_is_durable_before_the_pointer_names_it(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files, their names in its folder, and its own name in the folder above."""
    steps: list[str] = []
    sync, replace = manifest.sync, Path.replace

    def synced(path: Path) -> None:
        steps.append(path.name)
        sync(path)

    def replaced(path: Path, target: Path) -> Path:
        steps.append(f"-> {target.name}")
        return replace(path, target)

    for module in ("manifest", "generations"):
        monkeypatch.setattr(f"indexer.engines.whoosh.storage.{module}.sync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    fill(tmp_path, vocabulary, "a")
    generation = current(tmp_path)
    swap = steps.index("-> CURRENT")
    files = {path.name for path in generation.iterdir() if not path.name.endswith("WRITELOCK")} - {"manifest.json"}
    assert files <= set(steps[: steps.index("-> manifest.json")])
    assert steps[steps.index("-> manifest.json") + 1 : swap] == [generation.name, "generations"]
    assert steps[swap + 1] == tmp_path.name


@pytest.mark.parametrize(
    "array",
    [np.zeros(0, np.int32), np.zeros((0, 16), np.uint8), np.arange(12).reshape(3, 4), np.arange(12.0).reshape(3, 4).T,
     np.arange(24).reshape(2, 3, 4)[:, ::2]],
    ids=["empty", "no rows", "rows", "columns", "parts"],
)  # fmt: skip
def test_a_table_is_written_as_numpy_writes_it(array: NDArray[Any], tmp_path: Path) -> None:
    tables.save(tmp_path / "ours.npy", array)
    np.save(tmp_path / "theirs.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "theirs.npy").read_bytes()


def test_threads_search_one_snapshot_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    snapshot = fill(tmp_path, vocabulary, *(f"s{number:03}" for number in range(50))).snapshot()
    answers: list[tuple[int, int]] = []

    def ask() -> None:
        for _ in range(20):
            found = snapshot.search(Term("titl"), Filters(), "relevance", 0, 50)
            answers.append((found.total, len({hit.summary.id for hit in found.hits})))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(50, 50)] * 160


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


def test_rebuilds_killed_at_any_moment_leave_a_whole_index(
    build: Callable[..., Engine], toy: Path, vocabulary: Vocabulary
) -> None:
    """Kill a process that rebuilds without pause, at moments spread over several rebuilds."""
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


KILLED_AT_A_STEP = """
import os, signal, sys
from pathlib import Path
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
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
rebuild(open_engine(sys.argv[1]), IngestJob([Path(sys.argv[3])], load_vocabulary(Path(sys.argv[2]))))
print(step)
"""


@pytest.mark.parametrize("first", [True, False], ids=["the first rebuild", "a later one"])
def test_a_rebuild_killed_at_each_step_to_the_disk_leaves_a_whole_index_or_none(
    first: bool, build: Callable[..., Engine], toy: Path, tmp_path: Path
) -> None:
    arguments = [
        sys.executable,
        "-c",
        KILLED_AT_A_STEP,
        "",
        str(Path(__file__).parents[1] / "data" / "vocabulary"),
        str(toy),
    ]

    def rebuild(location: str, step: int) -> subprocess.CompletedProcess[str]:
        arguments[3] = location
        return subprocess.run([*arguments, str(step)], capture_output=True, text=True, check=False)

    steps = int(rebuild(str(tmp_path / "counted"), 0).stdout)
    if not first:
        steps = int(rebuild(str(tmp_path / "counted"), 0).stdout)
    assert steps > 15
    for step in range(1, steps + 1, 3 if first else 5):
        engine = open_engine(str(tmp_path / f"killed-{step}")) if first else build(toy, index=f"killed-{step}")
        assert rebuild(engine.location(), step).returncode == -signal.SIGKILL
        if not first:
            assert len(ids(engine)) == 6
        assert rebuild(engine.location(), 0).returncode == 0
        assert len(ids(engine)) == 6


def test_what_cannot_be_cleared_away_does_not_undo_a_rebuild(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    for summary_id in "ab":
        fill(tmp_path, vocabulary, summary_id)
    (tmp_path / "generations" / ".DS_Store").write_text("")

    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("indexer.engines.whoosh.storage.generations.shutil.rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fill(tmp_path, vocabulary, "c")
    assert ids(open_engine(str(tmp_path))) == ["c"]
    assert ids(fill(tmp_path, vocabulary, "d")) == ["d"]


def test_a_reader_that_meets_the_cleaner_looks_again(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking at the pointer and opening what it named, two rebuilds may pass."""
    fill(tmp_path, vocabulary, "a")
    late = open_engine(str(tmp_path))
    original = late._generations.current  # type: ignore[attr-defined]
    looks = iter([True])

    def slow() -> Path:
        folder: Path = original()
        if next(looks, False):
            fill(tmp_path, vocabulary, "b")
            fill(tmp_path, vocabulary, "c")
        return folder

    monkeypatch.setattr(late._generations, "current", slow)  # type: ignore[attr-defined]
    assert ids(late) == ["c"]


@pytest.mark.parametrize("name", ["CURRENT", "manifest.json", "years.npy"])
def test_what_may_not_be_read_is_told(
    name: str, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests may run as root, who may read everything."""
    fill(tmp_path, vocabulary, "a")
    stat = Path.stat

    def guarded(path: Path, **options: bool) -> os.stat_result:
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", guarded)
    with pytest.raises(IndexDamaged, match=f"{name} cannot be read: Permission denied; mend that"):
        open_engine(str(tmp_path)).snapshot()


def test_an_address_of_no_engine_is_refused() -> None:
    with pytest.raises(SummarySearchError, match='no engine supports the address "ftp://x"'):
        open_engine("ftp://x")


def test_readers_hold_a_shared_lock_and_give_it_back(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a")
    snapshot = engine.snapshot()
    with (current(tmp_path) / "manifest.json").open() as stream, pytest.raises(BlockingIOError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    del engine, snapshot
    with (current(tmp_path) / "manifest.json").open() as stream:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
