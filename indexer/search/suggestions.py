"""The suggested spelling of a whole query: the likeliest combination of corrections of its words that has results."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from typing import NamedTuple

from indexer.engines.protocols import Snapshot
from indexer.query.foreign import shortened, translate
from indexer.query.lexer import QUOTES
from indexer.query.parser import LONGEST_QUERY
from indexer.query.resolution import ResolvedQuery, resolve
from indexer.search.results import Suggestion
from indexer.search.spelling import likelihood, spelling_index
from indexer.text.analysis import is_stopword, spans

MOST_WORDS = 5
"""The maximum number of words of a query that are corrected. A lookup takes about a millisecond."""

_MOST_CORRECTIONS = 3  # per word
_LESS_LIKELY = 2.0  # powers of ten; a less likely correction is not tried
_MOST_QUERIES = 9  # combinations of corrections, each of which is counted

# Excluded words, words with a wildcard, and all fields but title and text
_SKIPPED = re.compile(
    rf"(?<![^\s(])[-−–]\S+|(?<!\w)(?!title:|text:)[A-Za-z_]+:\s*(?:[{QUOTES}][^{QUOTES}]*|[^\s()]+)|\w+[*?$#]\S*"
    r"|\bNOT\s+\S+|\[[^\]]*\]"
)


class _Change(NamedTuple):
    """A replacement of ``text[start:end]``."""

    start: int
    end: int
    text: str
    cost: float


def suggestion(snapshot: Snapshot, query: ResolvedQuery) -> Suggestion | None:
    """Return the query with corrected words, or None if it needs no correction or no correction has results.

    Words in capitals, excluded words and words of fields such as "author:" are not corrected.
    """
    text = translate(shortened(query.request.text, LONGEST_QUERY)).text
    choices = [changes for changes in _choices(snapshot, text) if changes]
    best: tuple[float, Suggestion] | None = None
    for changes in islice(product(*choices), _MOST_QUERIES) if choices else ():
        corrected = _changed(text, changes)
        other = resolve(replace(query.request, text=corrected), snapshot)
        total = snapshot.count(other.counted, other.request.filters)
        if total:
            score = likelihood(sum(change.cost for change in changes), total)
            if best is None or score > best[0]:
                best = score, Suggestion(corrected, total)
    return best[1] if best else None


def _choices(snapshot: Snapshot, text: str) -> Iterator[list[_Change]]:
    """Yield the possible changes of each place that is likely misspelt, most likely first."""
    places = list(_places(text))
    if not places:
        return
    index = spelling_index(snapshot)
    joined_until = looked_up = 0
    for number, (start, end) in enumerate(places):
        if start < joined_until or looked_up >= MOST_WORDS:
            continue
        following = places[number + 1] if number + 1 < len(places) else None
        if following and text[end : following[0]] == " ":
            joined = index.joined(snapshot, text[start:end], text[following[0] : following[1]])
            if joined:
                joined_until = following[1]
                yield [_Change(start, following[1], joined.text, joined.cost)]
                continue
        corrections = index.corrections(snapshot, text[start:end])
        looked_up += bool(corrections)
        likely = [found for found in corrections if found.likelihood > corrections[0].likelihood - _LESS_LIKELY]
        yield [_Change(start, end, found.text, found.cost) for found in likely[:_MOST_CORRECTIONS]]


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the words that may be corrected."""
    visible = _SKIPPED.sub(lambda match: " " * len(match[0]), text)
    for start, end in spans(visible):
        word = visible[start:end]
        if word.isalpha() and not word.isupper() and not is_stopword(word):
            yield start, end


def _changed(text: str, changes: tuple[_Change, ...]) -> str:
    for change in reversed(changes):
        text = text[: change.start] + change.text + text[change.end :]
    return text
