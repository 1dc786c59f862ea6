"""The protocols that every engine implements. ``tests/contract`` runs the same tests against each engine."""

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
    """The description of a complete build of the index.

    ``summaries`` is the number of summaries. ``built`` is the build time (ISO 8601, UTC). ``source`` names the indexed
    files. ``source_digest`` is a hash of these files; a different hash shows that the files have changed.
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

    Filters are combined by OR within a facet and by AND between facets. Hits with equal sort keys are sorted by id. The
    orders "newest" and "oldest" put summaries without a year last. In every order, hits that match ``boosted`` precede
    all other hits. In the order "relevance", hits that match the first query of ``preferred`` come first within the
    boosted hits and within the others. Hits that match its next query follow, and so on. ``counted`` requests facet
    counts. ``explained`` requests the contributions to each score.
    """

    query: Query
    filters: Filters
    sort: Sort
    offset: int
    limit: int
    boosted: Query | None = None
    preferred: tuple[Query, ...] = ()
    counted: bool = True
    explained: bool = False


MOST_WORDS = 30_000
"""The maximum number of words that an engine returns for spelling corrections."""


class Snapshot(Protocol):
    """One generation of the index, open for reading. A snapshot does not change while newer generations are built.

    Several threads may use a snapshot at once. All counts are exact.
    """

    generation: Generation

    vocabulary: Vocabulary
    """The vocabulary that the generation was built with."""

    max_result_window: int | None
    """The maximum number of hits that pages can show, or None for no limit. Pages beyond this limit are empty."""

    @property
    def size(self) -> int:
        """The size of the generation on disk in bytes, or 0 if it is unknown."""

    def search(self, search: EngineSearch) -> EngineAnswer:
        """Return one page of hits in order, with the exact total and facet counts.

        docs/ranking.md defines relevance. A concept matches summaries tagged with this or a narrower concept. A summary
        is counted once for a parent concept, even if the summary has several children of that concept.
        """

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match ``query`` but are similar to its best matches.

        The most similar summary comes first. An engine may also compare the summaries with ``query`` itself. All hits
        match ``within`` and the filters. The score of a hit is its similarity (0 to 1), and its contributions are
        included. The result is empty if the engine has no similarity data.
        """

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""

    def year_histogram(self, query: Query, filters: Filters) -> YearCounts:
        """Return the number of matching summaries of each year. The filter of years is ignored."""

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> Mapping[str | None, YearCounts]:
        """Return a year histogram for each concept of a facet.

        The histogram with the key None counts summaries without a concept of the facet. The filters of years and of the
        facet are ignored. A summary with several concepts is counted once for each concept, and once for each of their
        ancestors. Empty histograms are left out.
        """

    def cooccurrence_counts(self, query: Query, filters: Filters, rows: str, columns: str) -> PairCounts:
        """Return the number of matching summaries for each pair of a concept of ``rows`` and a concept of ``columns``.

        The filters of these two facets are ignored.
        """

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query, in order, the number of summaries that match all other queries and the filters."""

    def word_frequencies(self) -> Mapping[str, int]:
        """Return the number of summaries for the written words of the collection, most frequent first.

        A summary counts if it contains the term of the word. The mapping contains the folded words of title and text
        that consist of two or more letters from a to z and of apostrophes. It contains at most MOST_WORDS words.
        """

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms with a written form that begins with ``prefix``, most frequent first.

        ``field`` selects the term dictionary. Title and text share one dictionary. Author and journal share another.
        For None (no field), the dictionary contains the terms of title, text and citation.
        """

    def concept_counts(self) -> ConceptCounts:
        """Return the number of summaries tagged with each concept or with a narrower concept, by facet."""

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return at most ``limit`` summaries that are similar to the given summary, most similar first.

        The result is empty if the id is unknown or if the engine has no similarity data.
        """

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary with this id, or None if it is not in the index."""

    def verify(self) -> None:
        """Read the whole generation. Raises IndexDamaged if the stored data differ from the data that were written."""


class Writer(Protocol):
    """Writer of a new generation, used as a context manager. Without a commit, the index does not change."""

    def __enter__(self) -> Self:
        """Lock the index for writing. Raises IndexBusy if another process has locked it."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Unlock the index, and remove all data that were not committed."""

    def add(self, summary: Summary) -> None:
        """Add a summary, and store its digest. No summary of this generation may have the same id already."""

    def add_prepared(self, prepared: Any) -> None:
        """Add all summaries of ``prepared``, a result of :meth:`Engine.prepare`."""

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:
        """Complete and verify the new generation, then make it the current generation in one atomic step.

        ``files`` is the state of the source files. :meth:`Updater.files` returns it later if the engine stores it.
        If the verification fails, IndexDamaged is raised and the current generation is not replaced.
        """


class Updater(Writer, Protocol):
    """Writer of a new generation that reuses summaries of the current generation.

    The update does not change the current generation. Entering the context raises RebuildNeeded if the current
    generation is missing or cannot be updated.
    """

    @property
    def generation(self) -> Generation:
        """The current generation, whose summaries the update can reuse."""

    def digests(self) -> Mapping[str, bytes]:
        """Return the content digest of each indexed summary, keyed by summary id."""

    def files(self) -> bytes:
        """Return the state of the source files that was passed to ``commit``, or b"" if the engine did not store it."""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Reuse all summaries of the current generation except the summaries with the given ids. All ids must exist.

        Call this method once, before adding summaries. Raises RebuildNeeded if a rebuild would cost less.
        """


class Engine(Protocol):
    """An index that can be searched and rebuilt."""

    def snapshot(self) -> Snapshot:
        """Return a snapshot of the current generation.

        All calls return the same object until another generation becomes current. Raises IndexMissing, IndexOutdated,
        IndexDamaged or NotAnIndex.
        """

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Any:
        """Return the summaries prepared for :meth:`Writer.add_prepared`.

        ``digests`` are the digests of the summaries before tagging, in the same order. Preparation is slow, so worker
        processes do this work. They need no index. This function and its result can be pickled.
        """

    def writer(self, vocabulary: Vocabulary) -> Writer:
        """Return a writer of a new generation that is built with ``vocabulary``."""

    def updater(self, vocabulary: Vocabulary) -> Updater:
        """Return a writer of a new generation that reuses summaries of the current generation."""

    def copied(self, folder: Path) -> "Engine | None":
        """Copy the current generation to a new ``folder``, and return an engine for the copy.

        Return None if the engine cannot copy an index.
        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """

    def location(self) -> str:
        """Return the address of the index in the form that messages show."""
