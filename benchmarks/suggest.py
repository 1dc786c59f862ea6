"""Response times of autocomplete over an index: ``python -m benchmarks.suggest --index PATH``.

The texts are prefixes of names in the vocabulary, from one letter to the whole name. For half of the names, a word of
another name precedes the prefix. The seed is fixed.
"""

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
    """Print the times of all texts, each measured once after a warm-up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    parser.add_argument("--names", type=int, default=60)
    options = parser.parse_args()
    engine = open_engine(options.index)
    snapshot = engine.snapshot()
    texts = list(_texts(snapshot.vocabulary, options.names))
    for text in texts[:100]:
        SearchSession(engine.snapshot(), SearchRequest(text)).completions(LIMIT)
    times = []
    for text in texts:
        started = perf_counter()
        SearchSession(engine.snapshot(), SearchRequest(text)).completions(LIMIT)
        times.append((perf_counter() - started) * 1000)
    p50, p95, p99 = (quantiles(times, n=100)[percent - 1] for percent in (50, 95, 99))
    print(f"median {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, most {max(times):.1f} ms")  # noqa: T201
    print(f"{len(texts)} texts, {snapshot.generation.summaries:,} summaries, Python {platform.python_version()}")  # noqa: T201


def _texts(vocabulary: Vocabulary, names: int) -> Iterator[str]:
    generator = random.Random(_SEED)  # noqa: S311  # the same choice each time; nothing secret
    all_names = [name for concept in vocabulary for name in concept.names]
    for number, name in enumerate(generator.sample(all_names, min(names, len(all_names)))):
        before = f"{generator.choice(all_names).split()[0]} " if number % 2 else ""
        for length in range(1, len(name) + 1):
            yield before + name[:length]


if __name__ == "__main__":
    main()
