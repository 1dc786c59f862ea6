"""Compare the answers of two engines: ``python -m benchmarks.cluster.compare --index A --index B``.

Both indexes get the same random searches. Ids, totals and counts must be equal. The order must also be equal unless
results are sorted by score. The script prints the differences. If there are any, the exit code is 1.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from time import perf_counter

from benchmarks.cluster.random_searches import RandomSearch, random_searches
from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.settings import ClusterSettings
from indexer.summaries.summary import Summary

_SEED = 11
_PAGE_SIZE = 1000
_MAX_IDS = 10_000  # ids compared for each search; a cluster returns at most so many for one request
_MAX_PRINTED = 200  # maximum number of printed characters of an answer


def main() -> None:
    """Run the searches on both indexes and print the differences."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", action="append", required=True, help="an index; searches are made from the first")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=_SEED)
    options = parser.parse_args()
    engine_options = EngineOptions(cluster=ClusterSettings(timeout=60))
    snapshots = [open_engine(index, engine_options).snapshot() for index in options.index]
    searches = list(random_searches(list(all_summaries(snapshots[0])), options.queries, options.seed))
    started = perf_counter()
    lines = [difference for other in snapshots[1:] for difference in differences(snapshots[0], other, searches)]
    for line in lines:
        print(line)  # noqa: T201
    kinds = Counter(type(search.query).__name__ for search in searches)
    with_hits = sum(snapshots[0].count(search.query, search.filters) > 0 for search in searches)
    print(  # noqa: T201
        f"{len(searches)} queries ({', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}; {with_hits} with "
        f"hits) over {snapshots[0].generation.summaries:,} summaries: {len(lines)} differences "
        f"({perf_counter() - started:.0f} s)"
    )
    sys.exit(1 if lines else 0)


def differences(first: Snapshot, second: Snapshot, searches: Sequence[RandomSearch]) -> Iterator[str]:
    """Yield a line for each part of an answer that differs between two snapshots."""
    for search in searches:
        one, other = _answer(first, search), _answer(second, search)
        for part, value in one.items():
            if value != other[part]:
                yield f"{search}: {part} differ: {_shortened(value)} and {_shortened(other[part])}"


def all_summaries(snapshot: Snapshot) -> Iterator[Summary]:
    """Yield all summaries of a snapshot, sorted by title."""
    for offset in range(0, snapshot.generation.summaries, _PAGE_SIZE):
        for hit in snapshot.search(EngineSearch(All(), Filters(), "title", offset, _PAGE_SIZE, counted=False)).hits:
            yield hit.summary


def _answer(snapshot: Snapshot, search: RandomSearch) -> dict[str, object]:
    """Return the parts of an answer that must not depend on the engine, keyed by name."""
    first = snapshot.search(EngineSearch(*search, 0, _PAGE_SIZE))
    ids = [hit.summary.id for hit in first.hits]
    for offset in range(_PAGE_SIZE, min(first.total, _MAX_IDS), _PAGE_SIZE):
        page = snapshot.search(EngineSearch(*search, offset, _PAGE_SIZE, counted=False))
        ids += [hit.summary.id for hit in page.hits]
    by_design = snapshot.year_histogram_by_facet(search.query, search.filters, "study")
    complete = first.total <= _MAX_IDS
    return {
        "totals": first.total,
        "facet counts": {facet: dict(counts) for facet, counts in first.counts.items()},
        "ids": ids if search.sort != "relevance" else sorted(ids) if complete else len(ids),
        "counts": snapshot.count(search.query, search.filters),
        "years": dict(snapshot.year_histogram(search.query, search.filters)),
        "years by study design": {concept: dict(years) for concept, years in by_design.items()},
        "co-occurrences": dict(snapshot.cooccurrence_counts(search.query, search.filters, "condition", "cell_type")),
    }


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) < _MAX_PRINTED else f"{text[:_MAX_PRINTED]}..."


if __name__ == "__main__":
    main()
