"""Two indexes -> what one would change in the other: summaries, facet counts, and the hits of pinned queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from indexer.engines.protocols import Engine, Snapshot
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from indexer.query.ast import All
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import HighlightedHit, ResultPage
from indexer.search.session import SearchSession
from indexer.summaries.facets import FACETS
from indexer.summaries.readers import QUERIES

TOP = 10
_PAGE = 500  # summaries


@dataclass(frozen=True, slots=True)
class Count:
    """A concept of which the number of summaries differs, the ones below it counted in."""

    facet: str
    concept: str
    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Move:
    """A summary whose place among the first hits differs; None is a place behind them, or none at all."""

    summary: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """How the hits of a query change: how many there are, and which of the first ones enter, leave or move."""

    query: str
    total_before: int
    total_after: int
    moves: tuple[Move, ...]

    @property
    def changes(self) -> bool:
        """Whether anything does."""
        return bool(self.moves) or self.total_before != self.total_after


@dataclass(frozen=True, slots=True)
class IndexDiff:
    """What an index changes: ids in alphabetical order, concepts in that of the vocabulary, queries as they are given.

    A summary counts as changed where anything that the page shows of it does, facets found in its text included.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    counts: tuple[Count, ...]
    rankings: tuple[Ranking, ...]


def diff_indexes(before: Engine, after: Engine, queries: Sequence[str]) -> IndexDiff:
    """Return what ``after`` changes in ``before``, which may hold nothing that can be read yet."""
    new = after.snapshot()
    try:
        old = before.snapshot()
    except (IndexMissing, IndexOutdated, IndexDamaged):
        old = None
    known = dict(_contents(old)) if old else {}
    made = dict(_contents(new))
    both = known.keys() & made.keys()
    changed = sorted(summary for summary in both if known[summary] != made[summary])
    return IndexDiff(
        added=tuple(sorted(made.keys() - both)),
        changed=tuple(changed),
        removed=tuple(sorted(known.keys() - both)),
        unchanged=len(both) - len(changed),
        counts=tuple(_counts(old, new)),
        rankings=tuple(_ranking(query, before if old else None, after) for query in queries),
    )


def pinned_queries(sources: Sequence[Path]) -> tuple[str, ...]:
    """Return the queries that are pinned for ``sources``: those in a file QUERIES in one of them, or right above it."""
    for source in sources:
        for folder in (source, source.resolve().parent):
            if (folder / QUERIES).is_file():
                return read_queries(folder / QUERIES)
    return ()


def read_queries(path: Path) -> tuple[str, ...]:
    """Return the queries in a file, a line each; empty ones, and comments (#), are none. Raises OSError."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _contents(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield the id of each summary, and a hash of all that is kept of it."""
    for offset in range(0, snapshot.generation.summaries, _PAGE):
        for hit in snapshot.search(All(), Filters(), "title", offset, _PAGE, counted=False).hits:
            content = repr(replace(hit.summary, updated=None)).encode(errors="surrogatepass")
            yield hit.summary.id, blake2b(content, digest_size=16).digest()


def _counts(old: Snapshot | None, new: Snapshot) -> Iterator[Count]:
    before: Mapping[str, Mapping[str, int]] = old.concept_counts() if old else {}
    after = new.concept_counts()
    for facet in FACETS:
        was, is_now = before.get(facet.name, {}), after.get(facet.name, {})
        order = new.vocabulary.listing(facet.name)
        for concept in sorted(was.keys() | is_now.keys(), key=lambda c: (order[c].place if c in order else -1, c)):
            counts = was.get(concept, 0), is_now.get(concept, 0)
            if counts[0] != counts[1]:
                vocabulary = new.vocabulary if concept in order or old is None else old.vocabulary
                yield Count(facet.name, concept, vocabulary.label(facet.name, concept), *counts)


def _ranking(query: str, before: Engine | None, after: Engine) -> Ranking:
    request = SearchRequest(query, size=TOP)
    was = SearchSession(before.snapshot(), request).results() if before else None
    is_now = SearchSession(after.snapshot(), request).results()
    old = _places(was) if was else {}
    new = _places(is_now)
    moves = (Move(summary, old.get(summary), new.get(summary)) for summary in dict.fromkeys((*new, *old)))
    return Ranking(
        query, was.total if was else 0, is_now.total, tuple(move for move in moves if move.before != move.after)
    )


def _places(page: ResultPage) -> dict[str, int]:
    """Return the places of the first hits on a page; those with some of the words stand behind those with all."""
    hits: tuple[HighlightedHit, ...] = (*page.hits, *page.partial)
    return {hit.summary.id: place for place, hit in enumerate(hits[:TOP], 1)}
