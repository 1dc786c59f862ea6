"""Whether two engines answer alike: ``python -m benchmarks.cluster.compare --index A --index B`` prints what differs.

The same searches, made at random of the collection itself, are asked of both: ids, totals and facet counts must be the
same, and so must the order where it is not by score. Whatever differs is printed, and makes it exit with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from time import perf_counter

from benchmarks.cluster.asking import Asked, asked
from indexer.engines import open_engine
from indexer.engines.protocols import Snapshot
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.settings import ClusterSettings
from indexer.summaries.summary import Summary

_SEED = 11
_PAGE = 1000
_MOST = 10_000  # ids of a search that are compared: as far as a cluster's pages reach at once


def main() -> None:
    """Ask both, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", action="append", required=True, help="an index; the first makes the searches")
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--seed", type=int, default=_SEED)
    options = parser.parse_args()
    settings = ClusterSettings(timeout=60)
    snapshots = [open_engine(place, cluster=settings).snapshot() for place in options.index]
    searches = list(asked(list(summaries(snapshots[0])), options.queries, options.seed))
    started = perf_counter()
    found = [difference for other in snapshots[1:] for difference in differences(snapshots[0], other, searches)]
    for difference in found:
        print(difference)  # noqa: T201
    kinds = Counter(type(search.query).__name__ for search in searches)
    held = sum(snapshots[0].count(search.query, search.filters) > 0 for search in searches)
    print(  # noqa: T201
        f"{len(searches)} queries ({', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}; {held} find "
        f"something) over {snapshots[0].generation.summaries:,} summaries: {len(found)} differ "
        f"({perf_counter() - started:.0f} s)"
    )
    sys.exit(1 if found else 0)


def differences(ours: Snapshot, theirs: Snapshot, searches: Sequence[Asked]) -> Iterator[str]:
    """Yield a line for each search that two snapshots answer in another way."""
    for search in searches:
        one, other = (_answer(snapshot, search) for snapshot in (ours, theirs))
        for what, here in one.items():
            if here != other[what]:
                yield f"{search}: {what} differ: {_told(here)} and {_told(other[what])}"


def summaries(snapshot: Snapshot) -> Iterator[Summary]:
    """Yield all summaries of a snapshot, by title."""
    for offset in range(0, snapshot.generation.summaries, _PAGE):
        for hit in snapshot.search(All(), Filters(), "title", offset, _PAGE, counted=False).hits:
            yield hit.summary


def _answer(snapshot: Snapshot, search: Asked) -> dict[str, object]:
    """Return what must be the same whichever engine answers."""
    first = snapshot.search(*search, 0, _PAGE)
    ids = [hit.summary.id for hit in first.hits]
    for offset in range(_PAGE, min(first.total, _MOST), _PAGE):
        ids += [hit.summary.id for hit in snapshot.search(*search, offset, _PAGE, counted=False).hits]
    complete = first.total <= _MOST
    return {
        "totals": first.total,
        "facet counts": {facet: dict(counts) for facet, counts in first.counts.items()},
        "ids": ids if search.sort != "relevance" else sorted(ids) if complete else len(ids),
        "counts": snapshot.count(search.query, search.filters),
        "years": dict(snapshot.year_histogram(search.query, search.filters)),
        "years by design": {
            c: dict(n) for c, n in snapshot.year_histogram_by_facet(search.query, search.filters, "study").items()
        },
        "crossings": dict(snapshot.cooccurrence_counts(search.query, search.filters, "condition", "cell_type")),
    }


def _told(answer: object) -> str:
    return str(answer) if len(str(answer)) < 200 else f"{str(answer)[:200]}..."


if __name__ == "__main__":
    main()
