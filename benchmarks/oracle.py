"""Whether our tables find what Whoosh finds: ``python -m benchmarks.oracle FILE`` compares them on a collection.

The same words, phrases and combinations are asked of our engine and of an index that Whoosh makes by itself, searched
without a limit; whatever differs is printed, and makes it exit with 1.
"""

from __future__ import annotations

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
from indexer.query.ast import (
    And,
    Or,
    Phrase,
    Query,
    Term,
)
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_FIELDS = ("title", "text")
_SEED = 7


class _Terms(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Gives Whoosh the project's own words."""

    def __call__(self, value: str, start_pos: int = 0, **_options: Any) -> Iterator[Token]:
        carrier = Token(positions=True, boost=1.0)
        for carrier.pos, carrier.text in enumerate(terms(value), start_pos):
            carrier.stopped = False
            yield carrier


def main() -> None:
    """Index twice, ask twice, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path, help="JSON lines of id, title, text")
    parser.add_argument("--summaries", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as lines:
        read = [json.loads(line) for line in islice(lines, options.summaries)]
    summaries = [Summary(each["id"], each["title"], (each["text"],)) for each in read]
    with TemporaryDirectory() as place:
        differing = _compare(summaries, list(_queries(summaries, options.queries)), Path(place))
    print(f"{options.queries} queries over {len(summaries):,} summaries: {differing} differ")  # noqa: T201
    sys.exit(1 if differing else 0)


def _compare(summaries: Sequence[Summary], queries: Sequence[Query], place: Path) -> int:
    engine = open_engine(str(place / "ours"))
    with engine.writer(Vocabulary([])) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("benchmark", "")
    snapshot, differing = engine.snapshot(), 0
    with _whooshs(summaries, place / "theirs").searcher() as searcher:
        for query in queries:
            found = snapshot.search(query, Filters(), "title", 0, len(summaries), counted=False)
            ours = {hit.summary.id for hit in found.hits}
            theirs = {hit["id"] for hit in searcher.search(_compiled(query), limit=None)}
            if ours != theirs or found.total != len(theirs):
                differing += 1
                print(f"{query}: {len(ours)} and {len(theirs)}; {sorted(ours ^ theirs)[:5]}")  # noqa: T201
    return differing


def _whooshs(summaries: Sequence[Summary], folder: Path) -> Any:
    folder.mkdir()
    index = create_in(str(folder), Schema(id=ID(stored=True), **{name: TEXT(analyzer=_Terms()) for name in _FIELDS}))
    writer = index.writer(limitmb=512)
    for summary in summaries:
        writer.add_document(id=summary.id, title=summary.title, text=summary.text)
    writer.commit()
    return index


def _queries(summaries: Sequence[Summary], number: int) -> Iterator[Query]:
    """Yield words, all or any of two or three, and phrases of two or three, in turn, of summaries chosen at random."""
    chosen = random.Random(_SEED)  # noqa: S311  # the same choice each time; nothing secret
    for turn in range(number):
        words = terms(chosen.choice(summaries).text)
        length = min(chosen.choice((2, 3)), len(words))
        start = chosen.randrange(len(words) - length + 1)
        some = tuple(Term(word, None) for word in chosen.sample(words, length))
        yield (some[0], And(some), Or(some), Phrase(words[start : start + length], None))[turn % 4]


def _compiled(query: Query) -> Any:
    match query:
        case Term(text, None):
            return whoosh_query.Or([whoosh_query.Term(name, text) for name in _FIELDS])
        case Phrase(run, None):
            return whoosh_query.Or([whoosh_query.Phrase(name, list(run)) for name in _FIELDS])
        case And(parts):
            return whoosh_query.And([_compiled(part) for part in parts])
        case Or(parts):
            return whoosh_query.Or([_compiled(part) for part in parts])
        case _:
            raise TypeError(query)


if __name__ == "__main__":
    main()
