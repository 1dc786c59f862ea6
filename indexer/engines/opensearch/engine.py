"""Implementation of the Engine protocol for an index on an OpenSearch cluster."""

import threading
from pathlib import Path

from indexer.engines.opensearch.address import parse_address
from indexer.engines.opensearch.cluster import DEFAULT_LIMITS, Cluster, Limits
from indexer.engines.opensearch.documents import DocumentPreparer
from indexer.engines.opensearch.generations import Generations
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.updater import OpenSearchUpdater
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.errors import IndexDamaged
from indexer.settings import ClusterSettings
from indexer.vocabulary.model import Vocabulary


class OpenSearchEngine(DocumentPreparer):
    """An index on a cluster. The constructor raises SummarySearchError for an invalid ``url``."""

    def __init__(self, url: str, settings: ClusterSettings, limits: Limits = DEFAULT_LIMITS) -> None:
        self._cluster = Cluster(parse_address(url), settings, limits)
        self._generations = Generations(self._cluster)
        self._opening = threading.Lock()
        self._snapshot: OpenSearchSnapshot | None = None

    def location(self) -> str:
        """Return the address of the index."""
        return str(self._cluster.address)

    def snapshot(self) -> OpenSearchSnapshot:
        """Return a snapshot of the current generation. Each call reads the alias to detect a new generation."""
        index = self._generations.current()
        snapshot = self._snapshot
        if snapshot is not None and snapshot.index == index:
            return snapshot
        with self._opening:
            if self._snapshot is None or self._snapshot.index != index:
                _ = self._cluster.version  # raises ServerTooOld
                self._snapshot = self._open(index)
            return self._snapshot

    def writer(self, vocabulary: Vocabulary) -> OpenSearchWriter:
        """Return a writer of a new generation."""
        return OpenSearchWriter(self._cluster, vocabulary)

    def updater(self, vocabulary: Vocabulary) -> OpenSearchUpdater:
        """Return a writer of a new generation that reuses documents of the current generation."""
        return OpenSearchUpdater(self._cluster, vocabulary, self.snapshot)

    def copied(self, folder: Path) -> None:  # noqa: ARG002  # required by the protocol
        """Return None, because an index on a cluster cannot be copied to a folder."""
        return None

    def _open(self, index: str) -> OpenSearchSnapshot:
        """Return the snapshot of ``index``. If ``index`` was replaced and removed, open the current generation."""
        try:
            return self._generations.open(index)
        except IndexDamaged:
            current = self._generations.current()
            if current == index:
                raise
            return self._generations.open(current)
