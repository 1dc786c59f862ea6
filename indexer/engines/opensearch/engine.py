"""The Engine of an index on an OpenSearch cluster."""

from __future__ import annotations

import threading
from pathlib import Path

from indexer.engines.opensearch.address import parse_address
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import Preparing
from indexer.engines.opensearch.generations import Generations
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.opensearch.updater import OpenSearchUpdater
from indexer.engines.opensearch.writer import OpenSearchWriter
from indexer.errors import IndexDamaged
from indexer.settings import ClusterSettings
from indexer.vocabulary.model import Vocabulary


class OpenSearchEngine(Preparing):
    """An index on a cluster. Raises SummarySearchError where ``url`` is no address of one."""

    def __init__(self, url: str, settings: ClusterSettings) -> None:
        self._address = parse_address(url)
        self._cluster = Cluster(self._address, settings)
        self._generations = Generations(self._cluster)
        self._opening = threading.Lock()
        self._snapshot: OpenSearchSnapshot | None = None

    def location(self) -> str:
        """Return the address."""
        return str(self._address)

    def snapshot(self) -> OpenSearchSnapshot:
        """Return the current generation; asks each time which one that is, so a rebuild shows at once."""
        index = self._generations.current()
        snapshot = self._snapshot
        if snapshot is not None and snapshot.index == index:
            return snapshot
        with self._opening:
            if self._snapshot is None or self._snapshot.index != index:
                _ = self._cluster.version
                self._snapshot = self._open(index)
            return self._snapshot

    def writer(self, vocabulary: Vocabulary) -> OpenSearchWriter:
        """Return a writer of a new generation."""
        return OpenSearchWriter(self._cluster, vocabulary)

    def updater(self, vocabulary: Vocabulary) -> OpenSearchUpdater:
        """Return a writer of a new generation that takes over what it can of the current one."""
        return OpenSearchUpdater(self._cluster, vocabulary, self.snapshot)

    def copied(self, folder: Path) -> None:  # noqa: ARG002  # see the protocol
        """Return None: what is on a cluster is not copied here."""
        return None

    def _open(self, index: str) -> OpenSearchSnapshot:
        """Return a generation, or the one that came since where that one has gone meanwhile."""
        try:
            return self._generations.open(index)
        except IndexDamaged:
            now = self._generations.current()
            if now == index:
                raise
            return self._generations.open(now)
