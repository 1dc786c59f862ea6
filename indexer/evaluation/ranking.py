"""Evaluation of ranking: nDCG and other measures against relevance judgments.

A collection is a folder with the files of a BEIR collection: ``corpus.jsonl`` {_id, title, text}, ``queries.jsonl``
{_id, text} and ``qrels.tsv`` (query, document, grade). Each file may be gzipped.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from indexer.engines import open_engine
from indexer.engines.protocols import Snapshot
from indexer.errors import SummarySearchError
from indexer.evaluation.json_lines import json_lines, open_bytes
from indexer.query.request import SearchRequest
from indexer.query.resolution import resolve
from indexer.search.hits import search_page
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

Run = dict[str, dict[str, float]]
"""The score of each hit, by query id and then by document id."""
Judgments = dict[str, dict[str, int]]
"""The grade of each relevance judgment, by query id and then by document id."""

MEASURES = ("nDCG@10", "AP", "R@100", "P@10")
COMPARED = "nDCG@10"
DEPTH = 1000


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, judgments, and the texts of the queries that have a judgment."""

    documents: tuple[Summary, ...]
    queries: Mapping[str, str]
    judgments: Judgments


@dataclass(frozen=True, slots=True)
class RankingScores:
    """The scores of one run.

    ``means`` contains the mean of each measure over all queries. ``by_query`` contains the value for each query id and
    measure. ``queries_a_second`` is the number of queries answered per second.
    """

    means: Mapping[str, float]
    by_query: Mapping[str, Mapping[str, float]]
    queries_a_second: float


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Result of a paired t-test over all queries: the p-value ``p``, and both means of the measure COMPARED."""

    ours: float
    theirs: float
    p: float


def load_collection(folder: Path) -> Collection:
    """Return the collection in ``folder``. Raises SummarySearchError if a file is missing or has an invalid line."""
    documents = tuple(
        Summary(str(record["_id"]), record.get("title", ""), (record["text"],))
        for record in json_lines(_file(folder, "corpus.jsonl"), "_id", "text")
    )
    judgments: Judgments = {}
    path = _file(folder, "qrels.tsv")
    with open_bytes(path) as file:
        for number, line in enumerate(file, 1):
            fields = line.decode("utf-8").split()
            if number == 1 and fields and not _is_grade(fields[-1]):
                continue  # the header
            if len(fields) != 3 or not _is_grade(fields[2]):
                raise SummarySearchError(f"{path}:{number}: not a judgment", "write query, document and grade")
            judgments.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    records = json_lines(_file(folder, "queries.jsonl"), "_id", "text")
    queries = {query: record["text"] for record in records if (query := str(record["_id"])) in judgments}
    return Collection(documents, queries, judgments)


@contextmanager
def index(collection: Collection) -> Iterator[Snapshot]:
    """Index the documents of the collection in a temporary folder, and yield a snapshot of this index."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(str(Path(folder) / "index"))
        with engine.writer(Vocabulary([])) as writer:
            for document in collection.documents:
                writer.add(document)
            writer.commit("evaluation", "")
        yield engine.snapshot()


def run_queries(
    snapshot: Snapshot, collection: Collection, depth: int = DEPTH, *, related: bool = True
) -> tuple[Run, float]:
    """Return the best ``depth`` documents for each query, and the number of queries answered per second.

    If fewer than ``depth`` documents contain a word of the query, similar documents follow. If ``related`` is False, no
    similar documents follow.
    """
    started = perf_counter()
    run = {query_id: _hits(snapshot, text, depth, related) for query_id, text in collection.queries.items()}
    return run, len(run) / (perf_counter() - started)


def measure(run: Run, judgments: Judgments, queries_a_second: float) -> RankingScores:
    """Return the scores of a run. A query without hits scores 0. Raises SummarySearchError without ir-measures."""
    try:
        import ir_measures
    except ImportError:
        remedy = "run: pip install 'summary-search[evaluation]'"
        raise SummarySearchError("the evaluation of ranking needs ir-measures", remedy) from None
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    by_query: dict[str, dict[str, float]] = {query: dict.fromkeys(MEASURES, 0.0) for query in judgments}
    for result in ir_measures.iter_calc(measures, judgments, run):
        by_query[result.query_id][str(result.measure)] = result.value
    means = {name: sum(values[name] for values in by_query.values()) / max(1, len(by_query)) for name in MEASURES}
    return RankingScores(means, by_query, queries_a_second)


def compare_runs(ours: RankingScores, theirs: RankingScores) -> RunComparison:
    """Compare the scores of two runs over the same queries."""
    from scipy.stats import ttest_rel

    pairs = [(ours.by_query[query][COMPARED], theirs.by_query[query][COMPARED]) for query in sorted(ours.by_query)]
    equal = all(our == their for our, their in pairs)  # the t-test has no result if all pairs are equal
    p = 1.0 if equal else float(ttest_rel(*zip(*pairs, strict=True)).pvalue)
    return RunComparison(ours.means[COMPARED], theirs.means[COMPARED], p)


def write_run(run: Run, path: Path) -> None:
    """Write a run to a file in TREC format. Each line contains query, Q0, document, rank, score and name."""
    with path.open("w", encoding="utf-8") as file:
        for query, scores in run.items():
            for rank, (document, score) in enumerate(scores.items(), 1):
                file.write(f"{query} Q0 {document} {rank} {score:.6f} summary-search\n")


def read_run(path: Path) -> Run:
    """Return the run in a TREC file. Raises SummarySearchError with the line number of an invalid line."""
    run: Run = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = line.split()
        try:
            query, _, document, _, score, _ = fields
            run.setdefault(query, {})[document] = float(score)
        except ValueError:
            remedy = "write query, Q0, document, rank, score and name"
            raise SummarySearchError(f"{path}:{number}: not a line of a run", remedy) from None
    return run


def _hits(snapshot: Snapshot, text: str, depth: int, related: bool) -> dict[str, float]:
    """Return the scores of the hits, by document id. Each score is 1 lower than the score of the previous hit.

    Documents with all words come first, then documents with some words, then similar documents.
    """
    request = SearchRequest(text, sort="relevance", words="some")
    query = resolve(request, snapshot)
    hits = search_page(snapshot, query, 1, depth, counted=False).hits
    if related and query.without_words is not None:
        similar = snapshot.related(query.counted, query.without_words, request.filters, depth - len(hits))
        hits = (*hits, *similar)
    return {hit.summary.id: float(depth - index) for index, hit in enumerate(hits)}


def _file(folder: Path, name: str) -> Path:
    """Return the path of the file ``name``, plain or gzipped. Raises SummarySearchError if both are missing."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise SummarySearchError(f"there is no {name} in {folder}", "a collection holds corpus, queries and qrels")


def _is_grade(text: str) -> bool:
    return text.lstrip("-").isdigit()
