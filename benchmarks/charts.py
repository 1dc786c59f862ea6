"""Times of year counts, timeline and evidence map: ``python -m benchmarks.charts --index PATH``.

If there is no index, it is built from the JSON Lines file of ``--collection``. These summaries have no years, so each
gets a random year with a fixed seed. Later years are more frequent. Counts are measured over the whole collection and
over the matches of single words. The cache is off.
"""

import argparse
import gzip
import json
import platform
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.errors import IndexMissing
from indexer.ingest.worker_pool import prepare_summaries
from indexer.query.ast import All, Query, Term
from indexer.query.request import Filters
from indexer.settings import shipped_corpus
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.loader import load_vocabulary

_SEED = 7
_YEARS = range(2000, 2025)


def main() -> None:
    """Print the time of each count over the whole collection and over the matches of words."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    parser.add_argument("--collection", type=Path)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    engine = open_engine(options.index, EngineOptions(cache=0))
    try:
        snapshot = engine.snapshot()
    except IndexMissing:
        if options.collection is None:
            parser.error("there is no index; name a --collection to build it from")
        snapshot = _built(engine, options.collection, options.processes)
    queries = list(_words(snapshot, options.queries))
    for name, count in COUNTS.items():
        count(snapshot, queries[0])
        whole = min(_milliseconds(count, snapshot, All()) for _ in range(5))
        percentiles = quantiles([_milliseconds(count, snapshot, query) for query in queries], n=100)
        print(f"{name:30} all {whole:5.1f} ms; words: median {percentiles[49]:5.1f} ms, p95 {percentiles[94]:5.1f} ms")  # noqa: T201
    print(f"{snapshot.generation.summaries:,} summaries, {len(queries)} words, Python {platform.python_version()}")  # noqa: T201


COUNTS: dict[str, Callable[[Snapshot, Query], object]] = {
    "years": lambda snapshot, query: snapshot.year_histogram(query, Filters()),
    "years by study design": lambda snapshot, query: snapshot.year_histogram_by_facet(query, Filters(), "study"),
    "conditions by cell types": lambda snapshot, query: snapshot.cooccurrence_counts(
        query, Filters(), "condition", "cell_type"
    ),
    "conditions by study designs": lambda snapshot, query: snapshot.cooccurrence_counts(
        query, Filters(), "condition", "study"
    ),
}


def _milliseconds(count: Callable[[Snapshot, Query], object], snapshot: Snapshot, query: Query) -> float:
    started = perf_counter()
    count(snapshot, query)
    return (perf_counter() - started) * 1000


def _words(snapshot: Snapshot, limit: int) -> Iterator[Query]:
    """Yield a random word of each summary as a query. Frequent words are therefore chosen more often."""
    answer = snapshot.search(EngineSearch(All(), Filters(), "title", 0, limit, counted=False))
    generator = random.Random(_SEED)  # noqa: S311  # the same choice each time; nothing secret
    for hit in answer.hits:
        yield Term(generator.choice(terms(hit.summary.text) or ("cell",)))


def _built(engine: Engine, collection: Path, processes: int) -> Snapshot:
    """Build an index of the collection, with a random year for each summary, and return its snapshot."""
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    with engine.writer(vocabulary) as writer:
        for _, batch in prepare_summaries(_dated(collection), vocabulary, engine.prepare, processes):
            writer.add_prepared(batch)
        writer.commit(str(collection), "")
    return engine.snapshot()


def _dated(collection: Path) -> Iterator[Summary]:
    generator = random.Random(_SEED)  # noqa: S311
    with gzip.open(collection, "rt", encoding="utf-8") if collection.suffix == ".gz" else collection.open() as lines:
        for line in lines:
            record = json.loads(line)
            summary = Summary(record["id"], record["title"], (record["text"],))
            yield replace(summary, year=generator.choices(_YEARS, weights=range(1, len(_YEARS) + 1))[0])


if __name__ == "__main__":
    main()
