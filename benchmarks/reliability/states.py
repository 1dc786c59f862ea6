"""Two states of one collection, each with the complete content of its index, which reveals a mix of both states."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.page.collection import vocabulary
from benchmarks.page.invented import invent
from indexer.engines import open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.query.ast import All, Term
from indexer.query.request import Filters
from indexer.text.analysis import terms

FILES = 8
_WORDS = 200
# Changes in each ten summaries. They are few enough for an update without a rebuild.
_CHANGED, _GONE, _ADDED = (1, 4, 7), 2, 10

Answer = tuple[Any, ...]
"""The content of an index: all summaries by id, facet counts, document frequencies of some words, and these words."""


@dataclass(frozen=True, slots=True)
class State:
    """A folder of summaries, and the content of its index."""

    name: str
    sources: Path
    answer: Answer


def make_states(folder: Path, summaries: int, seed: int) -> tuple[State, State]:
    """Write both states to folders below ``folder``, and index each without disturbance."""
    first = list(invent(vocabulary(), summaries, seed))
    second = list(_changed(first, list(invent(vocabulary(), summaries, seed + 1))))
    words = _some_words(first + second)
    return _state(folder, "old", first, words), _state(folder, "new", second, words)


def answer(engine: Engine, words: list[str]) -> Answer:
    """Return the content of an index. Raises IndexUnavailable if the index cannot be opened or is damaged."""
    snapshot = engine.snapshot()
    snapshot.verify()
    result = snapshot.search(EngineSearch(All(), Filters(), "oldest", 0, snapshot.generation.summaries + 1))
    # The time of the last change depends on the clock, so it is removed.
    summaries = {hit.summary.id: replace(hit.summary, updated=None) for hit in result.hits}
    return (
        summaries,
        result.counts,
        snapshot.concept_counts(),
        [snapshot.count(Term(word), Filters()) for word in words],
        words,
    )


def words_of(state: State) -> list[str]:
    """Return the words whose document frequencies are in the content of a state."""
    words: list[str] = state.answer[-1]
    return words


def _changed(first: list[dict[str, str]], other: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the summaries of ``first`` with changes: some have another text, some are missing, and some are new."""
    for number, summary in enumerate(first):
        if number % 10 in _CHANGED:
            yield {**other[number], "id": summary["id"]}
        elif number % 10 != _GONE:
            yield summary
        if number % _ADDED == 0:
            yield {**other[number], "id": f"added-{number}"}


def _some_words(summaries: list[dict[str, str]]) -> list[str]:
    words = {term for summary in summaries[:: max(1, len(summaries) // 50)] for term in terms(summary["text"])}
    return sorted(words)[:: max(1, len(words) // _WORDS)]


def _state(folder: Path, name: str, summaries: list[dict[str, str]], words: list[str]) -> State:
    sources = folder / name
    sources.mkdir()
    for number in range(FILES):
        lines = (json.dumps(summary) + "\n" for summary in summaries[number::FILES])
        (sources / f"{number}.jsonl").write_text("".join(lines), encoding="utf-8")
    engine = open_engine(str(folder / f"index-of-{name}"))
    rebuild(engine, IngestJob([sources], vocabulary(), processes=1))
    return State(name, sources, answer(engine, words))
