"""The Writer of an index on a cluster that goes on from the current one.

The new physical index is a clone: the cluster links the files of the one before, and only what has changed is taken
out and put in, by id. Then what was taken out is merged away, so that words are weighed as if it had never been there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from indexer.engines.opensearch.bulk import send
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, RebuildNeeded
from indexer.vocabulary.model import Vocabulary


class OpenSearchUpdater(OpenSearchWriter):
    """A physical index being written aside, out of the current one."""

    def __init__(self, cluster: Cluster, vocabulary: Vocabulary, current: Callable[[], OpenSearchSnapshot]) -> None:
        super().__init__(cluster, vocabulary)
        self._current = current
        self._base: OpenSearchSnapshot

    @property
    def generation(self) -> Generation:
        """The generation that it goes on from."""
        return self._base.generation

    def digests(self) -> Mapping[str, bytes]:
        """Return the digest of each summary, by id."""
        return {kept["id"]: bytes.fromhex(kept["digest"]) for kept in self._base.sources("digest")}

    def files(self) -> bytes:
        """Return nothing: files are on the machine of whoever updates, and others may update, too."""
        return b""

    def keep_all_but(self, ids: Collection[str]) -> None:
        """Begin with the summaries of the generation before, without some; see the protocol."""
        self._index = self._generations.clone(self._base.index, self._vocabulary)
        send(self._cluster, self._index, (("delete", summary_id, None) for summary_id in ids))
        self._summaries = self._base.generation.summaries - len(ids)

    def _open(self) -> None:
        """Raise RebuildNeeded where the current generation cannot be gone on from."""
        try:
            self._base = self._current()
        except (IndexMissing, IndexOutdated, IndexDamaged) as error:
            raise RebuildNeeded(error.message) from error
        if self._base.generation.vocabulary_fingerprint != self._vocabulary.fingerprint:
            raise RebuildNeeded("the vocabulary has changed")
