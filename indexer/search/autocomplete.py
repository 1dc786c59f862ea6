"""Autocomplete: the concepts and titles that complete a typed text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.query.ast import And, AnyTerm, Term
from indexer.query.leaves import MOST_EXPANSIONS
from indexer.query.lexer import QUOTES, SHORTEST_PREFIX
from indexer.query.parser import LONGEST_QUERY
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import resolve
from indexer.search.results import Completion
from indexer.summaries.facets import BY_QUERY, FACETS, Facet
from indexer.text.analysis import fold, is_stopword, spans, spellings, term, words
from indexer.text.english import is_english
from indexer.text.similar_words import SimilarWords
from indexer.vocabulary.model import Vocabulary

LIMIT = 8
"""The default maximum number of completions."""

_LONGEST_NAME = 8  # words
_LEADING = " -−–(:"  # characters removed between ``before`` and the completed name
_MISSPELT_FROM = 4  # letters of a prefix that may be misspelt
_TWO_EDITS_FROM = 8  # letters

# A word or name with a sign, a field or an opened quotation mark, at the end of the text
_MARKED = re.compile(
    rf"(?<![^\s(])(?=[-−–{QUOTES}]|NOT\s|[A-Za-z_]+:)(?P<sign>[-−–](?=\S)|NOT\s+)?(?:(?P<field>[A-Za-z_]+):\s*)?"
    rf"(?P<quote>[{QUOTES}])?(?P<name>[^{QUOTES}():]*)$"
)
# Everything up to the last quotation mark, bracket, excluded word or word of a field
_COMPLETE = re.compile(rf"(?:.*[{QUOTES}()]|.*(?<!\S)(?:[-−–]|NOT\s+|[A-Za-z_]+:\s*)\S+(?=\s))?", re.DOTALL)

Spellings = frozenset[str]


class _Name(NamedTuple):
    """A name of a concept. ``words`` contains the spellings of each of its words, in order."""

    facet: str
    concept: str
    text: str
    is_label: bool
    words: tuple[Spellings, ...]


class _Part(NamedTuple):
    """The part of the text that is completed. It starts at ``at``.

    ``start`` is the start of its words. ``facet`` is the only completed facet, or None. If ``excluded`` is True, the
    concept is excluded. If ``whole`` is True, a name must contain all words.
    """

    at: int
    start: int
    facet: Facet | None = None
    excluded: bool = False
    whole: bool = False


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
        self._words = sorted({(word, at) for at, name in enumerate(self.names) for ways in name.words for word in ways})

    def with_prefix(self, prefixes: Spellings, whole: bool = False) -> frozenset[int]:
        """Return the positions in ``names`` of all names with a word that starts with any of the prefixes.

        If ``whole`` is True, the word must equal the prefix.
        """
        numbers = set()
        for start in prefixes:
            at = bisect_left(self._words, (start, 0))
            while at < len(self._words) and self._words[at][0].startswith(start):
                if whole and self._words[at][0] != start:
                    break
                numbers.add(self._words[at][1])
                at += 1
        return frozenset(numbers)

    def similar_prefixes(self, typed: str) -> Spellings:
        """Return the prefixes of words of names that may be meant by a misspelt prefix."""
        word = fold(typed)
        if len(word) < _MISSPELT_FROM or not word.isascii() or is_english(word):
            return frozenset()
        similar = self._prefixes.within(word, 1 if len(word) < _TWO_EDITS_FROM else 2)
        nearest = min((distance for _, distance in similar), default=0)
        return frozenset(prefix for prefix, distance in similar if distance == nearest)

    @cached_property
    def _prefixes(self) -> SimilarWords:
        words = {word for word, _ in self._words if word.isascii() and word.isalpha()}
        return SimilarWords(sorted({word[:end] for word in words for end in range(_MISSPELT_FROM - 1, len(word) + 1)}))


def complete(snapshot: Snapshot, text: str, limit: int = LIMIT) -> tuple[Completion, ...]:
    """Return at most ``limit`` completions of ``text``. Concepts come first, in the order of FACETS; titles come last.

    A concept matches if it has a name in which each typed word is the prefix of a word. If no concept matches, words
    at the start of the text are skipped until a concept matches. If still no concept matches, misspelt prefixes are
    completed in the same way. Concepts without summaries are left out.
    """
    text = text[:LONGEST_QUERY]
    groups: list[list[Completion]] = [_titles(snapshot, words(text), limit)]
    index = _name_index(snapshot.vocabulary)
    tries = ((part, misspelt) for misspelt in (False, True) for part in _parts(text))
    found = (_completed(snapshot, index, text, part, misspelt, limit) for part, misspelt in tries)
    groups = [*next(filter(any, found), []), *groups]
    # Choose from the groups in turn, so that each group gets a share. Return the chosen completions group by group.
    by_turns = (completion for completion in chain.from_iterable(zip_longest(*groups)) if completion)
    chosen = list(dict.fromkeys(by_turns))[:limit]
    return tuple(completion for group in groups for completion in group if completion in chosen)


def _parts(text: str) -> Iterator[_Part]:
    """Yield the parts of the text that may be completed, in the order in which they are tried."""
    marked = _MARKED.search(text)
    if marked:
        field, name = (marked["field"] or "").lower(), marked["name"]
        facet = BY_QUERY.get(field)
        if (facet or not field) and (facet or marked["quote"] or len(spans(name)) == 1):
            yield _Part(marked.start(), marked.start("name"), facet, bool(marked["sign"]), whole=True)
    complete_until = _COMPLETE.match(text)
    start = complete_until.end() if complete_until else 0
    if not (marked and (marked["quote"] or len(spans(marked["name"])) < 2)):
        yield _Part(start, start)


def _completed(
    snapshot: Snapshot, index: _NameIndex, text: str, part: _Part, misspelt: bool, limit: int
) -> list[list[Completion]]:
    """Return the completions of a part, as one list per facet."""
    places = [(start, end) for start, end in spans(text) if start >= part.start][-_LONGEST_NAME:]
    typed = [text[start:end] for start, end in places]
    prefixes = [
        index.similar_prefixes(word) if misspelt and not index.with_prefix(spellings(word)) else spellings(word)
        for word in typed
    ]
    small = list(map(_is_small, typed))  # a small word is no prefix
    if any(small[-1:]):
        return []
    numbers_by_word = list(map(index.with_prefix, prefixes, small))
    for first in range(len(typed)):
        numbers = frozenset.intersection(*numbers_by_word[first:])
        names = [index.names[number] for number in sorted(numbers)]
        if part.facet:
            names = [name for name in names if name.facet == part.facet.name]
        if names:
            before = text[: part.at if part.whole else places[first][0]].rstrip(_LEADING)
            concepts = _concepts(snapshot, names, prefixes[first:], before, part.excluded, limit)
            if any(concepts):
                return concepts
        if part.whole:
            break
    return []


def _is_small(word: str) -> bool:
    """Return whether the word is a stopword. In capitals, it may be an acronym."""
    return is_stopword(word) and not (word.isupper() and len(word) > 1)


def _concepts(
    snapshot: Snapshot, names: list[_Name], prefixes: list[Spellings], before: str, excluded: bool, limit: int
) -> list[list[Completion]]:
    """Return one list of concepts per facet.

    Concepts are sorted by the rank of their best name, then by descending number of summaries.
    """
    counts, total = snapshot.concept_counts(), snapshot.generation.summaries
    if before:
        query = resolve(SearchRequest(before), snapshot).query
        answer = snapshot.search(EngineSearch(query, Filters(), "title", 0, 0))
        counts, total = answer.counts, answer.total
    groups = []
    for facet in (facet for facet in FACETS if facet.suggested):
        totals = counts.get(facet.name, {})
        best: dict[str, tuple[int, _Name]] = {}
        for name in names:
            if name.facet == facet.name and name.concept in totals:
                ranked = (_rank(name, prefixes), name)
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
                    total - totals[concept] if excluded else totals[concept],
                    f"{before} -{facet.query}:{concept}".strip() if excluded else None,
                )
                for concept in order[:limit]
            ]
        )
    return groups


def _titles(snapshot: Snapshot, typed: list[str], limit: int) -> list[Completion]:
    """Return the summaries whose titles contain all the ``typed`` words. The last word is used as a prefix."""
    if not typed or len(typed[-1]) < SHORTEST_PREFIX:
        return []
    last = AnyTerm(tuple(snapshot.terms_with_prefix(typed[-1], "title")[:MOST_EXPANSIONS]), "title")
    query = And((*(Term(term(word), "title") for word in typed[:-1]), last))
    answer = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, limit, counted=False))
    return [Completion(None, hit.summary.id, hit.summary.title, hit.summary.title) for hit in answer.hits]


def _rank(name: _Name, prefixes: list[Spellings]) -> int:
    """Return the rank of a name that contains all words, from 0 (best) to 4.

    The rank is 0 if the name consists of the words. Otherwise, a label has rank 1 or 2, and another name has rank 3 or
    4. In both cases, the lower rank is for names that start with the first word.
    """
    if len(name.words) == len(prefixes) and not any(map(frozenset.isdisjoint, name.words, prefixes)):
        return 0
    begins = any(word.startswith(tuple(prefixes[0])) for word in name.words[0])
    return (1 if begins else 2) if name.is_label else (3 if begins else 4)


@lru_cache(maxsize=4)  # a vocabulary is immutable
def _name_index(vocabulary: Vocabulary) -> _NameIndex:
    return _NameIndex(vocabulary)


def _all_spellings(name: str) -> tuple[Spellings, ...]:
    return tuple(map(spellings, words(name)))
