import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.cli.dry_run import print_dry_run
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.ingest.checks import check_sources
from indexer.ingest.dry_run import OTHER_ENGINE, DryRun, Ingest, dry_run
from indexer.ingest.index_diff import CountChange, RankChange, RankingDiff, pinned_queries, read_queries
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.query.request import SearchRequest
from indexer.settings import shipped_corpus
from indexer.vocabulary.model import Vocabulary

from .sessions import search

Try = Callable[..., DryRun]


@pytest.fixture(params=[rebuild, update])
def try_out(request: pytest.FixtureRequest, vocabulary: Vocabulary) -> Try:
    """Do a dry run of a rebuild or an update, which would make the same changes."""
    ingest: Ingest = request.param

    def try_out(engine: Engine, folder: Path, *queries: str) -> DryRun:
        return dry_run(ingest, engine, IngestJob([folder], vocabulary), queries)

    return try_out


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_dry_run_lists_added_changed_and_removed_summaries_and_writes_nothing(
    engine: Engine, toy: Path, tmp_path: Path, try_out: Try
) -> None:
    (toy / "knee.md").write_text("---\ntitle: Breathing in ALS\n---\nBreathing.\n")
    (toy / "new.md").write_text("---\ntitle: A stroke\nconditions: [ischemic-stroke]\n---\nWalking.\n")
    (toy / "plain.md").unlink()
    before = files(tmp_path / "index")
    found = try_out(engine, toy, "walking", "breathing", "skin")
    assert files(tmp_path / "index") == before
    changes = found.diff
    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (("new",), ("knee",), ("plain",), 4)
    counts = {(count.concept, count.before, count.after) for count in changes.counts}
    assert {("als", 2, 3), ("knee-oa", 1, 0), ("ischemic-stroke", 1, 2)} <= counts
    assert all(isinstance(count, CountChange) and count.before != count.after for count in changes.counts)
    walking, breathing, skin = changes.rankings
    assert (walking.total_before, walking.total_after) == (1, 2)
    assert any(move == RankChange("new", None, move.after) for move in walking.moves)
    assert any(move.summary == "knee" and move.before is None for move in breathing.moves)
    assert skin == RankingDiff("skin", 1, 1, ())
    assert not skin.changes
    assert (found.report.indexed, found.report.generation) == (6, None)


def test_without_an_index_all_summaries_are_added(toy: Path, tmp_path: Path, try_out: Try) -> None:
    found = try_out(open_engine(str(tmp_path / "index")), toy, "walking").diff
    assert len(found.added) == 6
    assert (found.changed, found.removed, found.unchanged) == ((), (), 0)
    assert found.rankings == (RankingDiff("walking", 0, 1, (RankChange("stroke", None, 1),)),)
    assert all(count.before == 0 for count in found.counts)
    assert not (tmp_path / "index").exists()


def test_without_changes_the_diff_is_empty(engine: Engine, toy: Path, try_out: Try) -> None:
    found = try_out(engine, toy, "cells").diff
    assert (found.added, found.changed, found.removed, found.unchanged, found.counts) == ((), (), (), 6, ())
    assert not found.rankings[0].changes


def test_rankings_of_another_engine_are_left_out_with_a_reason(
    engine: Engine, toy: Path, tmp_path: Path, try_out: Try, capsys: pytest.CaptureFixture[str]
) -> None:
    class ClusterLike(WhooshEngine):
        """An engine that cannot be copied into a folder, as that of a cluster."""

        def copied(self, folder: Path) -> None:
            return None

    (toy / "plain.md").unlink()
    result = try_out(ClusterLike(tmp_path / "index", cache_bytes=0, segments=32), toy, "walking")
    assert (result.diff.removed, result.diff.rankings, result.note) == (("plain",), (), OTHER_ENGINE)
    with pytest.raises(SystemExit):
        print_dry_run(result, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["queries"], shown["note"]) == ([], OTHER_ENGINE)
    assert try_out(ClusterLike(tmp_path / "index", cache_bytes=0, segments=32), toy).note is None
    assert try_out(engine, toy, "walking").note is None


def test_the_temporary_index_is_removed_after_an_interrupt(
    engine: Engine, toy: Path, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def stop(_done: int, _total: int) -> None:
        assert list((tmp_path / "temporary").iterdir())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dry_run(rebuild, engine, IngestJob([toy], vocabulary, progress=stop), [])
    assert list((tmp_path / "temporary").iterdir()) == []


def test_pinned_queries_are_in_the_folder_or_its_parent_and_are_not_read_as_summaries(
    toy: Path, vocabulary: Vocabulary
) -> None:
    assert pinned_queries([toy]) == ()
    (toy.parent / "queries.txt").write_text("# pinned\nknee pain\n\nals \nknee pain\n")
    assert pinned_queries([toy]) == pinned_queries([toy.parent]) == ("knee pain", "als")
    (toy / "queries.txt").write_text("stroke\n")
    assert pinned_queries([toy]) == ("stroke",)
    report = check_sources(IngestJob([toy], vocabulary)).report
    assert (report.indexed, [path.name for path in report.passed_over]) == (6, ["queries.txt"])


def test_the_shipped_queries_all_find_something(corpus_engine: Engine) -> None:
    queries = read_queries(shipped_corpus() / "queries.txt")
    assert len(queries) > 25
    for query in queries:
        page = search(corpus_engine, SearchRequest(query))
        assert page.hits or page.partial, query
        assert page.notices == (), query
