import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.errors import NothingToIndex
from indexer.ingest.job import IngestJob, UpdateCounts
from indexer.ingest.source_reader import source_digest
from indexer.ingest.update import update
from indexer.query.ast import All, Term
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary


@pytest.fixture
def tagged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the summaries that were tagged."""
    ids: list[str] = []
    tag = Tagger.tag

    def tag_and_record(self: Tagger, summary: Summary) -> Summary:
        ids.append(summary.id)
        return tag(self, summary)

    monkeypatch.setattr(Tagger, "tag", tag_and_record)
    return ids


def ids(engine: Engine) -> set[str]:
    return {hit.summary.id for hit in engine.snapshot().search(EngineSearch(All(), Filters(), "title", 0, 100)).hits}


def test_only_new_and_changed_summaries_are_tagged(
    engine: Engine, toy: Path, vocabulary: Vocabulary, tagged: list[str]
) -> None:
    (toy / "knee.md").write_text("---\ntitle: ALS now\n---\nNothing of it is left.\n")
    (toy / "new.md").write_text("---\ntitle: A stroke\n---\nQuite new.\n")
    (toy / "plain.md").unlink()
    report = update(engine, IngestJob([toy], vocabulary))
    assert tagged == ["knee", "new"]
    assert report.changes == UpdateCounts(added=1, changed=1, removed=1, unchanged=4)
    assert (report.read, report.indexed, report.rejected, report.rebuild_reason) == (6, 6, 0, None)
    snapshot = engine.snapshot()
    assert report.generation == snapshot.generation
    assert snapshot.generation.source_digest == source_digest([toy])
    assert ids(engine) == {"als-it", "als-review", "knee", "stroke", "eczema", "new"}
    knee = snapshot.summary("knee")
    assert knee is not None
    assert knee.concepts("conditions") == ("als",)
    assert snapshot.concept_counts()["condition"]["als"] == 3
    assert snapshot.count(Term("pain"), Filters()) == 1


def test_without_changes_the_generation_stays(
    engine: Engine, toy: Path, vocabulary: Vocabulary, tagged: list[str]
) -> None:
    before = engine.snapshot()
    report = update(engine, IngestJob([toy], vocabulary))
    assert engine.snapshot() is before
    assert report.generation == before.generation
    assert report.changes == UpdateCounts(added=0, changed=0, removed=0, unchanged=6)
    (toy / "knee.md").rename(toy / "other.md")  # an id goes with its file's name
    (toy / "other.md").write_text((toy / "other.md").read_text().replace("---\n", "---\nid: knee\n", 1))
    report = update(engine, IngestJob([toy], vocabulary))
    assert report.changes == UpdateCounts(added=0, changed=0, removed=0, unchanged=6)
    assert engine.snapshot().generation.source_digest == source_digest([toy])
    assert tagged == []


def test_an_id_belongs_to_the_first_file_that_has_it(engine: Engine, toy: Path, vocabulary: Vocabulary) -> None:
    update(engine, IngestJob([toy], vocabulary))
    # One file name before and one after that of the file with the id.
    (toy / "a.md").write_text("---\nid: knee\ntitle: Knee, too\n---\nText.\n")
    report = update(engine, IngestJob([toy], vocabulary))
    (problem,) = report.problems
    assert (problem.where, problem.what) == (str(toy / "knee.md"), f'the id "knee" is taken by {toy / "a.md"}')
    assert report.changes == UpdateCounts(added=0, changed=1, removed=0, unchanged=5)
    (toy / "a.md").rename(toy / "z.md")
    report = update(engine, IngestJob([toy], vocabulary))
    (problem,) = report.problems
    assert (problem.where, problem.what) == (str(toy / "z.md"), f'the id "knee" is taken by {toy / "knee.md"}')
    assert report.changes == UpdateCounts(added=0, changed=1, removed=0, unchanged=5)


def test_a_file_that_is_broken_now_is_reported_and_its_summary_removed(
    engine: Engine, toy: Path, vocabulary: Vocabulary
) -> None:
    (toy / "knee.md").write_text("no front matter")
    report = update(engine, IngestJob([toy], vocabulary))
    assert (report.read, report.indexed, report.rejected) == (6, 5, 1)
    assert report.changes == UpdateCounts(added=0, changed=0, removed=1, unchanged=5)
    assert "knee" not in ids(engine)


def test_an_update_without_valid_summaries_leaves_the_old_index(
    engine: Engine, toy: Path, vocabulary: Vocabulary
) -> None:
    before = engine.snapshot()
    for path in toy.iterdir():
        path.write_text("broken")
    with pytest.raises(NothingToIndex, match="the index was left as it was"):
        update(engine, IngestJob([toy], vocabulary))
    assert engine.snapshot() is before


def test_an_index_that_cannot_be_updated_is_rebuilt_and_the_reason_reported(
    toy: Path, tmp_path: Path, vocabulary: Vocabulary, tagged: list[str]
) -> None:
    engine = open_engine(str(tmp_path / "index"), EngineOptions(segments=2))

    def reason(vocabulary: Vocabulary) -> str | None:
        report = update(engine, IngestJob([toy], vocabulary))
        assert report.generation == engine.snapshot().generation
        assert (report.changes is None) == (report.rebuild_reason is not None)
        return report.rebuild_reason

    assert reason(vocabulary) == f"there is no index in {tmp_path / 'index'}"
    for number in range(3):
        (toy / f"new-{number}.md").write_text("---\ntitle: New\n---\nNew.\n")
        assert reason(vocabulary) == (None, "the index has as many segments as it may have (2)", None)[number]
        assert len(ids(engine)) == 7 + number
    assert reason(vocabulary) is None  # nothing has changed
    for path in list(toy.iterdir())[:6]:
        path.write_text("---\ntitle: Other\n---\nOther.\n")
    tagged.clear()
    assert reason(vocabulary) == "most summaries are new, changed or gone"
    assert len(tagged) == len(ids(engine)) == 9
    manifest = tmp_path / "index" / "generations" / engine.snapshot().generation.version / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    engine = open_engine(str(tmp_path / "index"))
    assert "was made by another version" in str(reason(vocabulary))


def test_another_vocabulary_causes_a_rebuild(engine: Engine, toy: Path, tmp_path: Path, tagged: list[str]) -> None:
    folder = tmp_path / "terms"
    folder.mkdir()
    for path in (Path(__file__).parent / "data" / "vocabulary").iterdir():
        (folder / path.name).write_text(path.read_text())
    with (folder / "conditions.yaml").open("a") as stream:
        stream.write("\n- {id: gout, label: gout}\n")
    report = update(engine, IngestJob([toy], load_vocabulary(folder)))
    assert report.rebuild_reason == "the vocabulary has changed"
    assert len(tagged) == 6


def test_an_update_of_an_index_with_latent_vectors_may_remove_summaries_only(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    words = "knee stroke cells pain skin breath walk trial dose weeks".split()
    folder = write(
        {f"s{n}": f"---\ntitle: {words[n % 10]}\n---\n{words[n // 10]} {words[n % 7]}.\n" for n in range(80)}
    )
    engine = build(folder)
    (folder / "s3.md").unlink()
    assert update(engine, IngestJob([folder], vocabulary)).changes == UpdateCounts(0, 0, 1, 79)
    assert (tmp_path / "index/generations" / engine.snapshot().generation.version / "latent_documents.npy").exists()
    assert len(ids(engine)) == 79
