"""Implementation of the Updater protocol for an index on a cluster.

The new physical index is a clone of the current physical index. The cluster links the files instead of copying them.
Only changed documents are deleted and added. Deleted documents would affect term statistics until a merge removes them.
Therefore ``commit`` merges the segments.
"""

from collections.abc import Callable, Collection, Mapping

from indexer.engines.opensearch.bulk import send_actions
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, RebuildNeeded
from indexer.vocabulary.model import Vocabulary


class OpenSearchUpdater(OpenSearchWriter):
    """A writer of a new generation that starts as a clone of the current generation."""

    def __init__(self, cluster: Cluster, vocabulary: Vocabulary, current: Callable[[], OpenSearchSnapshot]) -> None:
        super().__init__(cluster, vocabulary)
        self._current = current
        self._base: OpenSearchSnapshot

    @property
    def generation(self) -> Generation:
        """The current generation, whose documents the update reuses."""
        return self._base.generation

    def digests(self) -> Mapping[str, bytes]:
        """Return the content digest of each indexed summary, keyed by summary id."""
        return {source["id"]: bytes.fromhex(source["digest"]) for source in self._base.sources("digest")}

    def files(self) -> bytes:
        """Return b"". A file state is valid on one machine only, but several machines may update the index."""
        return b""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Clone the current generation and delete the documents with the given ids; see the protocol."""
        new = self._generations.new_name()
        self._generations.clone(self._base.index, new, self._vocabulary)
        self._index = new
        send_actions(self._cluster, new, (("delete", summary_id, None) for summary_id in ids))
        self._summaries = self._base.generation.summaries - len(ids)

    def _open(self) -> None:
        """Open the current generation. Raises RebuildNeeded if it cannot be updated."""
        try:
            self._base = self._current()
        except (IndexMissing, IndexOutdated, IndexDamaged) as error:
            raise RebuildNeeded(error.message) from error
        if self._base.generation.vocabulary_fingerprint != self._vocabulary.fingerprint:
            raise RebuildNeeded("the vocabulary has changed")
