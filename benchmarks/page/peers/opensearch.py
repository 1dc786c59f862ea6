"""The search service of this project over an OpenSearch index on one node, which runs in a separate JVM."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.page.peers import summary_search
from benchmarks.page.servers import HOST, free_port, running
from benchmarks.page.work import Ask, Document, Kind, Page
from indexer.engines import EngineOptions, open_engine
from indexer.settings import ClusterSettings
from tests.opensearch import nodes

if reason := nodes.missing_requirement():
    raise ImportError(reason)


class Peer:
    """The service in this process, with its index on a local node."""

    version = summary_search.Peer.version
    remark = "the whole service, as above, over one OpenSearch node; the build time includes its start, some seconds"
    lacks: tuple[Kind, ...] = ()
    port = 0
    index = "opensearch"
    ready = "/_cluster/health?wait_for_status=yellow&timeout=60s"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Start a node on an empty folder and rebuild the index."""
        self.port = free_port()
        with running(self.command(folder, self.port), self.port, self.ready, folder.parent / "build.log"):
            summary_search.index_documents(documents, folder, _engine(self.port))

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that starts a node with 1 GB of heap."""
        return nodes.command(folder, "node", port, free_port(), heap="1g")

    def open(self, folder: Path) -> None:  # noqa: ARG002  # the node has it open
        """Open the engine."""
        self._engine = _engine(self.port)

    def page(self, ask: Ask) -> Page:
        """Search in the same way as pages, API and command line do."""
        return summary_search.page(self._engine, ask)

    def close(self) -> None:
        """Do nothing: the engine needs no closing."""


def _engine(port: int) -> summary_search.Engine:
    settings = ClusterSettings(replicas=0, timeout=60)
    return open_engine(f"opensearch+http://{HOST}:{port}/summaries", EngineOptions(cluster=settings))
