"""What was typed so far -> the conditions, cell types, routes and summaries that may be meant."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from indexer.engines.protocols import Engine, Snapshot
from indexer.query.ast import And, AnyTerm, Term
from indexer.query.lexer import SHORTEST_PREFIX
from indexer.query.parser import LONGEST_QUERY
from indexer.query.prefixes import MOST_EXPANSIONS
from indexer.query.request import Filters
from indexer.query.resolution import understand
from indexer.search.results import Completion
from indexer.summaries.facets import BY_NAME
from indexer.text.analysis import spans, spellings, term
from indexer.vocabulary.model import Vocabulary

MOST = 8

_LONGEST_NAME = 8  # words
_LEADING = " -−–(:"  # before a word that is not there yet


_FACETS = tuple(BY_NAME[name] for name in ("condition", "cell_type", "route"))


class _Name(NamedTuple):
    """A name of a concept; ``words`` holds each way to spell each of its words, each behind a blank."""

    facet: str
    concept: str
    text: str
    is_label: bool
    words: str


class _Names:
    """The names of a vocabulary's conditions, cell types and routes, by how their words begin."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.names = [
            _Name(concept.facet, concept.id, name, name == concept.label, _spelt(name))
            for concept in vocabulary
            if concept.facet in {facet.name for facet in _FACETS}
            for name in concept.names
        ]
        self._words = sorted({(word, at) for at, name in enumerate(self.names) for word in name.words.split()})

    def having(self, word: str) -> frozenset[int]:
        """Return the numbers of the names that have a word which begins so."""
        found = set()
        for start in spellings(word):
            at = bisect_left(self._words, (start, 0))
            while at < len(self._words) and self._words[at][0].startswith(start):
                found.add(self._words[at][1])
                at += 1
        return frozenset(found)


def suggest(engine: Engine, text: str, most: int = MOST) -> tuple[Completion, ...]:
    """Return at most ``most`` completions of ``text``: conditions first, then cell types, routes and titles.

    Every word counts as the beginning of one. Where no name has all the words, the last ones are completed that begin
    one. Concepts that no summary holds are left out. Raises IndexUnavailable where there is no index.
    """
    snapshot = engine.snapshot()
    text = text[:LONGEST_QUERY]
    places = spans(text)[-_LONGEST_NAME:]
    words = [text[start:end] for start, end in places]
    groups: list[list[Completion]] = [_titles(snapshot, [text[a:b] for a, b in spans(text)], most)]
    names = _names(snapshot.vocabulary)
    having = list(map(names.having, words))
    for first in range(len(words)):
        numbers = frozenset.intersection(*having[first:])
        if numbers:
            found = [names.names[number] for number in sorted(numbers)]
            before = text[: places[first][0]].rstrip(_LEADING)
            concepts = _concepts(snapshot, found, words[first:], before, most)
            if any(concepts):
                groups = [*concepts, *groups]
                break
    # Each kind gets its turn, so that none crowds the others out; then they stand kind by kind.
    by_turns = (found for found in chain.from_iterable(zip_longest(*groups)) if found)
    chosen = list(dict.fromkeys(by_turns))[:most]
    return tuple(found for group in groups for found in group if found in chosen)


def _concepts(
    snapshot: Snapshot, names: list[_Name], words: list[str], before: str, most: int
) -> list[list[Completion]]:
    """Return facet by facet the concepts that the names are of: the best names first, then most summaries first."""
    held = snapshot.concept_counts()
    if before:
        kept = understand(before, snapshot.vocabulary, snapshot.terms_with_prefix)[0].query
        held = snapshot.search(kept, Filters(), "title", 0, 0).counts
    spelt = [[f" {spelling}" for spelling in spellings(word)] for word in words]
    groups = []
    for facet in _FACETS:
        totals = held[facet.name]
        best: dict[str, tuple[int, _Name]] = {}
        for name in names:
            if name.facet == facet.name and name.concept in totals:
                ranked = (_rank(name, spelt), name)
                best[name.concept] = min(best.get(name.concept, ranked), ranked, key=lambda one: one[0])
        order = sorted(best, key=lambda concept: (best[concept][0], -totals[concept], concept))
        groups.append(
            [
                Completion(
                    facet,
                    concept,
                    snapshot.vocabulary.label(facet.name, concept),
                    best[concept][1].text,
                    before,
                    totals[concept],
                )
                for concept in order[:most]
            ]
        )
    return groups


def _titles(snapshot: Snapshot, words: list[str], most: int) -> list[Completion]:
    """Return the summaries whose titles hold all the words, the last as the beginning of one."""
    if not words or len(words[-1]) < SHORTEST_PREFIX:
        return []
    begun = AnyTerm(tuple(snapshot.terms_with_prefix(words[-1], "title")[:MOST_EXPANSIONS]), "title")
    query = And((*(Term(term(word), "title") for word in words[:-1]), begun))
    found = snapshot.search(query, Filters(), "relevance", 0, most, counted=False)
    return [Completion(None, hit.summary.id, hit.summary.title, hit.summary.title) for hit in found.hits]


def _rank(name: _Name, spelt: list[list[str]]) -> int:
    """Return how well a name that has all the words fits them: 0 is the name itself, 4 the loosest fit."""
    if name.words == "".join(ways[0] for ways in spelt):
        return 0
    begins = any(map(name.words.startswith, spelt[0]))
    return (1 if begins else 2) if name.is_label else (3 if begins else 4)


@lru_cache(maxsize=4)  # a vocabulary never changes; a rebuild brings another
def _names(vocabulary: Vocabulary) -> _Names:
    return _Names(vocabulary)


def _spelt(name: str) -> str:
    return "".join(f" {spelling}" for start, end in spans(name) for spelling in sorted(spellings(name[start:end])))
