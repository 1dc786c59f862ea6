"""Implementation of the Writer protocol for an index on a cluster."""

import json
from contextlib import ExitStack, suppress
from typing import Self

from indexer.engines.opensearch.bulk import send_actions
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import Document, DocumentPreparer
from indexer.engines.opensearch.generations import Generations
from indexer.engines.opensearch.lock import WriteLock
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexMissing, IndexUnavailable, IndexUnreachable
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary

_REPLICATION_SECONDS = 30


class OpenSearchWriter:
    """Writer of a new generation. Searches use the current generation until ``commit`` publishes the new one."""

    def __init__(self, cluster: Cluster, vocabulary: Vocabulary) -> None:
        self._cluster = cluster
        self._generations = Generations(cluster)
        self._vocabulary = vocabulary
        self._lock = WriteLock(cluster)
        self._exit_stack = ExitStack()
        self._index = ""
        self._summaries = 0

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            _ = self._cluster.version  # raises ServerTooOld before anything is written
            with suppress(IndexMissing):
                self._generations.current()  # raises NotAnIndex if another program uses the name
            stack.enter_context(self._lock)
            stack.callback(self._discard_unless_current)
            self._open()
            self._exit_stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._exit_stack.close()

    def add(self, summary: Summary) -> None:
        """Add a summary."""
        self.add_prepared(DocumentPreparer.prepare([summary], [digest(summary)]))

    def add_prepared(self, prepared: list[Document]) -> None:
        """Send prepared documents to the cluster."""
        actions = (("index", document.id, self._body(document)) for document in prepared)
        send_actions(self._cluster, self._index, actions)
        self._summaries += len(prepared)

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:  # noqa: ARG002  # not stored
        """Merge and verify the physical index, then switch the alias to it."""
        index, retry = self._index, self._cluster.with_retries
        retry(self._lock.renew)  # raises IndexBusy if another writer took over an expired lock
        retry(lambda: self._finish_writing(index))
        retry(lambda: self._verify(index))
        retry(self._lock.renew)
        generation = retry(
            lambda: self._generations.mark_complete(index, self._vocabulary, source, source_digest, self._summaries)
        )
        retry(lambda: self._generations.publish(index))
        with suppress(IndexUnavailable):  # the next commit removes the old generations
            self._generations.remove_old(index)
        return generation

    def _open(self) -> None:
        new = self._generations.new_name()
        self._generations.create(new, self._vocabulary)
        self._index = new

    def _body(self, document: Document) -> str:
        """Return the JSON of a document. The ids of its concepts and of their ancestors are added to the JSON."""
        concepts = {
            facet.name: sorted(self._vocabulary.closure(facet.name, ids))
            for facet, ids in zip(FACETS, document.concepts, strict=True)
            if ids
        }
        return f"{document.body[:-1]}, {json.dumps(concepts)[1:]}" if concepts else document.body

    def _finish_writing(self, index: str) -> None:
        """Block further writes, merge the segments, and wait for the replicas."""
        indices, timeout = self._cluster.client.indices, self._cluster.settings.writing_timeout
        with self._cluster.translate_errors(index):
            indices.refresh(index=index, request_timeout=timeout)
            indices.put_settings(index=index, body={"index.blocks.write": True})
            # The index never changes again, and searches are fastest with a single segment.
            indices.forcemerge(index=index, max_num_segments=1, request_timeout=timeout)
            indices.refresh(index=index, request_timeout=timeout)
            self._wait_for_replicas(index)

    def _wait_for_replicas(self, index: str) -> None:
        """Wait for the primary shards (else raise IndexUnreachable), then at most 30 seconds for the replicas."""
        health = self._cluster.wait_for(index, "yellow", self._cluster.settings.writing_timeout)
        if health["status"] == "red":
            raise IndexUnreachable(f"some shards of {index} are not assigned to a node", "look at _cluster/health")
        if self._cluster.settings.replicas < health["number_of_data_nodes"]:
            self._cluster.wait_for(index, "green", _REPLICATION_SECONDS)

    def _verify(self, index: str) -> None:
        """Raise IndexDamaged unless the number of documents in the index equals the number of added summaries."""
        response = self._cluster.search(index, {"size": 0, "track_total_hits": True})
        total = response["hits"]["total"]["value"]
        if total != self._summaries:
            raise IndexDamaged(f"{index} contains {total} of {self._summaries} summaries that were written")

    def _discard_unless_current(self) -> None:
        if self._index:
            with suppress(IndexUnavailable):  # the next writer removes the incomplete index
                self._generations.discard(self._index)
