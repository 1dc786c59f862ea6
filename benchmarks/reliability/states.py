"""Two states of one collection, and what an index of each answers, so that a mix of both would show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.page.collection import vocabulary
from benchmarks.page.invented import invent
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.query.ast import All, Term
from indexer.query.request import Filters
from indexer.text.analysis import terms

FILES = 8
_WORDS = 200
_CHANGED, _GONE, _ADDED = (1, 4, 7), 2, 10  # of ten summaries: so many that an update is still no rebuild

Answer = tuple[Any, ...]
"""All summaries whole, by id; the counts of the facets; how many summaries hold each of some words."""


@dataclass(frozen=True, slots=True)
class State:
    """A folder of summaries, and what an index of it answers."""

    name: str
    sources: Path
    answer: Answer


def make_states(folder: Path, summaries: int, seed: int) -> tuple[State, State]:
    """Write both states below ``folder``, and ask an index of each, made without any disturbance."""
    first = list(invent(vocabulary(), summaries, seed))
    second = list(_changed(first, list(invent(vocabulary(), summaries, seed + 1))))
    words = _some_words(first + second)
    return _state(folder, "old", first, words), _state(folder, "new", second, words)


def answer(engine: Engine, words: list[str]) -> Answer:
    """Return all that the index holds and counts. Raises what opening an index raises."""
    snapshot = engine.snapshot()
    snapshot.verify()
    found = snapshot.search(All(), Filters(), "oldest", 0, snapshot.generation.summaries + 1)
    # Since when each is as it is, is a matter of the clock.
    held = {hit.summary.id: replace(hit.summary, updated=None) for hit in found.hits}
    return (
        held,
        found.counts,
        snapshot.concept_counts(),
        [snapshot.count(Term(word), Filters()) for word in words],
        words,
    )


def words_of(state: State) -> list[str]:
    """Return the words that an answer counts."""
    words: list[str] = state.answer[-1]
    return words


def _changed(first: list[dict[str, str]], other: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Yield the summaries, some with other texts, some left out, some added."""
    for number, summary in enumerate(first):
        if number % 10 in _CHANGED:
            yield {**other[number], "id": summary["id"]}
        elif number % 10 != _GONE:
            yield summary
        if number % _ADDED == 0:
            yield {**other[number], "id": f"added-{number}"}


def _some_words(summaries: list[dict[str, str]]) -> list[str]:
    found = {term for summary in summaries[:: max(1, len(summaries) // 50)] for term in terms(summary["text"])}
    return sorted(found)[:: max(1, len(found) // _WORDS)]


def _state(folder: Path, name: str, summaries: list[dict[str, str]], words: list[str]) -> State:
    sources = folder / name
    sources.mkdir()
    for number in range(FILES):
        lines = (json.dumps(summary) + "\n" for summary in summaries[number::FILES])
        (sources / f"{number}.jsonl").write_text("".join(lines), encoding="utf-8")
    engine = open_engine(str(folder / f"index-of-{name}"))
    rebuild(engine, IngestJob([sources], vocabulary(), processes=1))
    return State(name, sources, answer(engine, words))
