"""What an engine is: the contract that tests/contract holds every one to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from indexer.engines.answers import EngineAnswer, Hit, Neighbour
from indexer.query.ast import Field, Query
from indexer.query.request import Filters, Sort
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Generation:
    """What an index says of itself: which build it is, how much it holds, when (ISO 8601, UTC) and of what.

    ``source`` names what was read, ``source_digest`` its content, so that a change can be told.
    """

    version: str
    summaries: int
    built: str
    source: str
    source_digest: str
    vocabulary_fingerprint: str


class Snapshot(Protocol):
    """One generation of the index, open for reading; it stays as it is while newer ones are built.

    Safe to use from several threads at once.
    """

    @property
    def generation(self) -> Generation:
        """What this generation is."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that it was built with."""
        ...

    @property
    def max_result_window(self) -> int | None:
        """How many hits, from the first one on, pages can be asked for; None: all. What lies further comes empty."""
        ...

    @property
    def size(self) -> int:
        """How many bytes it takes where it is kept; 0 where that is not known."""
        ...

    def search(
        self,
        query: Query,
        filters: Filters,
        sort: Sort,
        offset: int,
        limit: int,
        *,
        boosted: Query | None = None,
        counted: bool = True,
        explained: bool = False,
    ) -> EngineAnswer:
        """Return the hits from ``offset`` on, at most ``limit``, with the exact total and facet counts.

        Relevance is what docs/ranking.md says; ties, and all other orders' ties, go by id. "newest" and "oldest"
        put summaries without a year last. Those that match ``boosted`` too come before the others, whatever the
        order, and are counted by themselves. A concept finds what lies below it, and is counted for it: a parent
        counts documents. Filters are OR within a facet and AND between facets. Facets are counted, and hits say
        what gave them their score, where that is asked for.
        """
        ...

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match ``query``, but are like it and like what it finds, most alike first.

        They match ``within`` and the filters. Their scores are likenesses, 0 to 1; contributions are always given.
        None where nothing is known of likeness.
        """
        ...

    def count(self, query: Query, filters: Filters) -> int:
        """Return how many summaries match."""
        ...

    def year_histogram(self, query: Query, filters: Filters) -> Mapping[int, int]:
        """Return how many summaries of each year match, under all filters but that of the years; zeros left out.

        Summaries without a year are in none.
        """
        ...

    def year_histogram_by_facet(
        self, query: Query, filters: Filters, facet: str
    ) -> Mapping[str | None, Mapping[int, int]]:
        """Return :meth:`year_histogram` for each concept of a facet, and under None for summaries that hold none.

        The facet's own filter is left out, too. A parent counts documents; those with several concepts are counted
        for each. Concepts without a summary that has a year are left out, and so is None.
        """
        ...

    def cooccurrence_counts(
        self, query: Query, filters: Filters, rows: str, columns: str
    ) -> Mapping[tuple[str, str], int]:
        """Return how many summaries hold both a concept of the facet ``rows`` and one of ``columns``, by these two.

        The filters of both facets are left out. A parent counts documents; pairs without a summary are left out.
        """
        ...

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query how many summaries match all the other ones, in the order of ``queries``."""
        ...

    def spelling_correction(self, term: str) -> str | None:
        """Return a word of the collection that is spelt nearly like ``term``, as some summary writes it, or None.

        Near is one letter wrong, missing, too much or swapped, two in terms of six letters and more, and not the
        first; of several the nearest counts, then the most frequent.
        """
        ...

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms of which some form, as it is written in the collection, begins with ``prefix``.

        The most frequent come first. ``field`` tells where to look: None, title and text are one, author and journal
        another.
        """
        ...

    def concept_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many summaries hold each concept (or one below it), by facet; zeros left out."""
        ...

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most like one, most alike first; none where nothing is known of likeness."""
        ...

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary of that id, or None."""
        ...

    def verify(self) -> None:
        """Raise IndexDamaged unless everything is as it was written; reads all of it."""
        ...


class Writer(Protocol):
    """A new generation being written. Used in a ``with``: unless committed, it leaves no trace."""

    def __enter__(self) -> Self:
        """Claim the index for writing; raises IndexBusy where another process has."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the index free, and remove what was not committed."""
        ...

    def add(self, summary: Summary) -> None:
        """Add a summary, whose id no other summary of this generation has. Its digest is that of itself."""
        ...

    def add_prepared(self, prepared: Any) -> None:
        """Add the summaries of which the engine's ``prepare`` made this, as if one by one."""
        ...

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:
        """Make the generation complete, verify it, and put it in the place of the current one, at once.

        ``files`` is what an updater is to know of the files that were read. An engine may keep it or not.
        Raises IndexDamaged where what was written does not read back; the current generation then stays.
        """
        ...


class Updater(Writer, Protocol):
    """A writer that goes on from the current generation, which stays as it is.

    Entering it raises RebuildNeeded where there is none, or one that cannot be gone on from.
    """

    @property
    def generation(self) -> Generation:
        """The generation that it goes on from."""
        ...

    def digests(self) -> Mapping[str, bytes]:
        """Return by id what tells each summary of that generation from another one: the digest it was added with."""
        ...

    def files(self) -> bytes:
        """Return what is known of the files that were read, as ``commit`` was told; nothing if it was not kept."""
        ...

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Begin with the summaries of that generation, but for those with these ids, which all are there.

        Called once, before anything is added. One that has changed is left out here and added again. Raises
        RebuildNeeded where it is time for that.
        """
        ...


class Engine(Protocol):
    """A place where summaries are kept and found."""

    def snapshot(self) -> Snapshot:
        """Return the current generation, the same object while it is current.

        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """
        ...

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Any:
        """Return what a writer adds of some summaries, for ``add_prepared``.

        ``digests`` tell what each was read as, before facets were found in it; they are kept with it.
        What takes long and needs no index is done here, so that other processes can do it: what comes back can be
        pickled, and the function itself can.
        """
        ...

    def writer(self, vocabulary: Vocabulary) -> Writer:
        """Return a writer of a new generation that knows ``vocabulary``."""
        ...

    def updater(self, vocabulary: Vocabulary) -> Updater:
        """Return a writer of a new generation that takes over what it can of the current one."""
        ...

    def copied(self, folder: Path) -> Engine | None:
        """Return an engine over a copy of the current generation in a new ``folder`` of this machine.

        None where it cannot be copied here, but only be made anew.
        Raises IndexMissing, IndexOutdated, IndexDamaged or NotAnIndex.
        """
        ...

    def location(self) -> str:
        """Return where the index is, for people."""
        ...
