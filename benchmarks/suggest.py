"""How fast type-ahead answers: ``python -m benchmarks.suggest --index PATH`` prints the times over an index.

Asked for is what people type on their way to a name of the vocabulary: its first letters, one more each time, half of
them behind a word of another name. The seed is fixed.
"""

from __future__ import annotations

import argparse
import platform
import random
from collections.abc import Iterator
from statistics import quantiles
from time import perf_counter

from indexer.engines import open_engine
from indexer.query.request import SearchRequest
from indexer.search.autocomplete import LIMIT
from indexer.search.session import SearchSession
from indexer.vocabulary.model import Vocabulary

_SEED = 7


def main() -> None:
    """Time each text once, after a few to open what is opened late."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    parser.add_argument("--names", type=int, default=60)
    options = parser.parse_args()
    engine = open_engine(options.index)
    snapshot = engine.snapshot()
    typed = list(_typed(snapshot.vocabulary, options.names))
    for text in typed[:100]:
        SearchSession(engine.snapshot(), SearchRequest(text)).completions(LIMIT)
    times = []
    for text in typed:
        started = perf_counter()
        SearchSession(engine.snapshot(), SearchRequest(text)).completions(LIMIT)
        times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=100)
    print(f"median {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, most {max(times):.1f} ms")  # noqa: T201
    print(f"{len(typed)} texts, {snapshot.generation.summaries:,} summaries, Python {platform.python_version()}")  # noqa: T201


def _typed(vocabulary: Vocabulary, names: int) -> Iterator[str]:
    chosen = random.Random(_SEED)  # noqa: S311  # the same choice each time; nothing secret
    known = [name for concept in vocabulary for name in concept.names]
    for number, name in enumerate(chosen.sample(known, min(names, len(known)))):
        before = f"{chosen.choice(known).split()[0]} " if number % 2 else ""
        for length in range(1, len(name) + 1):
            yield before + name[:length]


if __name__ == "__main__":
    main()
