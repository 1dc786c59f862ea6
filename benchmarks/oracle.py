"""Compare the matches of the embedded engine with those of Whoosh: ``python -m benchmarks.oracle FILE``.

Both engines run the same terms, phrases and boolean queries over one collection. Whoosh searches a separate index,
without a limit of hits. The script prints the differences. If there are any, the exit code is 1.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in

from indexer.engines import open_engine
from indexer.engines.protocols import EngineSearch
from indexer.query.ast import And, Or, Phrase, Query, Term
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_FIELDS = ("title", "text")
_SEED = 7


class _Terms(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Analyzer for Whoosh that returns the same terms as this project."""

    def __call__(self, value: str, start_pos: int = 0, **_options: Any) -> Iterator[Token]:
        carrier = Token(positions=True, boost=1.0)
        for carrier.pos, carrier.text in enumerate(terms(value), start_pos):
            carrier.stopped = False
            yield carrier


def main() -> None:
    """Build both indexes, run the queries on both, and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, help="JSON lines of id, title, text")
    parser.add_argument("--summaries", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as lines:
        read = [json.loads(line) for line in islice(lines, options.summaries)]
    summaries = [Summary(each["id"], each["title"], (each["text"],)) for each in read]
    with TemporaryDirectory() as folder:
        differing = _compare(summaries, list(_queries(summaries, options.queries)), Path(folder))
    print(f"{options.queries} queries over {len(summaries):,} summaries: {differing} differ")  # noqa: T201
    sys.exit(1 if differing else 0)


def _compare(summaries: Sequence[Summary], queries: Sequence[Query], folder: Path) -> int:
    engine = open_engine(str(folder / "embedded"))
    with engine.writer(Vocabulary([])) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("benchmark", "")
    snapshot, differing = engine.snapshot(), 0
    with _whoosh_index(summaries, folder / "whoosh").searcher() as searcher:
        for query in queries:
            answer = snapshot.search(EngineSearch(query, Filters(), "title", 0, len(summaries), counted=False))
            matches = {hit.summary.id for hit in answer.hits}
            expected = {hit["id"] for hit in searcher.search(_compiled(query), limit=None)}
            if matches != expected or answer.total != len(expected):
                differing += 1
                print(f"{query}: {len(matches)} and {len(expected)}; {sorted(matches ^ expected)[:5]}")  # noqa: T201
    return differing


def _whoosh_index(summaries: Sequence[Summary], folder: Path) -> Any:
    folder.mkdir()
    index = create_in(str(folder), Schema(id=ID(stored=True), **{name: TEXT(analyzer=_Terms()) for name in _FIELDS}))
    writer = index.writer(limitmb=512)
    for summary in summaries:
        writer.add_document(id=summary.id, title=summary.title, text=summary.text)
    writer.commit()
    return index


def _queries(summaries: Sequence[Summary], number: int) -> Iterator[Query]:
    """Yield four kinds of queries in turn: a term, And, Or, and a phrase.

    All but the first have two or three terms. The terms of a query come from one random text.
    """
    generator = random.Random(_SEED)  # noqa: S311  # reproducible, and not used for security
    for turn in range(number):
        words = terms(generator.choice(summaries).text)
        length = min(generator.choice((2, 3)), len(words))
        start = generator.randrange(len(words) - length + 1)
        some = tuple(Term(word, None) for word in generator.sample(words, length))
        yield (some[0], And(some), Or(some), Phrase(words[start : start + length], None))[turn % 4]


def _compiled(query: Query) -> Any:
    match query:
        case Term(text, None):
            return whoosh_query.Or([whoosh_query.Term(name, text) for name in _FIELDS])
        case Phrase(terms, None):
            return whoosh_query.Or([whoosh_query.Phrase(name, list(terms)) for name in _FIELDS])
        case And(parts):
            return whoosh_query.And([_compiled(part) for part in parts])
        case Or(parts):
            return whoosh_query.Or([_compiled(part) for part in parts])
        case _:
            raise TypeError(query)


if __name__ == "__main__":
    main()
