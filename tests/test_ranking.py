import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.engines.whoosh import document_sets
from indexer.engines.whoosh.lsi.vectors import LsiVectors
from indexer.engines.whoosh.lsi.writer import write_vectors
from indexer.engines.whoosh.postings.reader import Postings
from indexer.engines.whoosh.postings.writer import PostingsWriter, tokenize
from indexer.engines.whoosh.ranking import FEEDBACK_WEIGHT, LATENT_WEIGHT, similarity_scores
from indexer.errors import SummarySearchError
from indexer.evaluation.ranking import compare_runs, load_collection, measure, read_run, write_run
from indexer.query.ast import (
    And,
    HasConcept,
    Not,
    Or,
    Phrase,
    Term,
)
from indexer.query.relaxation import relaxed
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


def collection(root: Path, *, zipped: bool = False) -> Path:
    """Write three documents, two queries with judgments, and one without; return the folder."""
    files = {
        "corpus.jsonl": '{"_id": "d1", "title": "Knees", "text": "cartilage"}\n'
        '{"_id": "d2", "title": "", "text": "cartilage and bone"}\n\n'
        '{"_id": "d3", "title": "Eyes", "text": "retina"}\n',
        "queries.jsonl": '{"_id": "q1", "text": "knees cartilage"}\n{"_id": "q2", "text": "retina"}\n'
        '{"_id": "q3", "text": "bone"}\n',
        "qrels.tsv": "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td3\t2\nq2\td1\t0\n",
    }
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        if zipped:
            (root / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("zipped", [False, True])
def test_a_collection_may_be_compressed(tmp_path: Path, zipped: bool) -> None:
    judged = load_collection(collection(tmp_path, zipped=zipped))
    assert [document.id for document in judged.documents] == ["d1", "d2", "d3"]
    assert judged.queries == {"q1": "knees cartilage", "q2": "retina"}
    assert judged.judgments == {"q1": {"d2": 1}, "q2": {"d3": 2, "d1": 0}}


def test_measures_equal_those_computed_by_hand(tmp_path: Path, run: Run) -> None:
    # q1 ranks d1, which has both words, before the relevant d2: nDCG is 1/log2(3). q2 ranks the relevant d3 first.
    scored = run("evaluate", "ranking", collection(tmp_path), "--run", tmp_path / "run.txt", "--json")
    assert scored.exit_code == 0
    shown = json.loads(scored.output)
    assert (shown["documents"], shown["queries"], shown["comparison"]) == (3, 2, None)
    assert shown["measures"] == pytest.approx(
        {"nDCG@10": (0.6309297535714575 + 1) / 2, "AP": 0.75, "R@100": 1.0, "P@10": 0.1}
    )
    places = [line.split()[:4] for line in (tmp_path / "run.txt").read_text().splitlines()]
    assert places == [["q1", "Q0", "d1", "1"], ["q1", "Q0", "d2", "2"], ["q2", "Q0", "d3", "1"]]


def test_a_run_is_compared_by_query(tmp_path: Path, run: Run) -> None:
    folder = collection(tmp_path / "collection")
    (tmp_path / "other.txt").write_text("q1 Q0 d2 1 2.0 other\nq2 Q0 d1 1 1.0 other\n", encoding="utf-8")
    compared = run("evaluate", "ranking", folder, "--compare", tmp_path / "other.txt", "--json")
    comparison = json.loads(compared.output)["comparison"]
    assert comparison["ours"] == pytest.approx(0.81546, abs=1e-5)
    assert comparison["theirs"] == pytest.approx(0.5)  # q1 has the relevant document first, q2 does not have it
    # Differences of -0.369 and 1: t = 0.4609 with one degree of freedom.
    assert comparison["p"] == pytest.approx(0.725, abs=0.005)
    text = run("evaluate", "ranking", folder, "--compare", tmp_path / "other.txt").output
    assert "nDCG@10 0.8155 against 0.5000" in text


def test_a_run_can_be_read_and_does_not_differ_from_itself(tmp_path: Path) -> None:
    found = {"q1": {"d1": 3.0, "d2": 2.0}, "q2": {"d3": 1.0}}
    write_run(found, tmp_path / "run")
    assert read_run(tmp_path / "run") == found
    scores = measure(found, {"q1": {"d2": 1}, "q2": {"d3": 1}}, 1)
    assert compare_runs(scores, scores).p == 1.0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("corpus.jsonl", "{}\n", "corpus.jsonl:1: without _id"),
        ("corpus.jsonl", "nonsense\n", "corpus.jsonl:1: not JSON"),
        ("qrels.tsv", "q1\td1\t1\nq1 d2\n", "qrels.tsv:2: not a judgment"),
    ],
)
def test_an_error_in_a_collection_names_the_file_and_line(name: str, text: str, message: str, tmp_path: Path) -> None:
    (collection(tmp_path) / name).write_text(text, encoding="utf-8")
    with pytest.raises(SummarySearchError, match=message):
        load_collection(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(SummarySearchError, match=f"there is no {name}"):
        load_collection(tmp_path)


def test_an_error_in_a_run_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("q1 Q0 d1 1 2.0 x\nq1 d1\n", encoding="utf-8")
    with pytest.raises(SummarySearchError, match="run:2: not a line of a run"):
        read_run(tmp_path / "run")


def test_a_relaxed_query_requires_one_of_the_words_and_all_other_parts() -> None:
    cell, knee, route = Term("cell"), Phrase(("knee", "pain")), HasConcept("route", "intravenous")
    assert relaxed(And((cell, knee))) == Or((cell, knee))
    assert relaxed(And((cell, route, knee, Not(Term("rat"))))) == And((Or((cell, knee)), route, Not(Term("rat"))))
    assert relaxed(cell) is None
    assert relaxed(And((cell, route))) is None
    assert relaxed(Or((cell, knee))) is None


def big(tmp_path: Path) -> Snapshot:
    """Build 102 summaries on two subjects. "Heart" and "cardiac" never occur together, but in the same contexts."""
    engine = open_engine(str(tmp_path / "index"))
    with engine.writer(Vocabulary([])) as writer:
        for number in range(50):
            word = "heart" if number % 2 else "cardiac"
            writer.add(Summary(f"h{number:02}", f"Pump {number}", (f"The {word} muscle pumps blood in vessels.",)))
            writer.add(Summary(f"s{number:02}", f"Cover {number}", ("The skin covers the body and sheds scales.",)))
        writer.add(Summary("x1", "Note", ("Pumps of cardiac muscle, vessels and blood: valves.",)))
        writer.add(Summary("x2", "Note", ("Scales of skin, covers and body: valves.",)))
        writer.commit("test", "digest")
    return engine.snapshot()


def test_words_in_the_same_contexts_are_similar(tmp_path: Path) -> None:
    """No document has both "heart" and "cardiac", but both occur with muscle, blood and vessels."""
    writer = PostingsWriter("words")
    for number in range(50):
        # Unrelated words, so that the matrix has more dimensions than are kept.
        noise = f"w{number * 7 % 23} w{number * 11 % 29} w{number * 13 % 31}"
        heart = f"The {'heart' if number % 2 else 'cardiac'} muscle pumps blood in vessels. {noise}"
        writer.add(tokenize([("", heart), ("", f"Skin covers a body, sheds scales and hair. {noise}")]))
    writer.save(tmp_path)
    postings = Postings(tmp_path, "words")
    write_vectors(tmp_path, postings)
    vectors = LsiVectors(tmp_path, postings)
    query = vectors.term_query({"heart": 1})
    assert query is not None
    similarity = vectors.documents @ query
    assert similarity[0::4].min() > 0.3  # the cardiac ones
    assert similarity[1::2].max() < 0.2  # skin
    assert vectors.term_query({"nowhere": 1}) is None
    added = similarity_scores(np.array([0, 1]), np.array([2.0, 2.0]), {"heart": 1}, vectors)
    assert added is not None
    scores = 2 + added[0] + added[1]
    to_mean = _similarity_to_mean(vectors, 0)
    assert scores[0] == pytest.approx(2 + 2 * LATENT_WEIGHT * similarity[0] + 2 * FEEDBACK_WEIGHT * to_mean)
    assert scores[0] > scores[1] >= 2


def _similarity_to_mean(vectors: LsiVectors, document: int) -> float:
    mean = (vectors.documents[0] + vectors.documents[1]) / 2
    return float(vectors.documents[document] @ mean / np.linalg.norm(mean))


def test_a_small_collection_is_ranked_by_words_alone(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "index"))
    with engine.writer(Vocabulary([])) as writer:
        for number in range(30):
            writer.add(Summary(f"h{number:02}", "Pump", ("The cardiac heart muscle pumps blood in vessels.",)))
        writer.add(Summary("x1", "Note", ("Pumps of cardiac muscle, vessels and blood: valves.",)))
        writer.add(Summary("x2", "Note", ("Scales of skin, covers and the body: valves.",)))
        writer.commit("test", "digest")
    assert not list((tmp_path / "index").rglob("latent_*"))
    found = engine.snapshot().search(EngineSearch(Or((Term("heart"), Term("valv"))), Filters(), "relevance", 0, 2))
    assert [hit.summary.id for hit in found.hits] == ["x1", "x2"]
    assert found.hits[0].score == pytest.approx(found.hits[1].score)


def test_boosted_hits_come_first_in_every_order_and_are_counted(tmp_path: Path) -> None:
    both = And((Term("cardiac"), Term("valv")))
    some = Or((Term("cardiac"), Term("valv")))
    for sort in ("relevance", "newest", "oldest", "title"):
        found = big(tmp_path / sort).search(EngineSearch(some, Filters(), sort, 0, 100, boosted=both))  # type: ignore[arg-type]
        assert (found.total, found.boosted_total) == (27, 1)
        assert found.hits[0].summary.id == "x1"
        assert {hit.summary.id for hit in found.hits[1:]} == {"x2", *(f"h{n:02}" for n in range(0, 50, 2))}


@pytest.mark.parametrize("sparse", [0, 16])
def test_documents_without_a_value_have_the_value_0(sparse: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_sets, "SPARSE", sparse)
    owners, values = np.array([1, 3, 4]), np.array([10, 30, 40])
    for wanted, expected in (([0, 1, 2, 4, 9], [0, 10, 0, 40, 0]), ([1, 3, 4], [10, 30, 40]), ([], [])):
        assert document_sets.values_at(np.array(wanted, dtype=np.int64), values, owners).tolist() == expected
    assert document_sets.values_at(owners, values[:0], owners[:0]).tolist() == [0, 0, 0]
