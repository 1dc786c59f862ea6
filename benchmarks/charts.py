"""How fast years, the timeline and the evidence map are counted: ``python -m benchmarks.charts --index PATH``.

Where there is no index yet, it is made of the JSON Lines that ``--collection`` names. Those have no years, so each
summary is given one at random, more of the later ones; the seed is fixed. Asked for is the whole collection, then what
words of it find; nothing is answered from what was kept of a question before.
"""

from __future__ import annotations

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
from indexer.engines.protocols import Engine, Snapshot
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
    """Print for each count how long it takes over the whole collection, and over what words find."""
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
            parser.error("there is no index; name a --collection to make it of")
        snapshot = _made(engine, options.collection, options.processes)
    asked = list(_words(snapshot, options.queries))
    for name, count in COUNTS.items():
        count(snapshot, asked[0])
        whole = min(_milliseconds(count, snapshot, All()) for _ in range(5))
        cuts = quantiles([_milliseconds(count, snapshot, query) for query in asked], n=100)
        print(f"{name:30} all {whole:5.1f} ms; words: median {cuts[49]:5.1f} ms, p95 {cuts[94]:5.1f} ms")  # noqa: T201
    print(f"{snapshot.generation.summaries:,} summaries, {len(asked)} words, Python {platform.python_version()}")  # noqa: T201


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


def _words(snapshot: Snapshot, most: int) -> Iterator[Query]:
    """Yield words as they come in summaries: the frequent ones more often."""
    found = snapshot.search(All(), Filters(), "title", 0, most, counted=False)
    chosen = random.Random(_SEED)  # noqa: S311  # the same choice each time; nothing secret
    for hit in found.hits:
        yield Term(chosen.choice(terms(hit.summary.text) or ("cell",)))


def _made(engine: Engine, collection: Path, processes: int) -> Snapshot:
    """Return a snapshot of a new index of the collection, each summary with a year."""
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    with engine.writer(vocabulary) as writer:
        for _, run in prepare_summaries(_dated(collection), vocabulary, engine.prepare, processes):
            writer.add_prepared(run)
        writer.commit(str(collection), "")
    return engine.snapshot()


def _dated(collection: Path) -> Iterator[Summary]:
    chosen = random.Random(_SEED)  # noqa: S311
    with gzip.open(collection, "rt", encoding="utf-8") if collection.suffix == ".gz" else collection.open() as lines:
        for line in lines:
            given = json.loads(line)
            summary = Summary(given["id"], given["title"], (given["text"],))
            yield replace(summary, year=chosen.choices(_YEARS, weights=range(1, len(_YEARS) + 1))[0])


if __name__ == "__main__":
    main()
