"""The Writer of an index on a cluster: a physical index made anew."""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from indexer.engines.opensearch.bulk import send
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import Document, prepare
from indexer.engines.opensearch.generations import Generations
from indexer.engines.opensearch.lock import Lock
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexUnavailable, IndexUnreachable
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

_WAIT_FOR_COPIES = 30  # seconds


class OpenSearchWriter:
    """A physical index being written aside."""

    def __init__(self, cluster: Cluster, vocabulary: Vocabulary) -> None:
        self._cluster = cluster
        self._generations = Generations(cluster)
        self._vocabulary = vocabulary
        self._lock = Lock(cluster)
        self._held = ExitStack()
        self._index: str | None = None
        self._summaries = 0

    def __enter__(self) -> Self:
        with ExitStack() as held:
            _ = self._cluster.version  # one that is too old is told before anything is written
            self._generations.check_name()
            held.enter_context(self._lock)
            held.callback(self._discard_unless_current)
            self._open()
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def add(self, summary: Summary) -> None:
        """Add a summary."""
        self.add_prepared(prepare([summary], [digest(summary)]))

    def add_prepared(self, prepared: list[Document]) -> None:
        """Add some summaries: they are sent at once."""
        send(self._cluster, self.index, (("index", document.id, self._body(document)) for document in prepared))
        self._summaries += len(prepared)

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:  # noqa: ARG002  # not kept
        """Complete the physical index, count what it holds, and lead the name to it."""
        patiently = self._cluster.patiently
        patiently(self._lock.renew)  # one that was held up for too long may find its index removed by another
        patiently(self._settle)
        patiently(self._verify)
        patiently(self._lock.renew)
        generation = patiently(lambda: self._complete(source, source_digest))
        patiently(lambda: self._generations.publish(self.index))
        with suppress(IndexUnavailable):  # what is not removed now is removed the next time
            self._generations.sweep(self.index)
        return generation

    @property
    def index(self) -> str:
        """The physical index that is written."""
        if self._index is None:
            self._index = self._generations.create(self._vocabulary)
        return self._index

    def _open(self) -> None:
        """Make the physical index."""
        _ = self.index

    def _body(self, document: Document) -> str:
        """Return a document with its concepts, and those above them."""
        concepts = {
            facet.name: sorted(self._vocabulary.closure(facet.name, ids))
            for facet, ids in zip(FACETS, document.concepts, strict=True)
            if ids
        }
        return f"{document.body[:-1]}, {json.dumps(concepts)[1:]}" if concepts else document.body

    def _settle(self) -> None:
        """Close the physical index to writing, have its segments merged, and wait for its copies."""
        indices, patience = self._cluster.client.indices, self._cluster.settings.writing_timeout
        with self._cluster.asking(self.index):
            indices.refresh(index=self.index, request_timeout=patience)
            indices.put_settings(index=self.index, body={"index.blocks.write": True})
            # One segment: nobody writes to it again, and words and counts need not be brought together at each search.
            indices.forcemerge(index=self.index, max_num_segments=1, request_timeout=patience)
            indices.refresh(index=self.index, request_timeout=patience)
            self._wait_for_copies()

    def _complete(self, source: str, source_digest: str) -> Generation:
        return self._generations.complete(self.index, self._vocabulary, source, source_digest, self._summaries)

    def _wait_for_copies(self) -> None:
        """Wait until every shard can be searched, and for a while until all its copies are there."""
        health = self._cluster.wait_for(self.index, "yellow", self._cluster.settings.writing_timeout)
        if health["status"] == "red":
            raise IndexUnreachable(f"not all shards of {self.index} have found a node", "look at _cluster/health")
        if self._cluster.settings.replicas < health["number_of_data_nodes"]:
            self._cluster.wait_for(self.index, "green", _WAIT_FOR_COPIES)

    def _verify(self) -> None:
        """Raise IndexDamaged unless the physical index holds as many summaries as were written."""
        body = {"size": 0, "track_total_hits": True}
        found = self._cluster.search(self.index, body)["hits"]["total"]["value"]
        if found != self._summaries:
            raise IndexDamaged(f"of {self._summaries} summaries written to {self.index}, {found} are found")

    def _discard_unless_current(self) -> None:
        if self._index is not None:
            with suppress(IndexUnavailable):  # the next one that writes removes it
                self._generations.discard(self._index)
