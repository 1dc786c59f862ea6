"""The protocols that every engine implements. ``tests/contract`` runs the same tests against each engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from indexer.engines.answers import ConceptCounts, EngineAnswer, Hit, Neighbour, PairCounts, YearCounts
from indexer.query.ast import Field, Query
from indexer.query.request import Filters, Sort
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete build of the index: its version, number of summaries and build time (ISO 8601, UTC).

    ``source`` names the files that were indexed, ``source_digest`` is a hash of them, so that changes can be detected.
    """

    version: str
    summaries: int
    built: str
    source: str
    source_digest: str
    vocabulary_fingerprint: str


@dataclass(frozen=True, slots=True)
class EngineSearch:
    """A search of an engine: at most ``limit`` hits from ``offset`` on, which counts from 0.

    Filters are combined by OR within a facet and by AND between facets. Ties are broken by id in every order; "newest"
    and "oldest" put summaries without a year last. Matches of ``boosted`` come before all others in every order.
    ``counted`` requests facet counts, ``explained`` the contributions to each score.
    """

    query: Query
    filters: Filters
    sort: Sort
    offset: int
    limit: int
    boosted: Query | None = None
    counted: bool = True
    explained: bool = False


class Snapshot(Protocol):
    """One generation of the index, open for reading. It does not change while newer generations are built.

    Safe to use from several threads at once. All counts are exact.
    """

    generation: Generation

    vocabulary: Vocabulary
    """The vocabulary that the generation was built with."""

    max_result_window: int | None
    """The number of hits, from the first one, that pages can reach; None for all. Pages beyond it are empty."""

    @property
    def size(self) -> int:
        """The size of the generation on disk in bytes; 0 if unknown."""

    def search(self, search: EngineSearch) -> EngineAnswer:
        """Return one page of hits in order, with the exact total and facet counts.

        docs/ranking.md defines relevance. A concept matches summaries tagged with it or with a narrower one, and a
        parent concept counts each of its summaries once.
        """

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match ``query`` but are similar to it and to its matches, most similar first.

        They match ``within`` and the filters. Their scores are similarities (0 to 1), with contributions. Empty if the
        engine has no similarity data.
        """

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""

    def year_histogram(self, query: Query, filters: Filters) -> YearCounts:
        """Return the number of matches by year, under all filters but that of the years."""

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> Mapping[str | None, YearCounts]:
        """Return a year histogram for each concept of a facet, and under None for summaries without any.

        The filters of years and of the facet are ignored. A parent concept counts each of its summaries once, and a
        summary with several concepts counts for each of them. Empty histograms are left out.
        """

    def cooccurrence_counts(self, query: Query, filters: Filters, rows: str, columns: str) -> PairCounts:
        """Return the number of matches by concepts of the facets ``rows`` and ``columns``, without their filters."""

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query the number of summaries that match all the others, in the order of ``queries``."""

    def spelling_correction(self, term: str) -> str | None:
        """Return the most frequent of the nearest words to ``term``, as a summary writes it, or None.

        The first letter is the same. The edit distance is at most 1, or 2 for terms of six letters and more.
        """

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms with a written form that begins with ``prefix``, most frequent first.

        ``field`` selects the terms: None, title and text share theirs, and so do author and journal.
        """

    def concept_counts(self) -> ConceptCounts:
        """Return the number of summaries with each concept or a narrower one."""

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most similar to one, most similar first. Empty if there is no similarity data."""

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary of that id, or None."""

    def verify(self) -> None:
        """Read the whole generation, and raise IndexDamaged unless it is as it was written."""


class Writer(Protocol):
    """A new generation being written. Used as a context manager: without a commit, it leaves no trace."""

    def __enter__(self) -> Self:
        """Lock the index for writing. Raises IndexBusy if another process has locked it."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Unlock the index, and remove everything that was not committed."""

    def add(self, summary: Summary) -> None:
        """Add a summary with an id that is new to this generation. Its digest is computed from the summary itself."""

    def add_prepared(self, prepared: Any) -> None:
        """Add the summaries of a result of :meth:`Engine.prepare`, as if one by one."""

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:
        """Complete and verify the generation, and replace the current one by it atomically.

        ``files`` is the state of the source files, for a later :meth:`Updater.files`; an engine may ignore it. Raises
        IndexDamaged if the generation does not read back as written. The current generation then stays.
        """


class Updater(Writer, Protocol):
    """A writer that starts from the summaries of the current generation, which stays as it is.

    Entering it raises RebuildNeeded if there is no current generation, or if it cannot be updated.
    """

    @property
    def generation(self) -> Generation:
        """The generation that the update starts from."""

    def digests(self) -> Mapping[str, bytes]:
        """Return the content digest of each indexed summary, keyed by summary id."""

    def files(self) -> bytes:
        """Return the state of the source files that was passed to ``commit``; empty if it was not kept."""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Start from the summaries of the current generation, without those with the given ids, which it contains.

        Called once, before anything is added. Raises RebuildNeeded if an update would cost more than a rebuild.
        """


class Engine(Protocol):
    """An index and the means to search and rebuild it."""

    def snapshot(self) -> Snapshot:
        """Return the current generation, the same object as long as it is current.

        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Any:
        """Return the summaries prepared for :meth:`Writer.add_prepared`.

        ``digests`` are those of the summaries as they were read, before tagging. Worker processes do this slow part of
        indexing: it needs no index, and the function and its result can be pickled.
        """

    def writer(self, vocabulary: Vocabulary) -> Writer:
        """Return a writer of a new generation that is built with ``vocabulary``."""

    def updater(self, vocabulary: Vocabulary) -> Updater:
        """Return a writer of a new generation that takes over summaries of the current one."""

    def copied(self, folder: Path) -> Engine | None:
        """Return an engine over a copy of the current generation in a new ``folder``; None if that is not possible.

        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """

    def location(self) -> str:
        """Return the address of the index, for messages."""
