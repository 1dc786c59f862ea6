from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.ingest import dry_run, pipeline
from indexer.ingest.dry_run import DryRun
from indexer.ingest.index_diff import (
    Count,
    Move,
    Ranking,
    pinned_queries,
    read_queries,
)
from indexer.query.request import SearchRequest
from indexer.settings import shipped_corpus
from indexer.vocabulary.model import Vocabulary

from .sessions import search

Try = Callable[..., DryRun]


@pytest.fixture(params=["rebuild", "update"])
def rehearse(request: pytest.FixtureRequest, vocabulary: Vocabulary) -> Try:
    """Rehearse a rebuild or an update: what they would change is the same."""
    make = getattr(pipeline, request.param)

    def rehearse(engine: Engine, folder: Path, *queries: str) -> DryRun:
        return dry_run.dry_run(make, engine, vocabulary, [folder], queries)

    return rehearse


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_would_be_added_changed_and_removed_is_told_and_nothing_is_touched(
    engine: Engine, toy: Path, tmp_path: Path, rehearse: Try
) -> None:
    (toy / "knee.md").write_text("---\ntitle: Breathing in ALS\n---\nBreathing.\n")
    (toy / "new.md").write_text("---\ntitle: A stroke\nconditions: [ischemic-stroke]\n---\nWalking.\n")
    (toy / "plain.md").unlink()
    before = files(tmp_path / "index")
    found = rehearse(engine, toy, "walking", "breathing", "skin")
    assert files(tmp_path / "index") == before
    changes = found.comparison
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (("new",), ("knee",), ("plain",), 4)
    counts = {(count.concept, count.before, count.after) for count in changes.counts}
    assert {("als", 2, 3), ("knee-oa", 1, 0), ("ischemic-stroke", 1, 2)} <= counts
    assert all(isinstance(count, Count) and count.before != count.after for count in changes.counts)
    walking, breathing, skin = changes.rankings
    assert (walking.total_before, walking.total_after) == (1, 2)
    assert any(move == Move("new", None, move.after) for move in walking.moves)
    assert any(move.summary == "knee" and move.before is None for move in breathing.moves)
    assert skin == Ranking("skin", 1, 1, ())
    assert not skin.changes
    assert (found.report.indexed, found.report.generation) == (6, None)


def test_where_there_is_no_index_yet_everything_is_added(toy: Path, tmp_path: Path, rehearse: Try) -> None:
    found = rehearse(open_engine(str(tmp_path / "index")), toy, "walking").comparison
    assert len(found.added) == 6
    assert (found.changed, found.removed, found.unchanged) == ((), (), 0)
    assert found.rankings == (Ranking("walking", 0, 1, (Move("stroke", None, 1),)),)
    assert all(count.before == 0 for count in found.counts)
    assert not (tmp_path / "index").exists()


def test_where_nothing_has_changed_nothing_would(engine: Engine, toy: Path, rehearse: Try) -> None:
    found = rehearse(engine, toy, "cells").comparison
    assert (found.added, found.changed, found.removed, found.unchanged, found.counts) == ((), (), (), 6, ())
    assert not found.rankings[0].changes


def test_the_temporary_index_goes_also_when_it_is_stopped(
    engine: Engine, toy: Path, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def stop(_done: int, _total: int) -> None:
        assert list((tmp_path / "temporary").iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dry_run.dry_run(pipeline.rebuild, engine, vocabulary, [toy], [], stop)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_pinned_queries_lie_in_the_folder_or_right_above_it_and_are_no_summaries(
    toy: Path, vocabulary: Vocabulary
) -> None:
    assert pinned_queries([toy]) == ()
    (toy.parent / "queries.txt").write_text("# pinned\nknee pain\n\nals \nknee pain\n")
    assert pinned_queries([toy]) == pinned_queries([toy.parent]) == ("knee pain", "als")
    (toy / "queries.txt").write_text("stroke\n")
    assert pinned_queries([toy]) == ("stroke",)
    report = pipeline.check(vocabulary, [toy])
    assert (report.indexed, [path.name for path in report.passed_over]) == (6, ["queries.txt"])


def test_the_shipped_queries_all_find_something(corpus_engine: Engine) -> None:
    queries = read_queries(shipped_corpus() / "queries.txt")
    assert len(queries) > 25
    for query in queries:
        page = search(corpus_engine, SearchRequest(query))
        assert page.hits or page.partial, query
        assert page.notices == (), query
