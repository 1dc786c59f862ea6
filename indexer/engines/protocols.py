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

    ``source`` names the indexed files. ``source_digest`` is a hash of these files, by which changes are detected.
    """

    version: str
    summaries: int
    built: str
    source: str
    source_digest: str
    vocabulary_fingerprint: str


@dataclass(frozen=True, slots=True)
class EngineSearch:
    """A search for at most ``limit`` hits, starting at ``offset`` (0 for the first hit).

    Filters are combined by OR within a facet and by AND between facets. Ties are broken by id in every order; "newest"
    and "oldest" put summaries without a year last. Matches of ``boosted`` come before all others in every order.
    ``counted`` requests facet counts. ``explained`` requests the contributions to each score.
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
    """The maximum number of hits that pages can show; None for no limit. Pages beyond the limit are empty."""

    @property
    def size(self) -> int:
        """The size of the generation on disk in bytes; 0 if unknown."""

    def search(self, search: EngineSearch) -> EngineAnswer:
        """Return one page of hits in order, with the exact total and facet counts.

        docs/ranking.md defines relevance. A concept matches summaries tagged with this or a narrower concept.
        A parent concept counts a summary once, even if the summary has several of its narrower concepts.
        """

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match ``query`` but are similar to it and to its matches, most similar first.

        They match ``within`` and the filters. Their scores are similarities (0 to 1), with contributions. The result is
        empty if the engine has no similarity data.
        """

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""

    def year_histogram(self, query: Query, filters: Filters) -> YearCounts:
        """Return the number of matches by year. The filter of years is ignored."""

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> Mapping[str | None, YearCounts]:
        """Return a year histogram by concept of a facet. The key None is for summaries without a concept of the facet.

        The filters of years and of the facet are ignored. A parent concept counts each of its summaries once. A summary
        with several concepts is counted for each concept. Empty histograms are left out.
        """

    def cooccurrence_counts(self, query: Query, filters: Filters, rows: str, columns: str) -> PairCounts:
        """Return the number of matches by pair of concepts. The filters of ``rows`` and ``columns`` are ignored."""

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query, in order, the number of summaries that match all other queries and the filters."""

    def spelling_correction(self, term: str) -> str | None:
        """Return the written form of the nearest other term, or None if no term is near enough.

        Of equally near terms, the most frequent one is chosen. Both terms have the same first letter. Their edit
        distance is at most 1, or 2 from six letters on.
        """

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms with a written form that begins with ``prefix``, most frequent first.

        ``field`` selects the term dictionary. None, title and text share one; author and journal share another.
        """

    def concept_counts(self) -> ConceptCounts:
        """Return the number of summaries tagged with each concept or with a narrower concept, by facet."""

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most similar to the given one, in order. Empty if there is no similarity data."""

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary with this id, or None if it is not in the index."""

    def verify(self) -> None:
        """Read the whole generation. Raises IndexDamaged if its data differ from the data written."""


class Writer(Protocol):
    """Writer of a new generation, used as a context manager. Without a commit, the index does not change."""

    def __enter__(self) -> Self:
        """Lock the index for writing. Raises IndexBusy if another process has locked it."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Unlock the index, and remove everything that was not committed."""

    def add(self, summary: Summary) -> None:
        """Add a summary with an id that is new to this generation. The stored digest is that of ``summary``."""

    def add_prepared(self, prepared: Any) -> None:
        """Add all summaries of ``prepared``, a result of :meth:`Engine.prepare`."""

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:
        """Complete and verify the new generation, then make it the current one in an atomic step.

        ``files`` is the state of the source files, for a later :meth:`Updater.files`; an engine may ignore it. Raises
        IndexDamaged if the verification fails; then the current generation is not replaced.
        """


class Updater(Writer, Protocol):
    """Writer of a new generation that reuses summaries of the current generation, which is not changed.

    Entering the context raises RebuildNeeded if the current generation is missing or cannot be updated.
    """

    @property
    def generation(self) -> Generation:
        """The generation that the update starts from."""

    def digests(self) -> Mapping[str, bytes]:
        """Return the content digest of each indexed summary, keyed by summary id."""

    def files(self) -> bytes:
        """Return the state of the source files that was passed to ``commit``; empty if the engine did not store it."""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Reuse the summaries of the current generation except those with the given ids. All ids must exist.

        Call it once, before adding summaries. Raises RebuildNeeded if an update would cost more than a rebuild.
        """


class Engine(Protocol):
    """An index that can be searched and rebuilt."""

    def snapshot(self) -> Snapshot:
        """Return a snapshot of the current generation: the same object until another generation replaces it.

        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Any:
        """Return the summaries prepared for :meth:`Writer.add_prepared`.

        ``digests`` are those of the summaries as they were read, before tagging. Worker processes can do this slow part
        of indexing, because it needs no index, and the function and its result can be pickled.
        """

    def writer(self, vocabulary: Vocabulary) -> Writer:
        """Return a writer of a new generation that is built with ``vocabulary``."""

    def updater(self, vocabulary: Vocabulary) -> Updater:
        """Return a writer of a new generation that reuses summaries of the current generation."""

    def copied(self, folder: Path) -> Engine | None:
        """Return an engine over a copy of the current generation in a new ``folder``; None if the engine cannot copy.

        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """

    def location(self) -> str:
        """Return the address of the index, as messages show it."""
