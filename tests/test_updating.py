from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine
from indexer.errors import NothingToIndex
from indexer.ingest import pipeline, source_reader
from indexer.ingest.pipeline import UpdateCounts
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

    def noted(self: Tagger, summary: Summary) -> Summary:
        ids.append(summary.id)
        return tag(self, summary)

    monkeypatch.setattr(Tagger, "tag", noted)
    return ids


def ids(engine: Engine) -> set[str]:
    return {hit.summary.id for hit in engine.snapshot().search(All(), Filters(), "title", 0, 100).hits}


def test_only_what_has_changed_is_tagged(engine: Engine, toy: Path, vocabulary: Vocabulary, tagged: list[str]) -> None:
    (toy / "knee.md").write_text("---\ntitle: ALS now\n---\nNothing of it is left.\n")
    (toy / "new.md").write_text("---\ntitle: A stroke\n---\nQuite new.\n")
    (toy / "plain.md").unlink()
    report = pipeline.update(engine, vocabulary, [toy])
    assert tagged == ["knee", "new"]
    assert report.changes == UpdateCounts(added=1, changed=1, removed=1, unchanged=4)
    assert (report.read, report.indexed, report.rejected, report.rebuilt) == (6, 6, 0, None)
    snapshot = engine.snapshot()
    assert report.generation == snapshot.generation
    assert snapshot.generation.source_digest == source_reader.source_digest([toy])
    assert ids(engine) == {"als-it", "als-review", "knee", "stroke", "eczema", "new"}
    knee = snapshot.summary("knee")
    assert knee is not None
    assert knee.concepts("conditions") == ("als",)
    assert snapshot.concept_counts()["condition"]["als"] == 3
    assert snapshot.count(Term("pain"), Filters()) == 1


def test_where_nothing_has_changed_the_generation_stays(
    engine: Engine, toy: Path, vocabulary: Vocabulary, tagged: list[str]
) -> None:
    before = engine.snapshot()
    report = pipeline.update(engine, vocabulary, [toy])
    assert engine.snapshot() is before
    assert report.generation == before.generation
    assert report.changes == UpdateCounts(added=0, changed=0, removed=0, unchanged=6)
    (toy / "knee.md").rename(toy / "other.md")  # an id goes with its file's name
    (toy / "other.md").write_text((toy / "other.md").read_text().replace("---\n", "---\nid: knee\n", 1))
    report = pipeline.update(engine, vocabulary, [toy])
    assert report.changes == UpdateCounts(added=0, changed=0, removed=0, unchanged=6)
    assert engine.snapshot().generation.source_digest == source_reader.source_digest([toy])
    assert tagged == []


def test_ids_on_the_disk_may_be_forgotten_by_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_reader, "_MOST_IN_MEMORY", 0)
    places = [source_reader._Places()]
    assert places[0].take("a", Path("a.md")) is None
    assert places[0].take("a", Path("b.md")) == Path("a.md")
    other = threading.Thread(target=places.clear)  # what goes wrong there is an error here
    other.start()
    other.join()
    assert places == []


@pytest.mark.parametrize("in_memory", [0, 2, 100])
def test_an_id_stays_with_its_first_file_wherever_ids_are_kept(
    in_memory: int, engine: Engine, toy: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_reader, "_MOST_IN_MEMORY", in_memory)
    pipeline.update(engine, vocabulary, [toy])
    # One before and one behind the file that has the id, in the order of their names.
    (toy / "a.md").write_text("---\nid: knee\ntitle: Knee, too\n---\nText.\n")
    report = pipeline.update(engine, vocabulary, [toy])
    (problem,) = report.problems
    assert (problem.where, problem.what) == (str(toy / "knee.md"), f'the id "knee" is taken by {toy / "a.md"}')
    assert report.changes == UpdateCounts(added=0, changed=1, removed=0, unchanged=5)
    (toy / "a.md").rename(toy / "z.md")
    report = pipeline.update(engine, vocabulary, [toy])
    (problem,) = report.problems
    assert (problem.where, problem.what) == (str(toy / "z.md"), f'the id "knee" is taken by {toy / "knee.md"}')
    assert report.changes == UpdateCounts(added=0, changed=1, removed=0, unchanged=5)


def test_a_file_that_cannot_be_read_any_more_is_reported_and_taken_out(
    engine: Engine, toy: Path, vocabulary: Vocabulary
) -> None:
    (toy / "knee.md").write_text("no front matter")
    report = pipeline.update(engine, vocabulary, [toy])
    assert (report.read, report.indexed, report.rejected) == (6, 5, 1)
    assert report.changes == UpdateCounts(added=0, changed=0, removed=1, unchanged=5)
    assert "knee" not in ids(engine)


def test_an_update_of_nothing_leaves_the_old_index(engine: Engine, toy: Path, vocabulary: Vocabulary) -> None:
    before = engine.snapshot()
    for path in toy.iterdir():
        path.write_text("broken")
    with pytest.raises(NothingToIndex, match="the index was left as it was"):
        pipeline.update(engine, vocabulary, [toy])
    assert engine.snapshot() is before


def test_what_cannot_be_updated_is_made_anew_and_it_is_said_why(
    toy: Path, tmp_path: Path, vocabulary: Vocabulary, tagged: list[str]
) -> None:
    engine = open_engine(str(tmp_path / "index"), EngineOptions(segments=2))

    def why(vocabulary: Vocabulary) -> str | None:
        report = pipeline.update(engine, vocabulary, [toy])
        assert report.generation == engine.snapshot().generation
        assert (report.changes is None) == (report.rebuilt is not None)
        return report.rebuilt

    assert why(vocabulary) == f"there is no index in {tmp_path / 'index'}"
    for number in range(3):
        (toy / f"new-{number}.md").write_text("---\ntitle: New\n---\nNew.\n")
        assert why(vocabulary) == (None, "the index has as many segments as it may have (2)", None)[number]
        assert len(ids(engine)) == 7 + number
    assert why(vocabulary) is None  # nothing has changed
    for path in list(toy.iterdir())[:6]:
        path.write_text("---\ntitle: Other\n---\nOther.\n")
    tagged.clear()
    assert why(vocabulary) == "most summaries are new, changed or gone"
    assert len(tagged) == len(ids(engine)) == 9
    manifest = tmp_path / "index" / "generations" / engine.snapshot().generation.version / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))
    engine = open_engine(str(tmp_path / "index"))
    assert "was made by another version" in str(why(vocabulary))


def test_with_other_terms_all_is_tagged_anew(engine: Engine, toy: Path, tmp_path: Path, tagged: list[str]) -> None:
    folder = tmp_path / "terms"
    folder.mkdir()
    for path in (Path(__file__).parent / "data" / "vocabulary").iterdir():
        (folder / path.name).write_text(path.read_text())
    with (folder / "conditions.yaml").open("a") as stream:
        stream.write("\n- {id: gout, label: gout}\n")
    report = pipeline.update(engine, load_vocabulary(folder), [toy])
    assert report.rebuilt == "the vocabulary has changed"
    assert len(tagged) == 6


def test_an_update_may_only_take_out_where_the_collection_has_latent_vectors(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    words = "knee stroke cells pain skin breath walk trial dose weeks".split()
    folder = write(
        {f"s{n}": f"---\ntitle: {words[n % 10]}\n---\n{words[n // 10]} {words[n % 7]}.\n" for n in range(80)}
    )
    engine = build(folder)
    (folder / "s3.md").unlink()
    assert pipeline.update(engine, vocabulary, [folder]).changes == UpdateCounts(0, 0, 1, 79)
    assert (tmp_path / "index/generations" / engine.snapshot().generation.version / "latent_documents.npy").exists()
    assert len(ids(engine)) == 79
