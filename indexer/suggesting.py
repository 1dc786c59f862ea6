"""What was typed so far -> the conditions, cell types, routes and summaries that may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from indexer.engines.base import Engine, Snapshot
from indexer.language.analysis import spans, spellings, term
from indexer.language.vocabulary import Vocabulary
from indexer.queries.expanding import MOST_EXPANSIONS
from indexer.queries.parsing import LONGEST_QUERY, SHORTEST_PREFIX
from indexer.queries.query import And, AnyTerm, Filters, Query, Term
from indexer.queries.understanding import understand
from indexer.results import Completion
from indexer.summaries.facets import BY_NAME, Facet

MOST = 8

_WORST = 5

_FACETS = tuple(BY_NAME[name] for name in ("condition", "cell_type", "route"))


class _Name(NamedTuple):
    """A name of a concept; ``words`` holds each way to spell each of its words, each behind a blank."""

    concept: str
    text: str
    is_label: bool
    words: str


def suggest(engine: Engine, text: str, most: int = MOST) -> tuple[Completion, ...]:
    """Return at most ``most`` completions of ``text``: conditions first, then cell types, routes and titles.

    Every word counts as the beginning of one. Where no name has all the words, the last ones are completed that begin
    one. Concepts that no summary holds are left out. Raises IndexUnavailable where there is no index.
    """
    snapshot = engine.snapshot()
    text = text[:LONGEST_QUERY]
    words = [text[start:end] for start, end in spans(text)]
    groups: list[Iterable[Completion]] = [_titles(snapshot, words, most)]
    for first in range(len(words)):
        concepts = [_concepts(snapshot, facet, words[first:], " ".join(words[:first]), most) for facet in _FACETS]
        if any(concepts):
            groups = [*concepts, *groups]
            break
    # Each kind gets its turn, so that none crowds the others out; then they stand kind by kind.
    by_turns = (found for found in chain.from_iterable(zip_longest(*groups)) if found)
    chosen = list(dict.fromkeys(by_turns))[:most]
    return tuple(found for group in groups for found in group if found in chosen)


def _concepts(snapshot: Snapshot, facet: Facet, words: list[str], before: str, most: int) -> list[Completion]:
    """Return the concepts of a facet that the words may name: best names first, then most summaries first."""
    totals = snapshot.totals()[facet.name]
    spelt = [[f" {spelling}" for spelling in spellings(word)] for word in words]
    best: dict[str, tuple[int, _Name]] = {}
    for name in _names(snapshot.vocabulary, facet.name):
        if name.concept in totals and all(any(map(name.words.__contains__, ways)) for ways in spelt):
            rank = _rank(name, spelt)
            if rank < best.get(name.concept, (_WORST, name))[0]:
                best[name.concept] = rank, name
    ranked = sorted(best, key=lambda concept: (best[concept][0], -totals[concept], concept))
    names = [best[concept][1] for concept in ranked[:most]]
    kept = None
    if before:
        kept = understand(before, snapshot.vocabulary, snapshot.beginning)[0].query
    return list(_completions(snapshot, facet, names, before, kept))


def _completions(
    snapshot: Snapshot, facet: Facet, names: list[_Name], before: str, kept: Query | None
) -> Iterator[Completion]:
    for name in names:
        total = snapshot.totals()[facet.name][name.concept]
        if kept is not None:
            total = snapshot.count(kept, Filters().adding(facet.name, name.concept))
        if total:
            label = snapshot.vocabulary.label(facet.name, name.concept)
            yield Completion(facet, name.concept, label, name.text, before, total)


def _titles(snapshot: Snapshot, words: list[str], most: int) -> list[Completion]:
    """Return the summaries whose titles hold all the words, the last as the beginning of one."""
    if not words or len(words[-1]) < SHORTEST_PREFIX:
        return []
    begun = AnyTerm(tuple(snapshot.beginning(words[-1], "title")[:MOST_EXPANSIONS]), "title")
    query = And((*(Term(term(word), "title") for word in words[:-1]), begun))
    found = snapshot.search(query, Filters(), "relevance", 0, most, counted=False)
    return [Completion(None, hit.summary.id, hit.summary.title, hit.summary.title) for hit in found.hits]


def _rank(name: _Name, spelt: list[list[str]]) -> int:
    """Return how well a name that has all the words fits them: 0 is the name itself, _WORST - 1 the loosest fit."""
    if name.words == "".join(ways[0] for ways in spelt):
        return 0
    begins = any(map(name.words.startswith, spelt[0]))
    return (1 if begins else 2) if name.is_label else (3 if begins else 4)


@lru_cache(maxsize=8)  # a vocabulary never changes; a rebuild brings another
def _names(vocabulary: Vocabulary, facet: str) -> tuple[_Name, ...]:
    return tuple(
        _Name(concept.id, name, name == concept.label, _spelt(name))
        for concept in vocabulary
        if concept.facet == facet
        for name in concept.names
    )


def _spelt(name: str) -> str:
    return "".join(f" {spelling}" for start, end in spans(name) for spelling in sorted(spellings(name[start:end])))
