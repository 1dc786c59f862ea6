"""Autocomplete: the concepts and titles that complete a typed text."""

from bisect import bisect_left
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.query.ast import And, AnyTerm, Term
from indexer.query.leaves import MOST_EXPANSIONS
from indexer.query.lexer import SHORTEST_PREFIX
from indexer.query.parser import LONGEST_QUERY
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import resolve
from indexer.search.results import Completion
from indexer.summaries.facets import FACETS
from indexer.text.analysis import spans, spellings, term
from indexer.vocabulary.model import Vocabulary

LIMIT = 8
"""The default maximum number of completions."""

_LONGEST_NAME = 8  # words
_LEADING = " -−–(:"  # characters removed between ``before`` and the completed name


class _Name(NamedTuple):
    """A name of a concept. ``words`` contains all spellings of the words of the name, each preceded by a blank."""

    facet: str
    concept: str
    text: str
    is_label: bool
    words: str


class _NameIndex:
    """An index of the names of all concepts in suggested facets. It finds names by prefixes of their words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        suggested = {facet.name for facet in FACETS if facet.suggested}
        self.names = [
            _Name(concept.facet, concept.id, name, name == concept.label, _all_spellings(name))
            for concept in vocabulary
            if concept.facet in suggested
            for name in concept.names
        ]
        self._words = sorted({(word, at) for at, name in enumerate(self.names) for word in name.words.split()})

    def with_prefix(self, prefix: str) -> frozenset[int]:
        """Return the positions in ``names`` of all names with a word that starts with any spelling of the prefix."""
        numbers = set()
        for start in spellings(prefix):
            at = bisect_left(self._words, (start, 0))
            while at < len(self._words) and self._words[at][0].startswith(start):
                numbers.add(self._words[at][1])
                at += 1
        return frozenset(numbers)


def complete(snapshot: Snapshot, text: str, limit: int = LIMIT) -> tuple[Completion, ...]:
    """Return at most ``limit`` completions of ``text``. Concepts come first, in the order of FACETS; titles come last.

    A concept matches if it has a name in which each typed word is the prefix of a word. If no concept matches, words
    at the start of the text are skipped until a concept matches. Concepts without summaries are left out.
    """
    text = text[:LONGEST_QUERY]
    places = spans(text)[-_LONGEST_NAME:]
    words = [text[start:end] for start, end in places]
    groups: list[list[Completion]] = [_titles(snapshot, [text[a:b] for a, b in spans(text)], limit)]
    index = _name_index(snapshot.vocabulary)
    numbers_by_word = list(map(index.with_prefix, words))
    for first in range(len(words)):
        numbers = frozenset.intersection(*numbers_by_word[first:])
        if numbers:
            names = [index.names[number] for number in sorted(numbers)]
            before = text[: places[first][0]].rstrip(_LEADING)
            concepts = _concepts(snapshot, names, words[first:], before, limit)
            if any(concepts):
                groups = [*concepts, *groups]
                break
    # Choose from the groups in turn, so that each group gets a share. Return the chosen completions group by group.
    by_turns = (completion for completion in chain.from_iterable(zip_longest(*groups)) if completion)
    chosen = list(dict.fromkeys(by_turns))[:limit]
    return tuple(completion for group in groups for completion in group if completion in chosen)


def _concepts(
    snapshot: Snapshot, names: list[_Name], words: list[str], before: str, limit: int
) -> list[list[Completion]]:
    """Return a list of concepts per facet, sorted by their best rank, then by descending number of summaries."""
    counts = snapshot.concept_counts()
    if before:
        query = resolve(SearchRequest(before), snapshot).query
        counts = snapshot.search(EngineSearch(query, Filters(), "title", 0, 0)).counts
    spelt = [[f" {spelling}" for spelling in spellings(word)] for word in words]
    groups = []
    for facet in (facet for facet in FACETS if facet.suggested):
        totals = counts.get(facet.name, {})
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
                for concept in order[:limit]
            ]
        )
    return groups


def _titles(snapshot: Snapshot, words: list[str], limit: int) -> list[Completion]:
    """Return the summaries whose titles contain all ``words``. The last word is used as a prefix."""
    if not words or len(words[-1]) < SHORTEST_PREFIX:
        return []
    last = AnyTerm(tuple(snapshot.terms_with_prefix(words[-1], "title")[:MOST_EXPANSIONS]), "title")
    query = And((*(Term(term(word), "title") for word in words[:-1]), last))
    answer = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, limit, counted=False))
    return [Completion(None, hit.summary.id, hit.summary.title, hit.summary.title) for hit in answer.hits]


def _rank(name: _Name, spelt: list[list[str]]) -> int:
    """Return the rank of a name that contains all words, from 0 (best) to 4.

    The rank is 0 if the name equals the words and each word has one spelling. Otherwise, a label has rank 1 or 2, and
    another name has rank 3 or 4. In both cases, the lower rank is for names that start with the first word.
    """
    if name.words == "".join(ways[0] for ways in spelt):
        return 0
    begins = any(map(name.words.startswith, spelt[0]))
    return (1 if begins else 2) if name.is_label else (3 if begins else 4)


@lru_cache(maxsize=4)  # a vocabulary is immutable
def _name_index(vocabulary: Vocabulary) -> _NameIndex:
    return _NameIndex(vocabulary)


def _all_spellings(name: str) -> str:
    return "".join(f" {spelling}" for start, end in spans(name) for spelling in sorted(spellings(name[start:end])))
