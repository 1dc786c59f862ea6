"""Comparison of two indexes: summaries, facet counts, and rankings of pinned queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated
from indexer.query.ast import All
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import HighlightedHit, ResultPage
from indexer.search.session import SearchSession
from indexer.summaries.facets import FACETS
from indexer.summaries.readers.file_discovery import QUERIES

TOP = 10
"""Number of hits compared for each query of the file QUERIES."""

_PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class CountChange:
    """A concept whose number of summaries differs. The number includes summaries with narrower concepts."""

    facet: str
    concept: str
    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RankChange:
    """A summary whose rank differs. Ranks start at 1. A rank is None beyond the first ``TOP`` hits."""

    summary: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RankingDiff:
    """The number of hits of a query before and after, and the rank changes among its first hits."""

    query: str
    total_before: int
    total_after: int
    moves: tuple[RankChange, ...]

    @property
    def changes(self) -> bool:
        """True if the number of hits or a rank differs."""
        return bool(self.moves) or self.total_before != self.total_after


@dataclass(frozen=True, slots=True)
class IndexDiff:
    """The differences between two indexes.

    Ids are in alphabetical order, concepts in vocabulary order, and queries in the given order. A summary counts as
    changed if a stored field other than ``updated`` differs. The stored fields include the facet values from tagging.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    counts: tuple[CountChange, ...]
    rankings: tuple[RankingDiff, ...]


def diff_indexes(before: Engine, after: Engine, queries: Sequence[str]) -> IndexDiff:
    """Compare two indexes. If ``before`` is missing, outdated or damaged, it is compared as an empty index."""
    new = after.snapshot()
    try:
        old = before.snapshot()
    except (IndexMissing, IndexOutdated, IndexDamaged):
        old = None
    old_digests = dict(_digests(old)) if old else {}
    new_digests = dict(_digests(new))
    common = old_digests.keys() & new_digests.keys()
    changed = sorted(summary_id for summary_id in common if old_digests[summary_id] != new_digests[summary_id])
    return IndexDiff(
        added=tuple(sorted(new_digests.keys() - common)),
        changed=tuple(changed),
        removed=tuple(sorted(old_digests.keys() - common)),
        unchanged=len(common) - len(changed),
        counts=tuple(_count_changes(old, new)),
        rankings=tuple(_ranking_diff(query, before if old else None, after) for query in queries),
    )


def pinned_queries(sources: Sequence[Path]) -> tuple[str, ...]:
    """Return the queries in the first file named QUERIES in a source or its parent folder, or () without one."""
    for source in sources:
        for folder in (source, source.resolve().parent):
            if (folder / QUERIES).is_file():
                return read_queries(folder / QUERIES)
    return ()


def read_queries(path: Path) -> tuple[str, ...]:
    """Return the distinct queries in a file, one per line, without "#" comments. Raises OSError."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _digests(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """Yield the id of each summary and a hash of its stored fields other than ``updated``."""
    for offset in range(0, snapshot.generation.summaries, _PAGE_SIZE):
        for hit in snapshot.search(EngineSearch(All(), Filters(), "title", offset, _PAGE_SIZE, counted=False)).hits:
            content = repr(replace(hit.summary, updated=None)).encode(errors="surrogatepass")
            yield hit.summary.id, blake2b(content, digest_size=16).digest()


def _count_changes(old: Snapshot | None, new: Snapshot) -> Iterator[CountChange]:
    old_counts: Mapping[str, Mapping[str, int]] = old.concept_counts() if old else {}
    new_counts = new.concept_counts()
    for facet in FACETS:
        before, after = old_counts.get(facet.name, {}), new_counts.get(facet.name, {})
        order = new.vocabulary.label_order(facet.name)
        for concept in sorted(before.keys() | after.keys(), key=lambda c: (order[c].position if c in order else -1, c)):
            counts = before.get(concept, 0), after.get(concept, 0)
            if counts[0] != counts[1]:
                vocabulary = new.vocabulary if concept in order or old is None else old.vocabulary
                yield CountChange(facet.name, concept, vocabulary.label(facet.name, concept), *counts)


def _ranking_diff(query: str, before: Engine | None, after: Engine) -> RankingDiff:
    request = SearchRequest(query, size=TOP)
    old_page = SearchSession(before.snapshot(), request).results() if before else None
    new_page = SearchSession(after.snapshot(), request).results()
    old, new = _ranks(old_page) if old_page else {}, _ranks(new_page)
    changes = (RankChange(summary_id, old.get(summary_id), new.get(summary_id)) for summary_id in {**new, **old})
    moves = tuple(change for change in changes if change.before != change.after)
    return RankingDiff(query, old_page.total if old_page else 0, new_page.total, moves)


def _ranks(page: ResultPage) -> dict[str, int]:
    """Return the rank of each first hit, by summary id. Hits with only some of the words follow hits with all words."""
    hits: tuple[HighlightedHit, ...] = (*page.hits, *page.partial)
    return {hit.summary.id: rank for rank, hit in enumerate(hits[:TOP], 1)}
