"""This project over HTTP: the JSON API of its server with two worker processes."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.page.servers import HOST, Client
from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page

_START = "from searchapp.cli import main; main()"


class Peer:
    """A client of ``searchapp``."""

    version = version("summary-search")
    remark = "does more: see summary_search; answers with whole citations, labels and all values of five facets"
    lacks: tuple[Kind, ...] = ()
    port = 0
    index = "summary_search"
    ready = "/api/v1/suggest"

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that starts a server with two worker processes."""
        options = ["--index", str(folder / "index"), "--host", HOST, "--port", str(port), "--workers", "2"]
        return [sys.executable, "-c", _START, *options]

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Do nothing, because the peer uses the index of the peer in the attribute ``index``."""
        raise NotImplementedError

    def open(self, folder: Path) -> None:  # noqa: ARG002  # the server has it open
        """Connect to the server."""
        self._client = Client(self.port)

    def page(self, ask: Ask) -> Page:
        """Send one request."""
        asked = [("q", ask.query()), ("size", str(HITS))]
        if ask.filter:
            asked.append((FACETS[ask.filter[0]], ask.filter[1]))
        found = self._client.get("/api/v1/search", asked)
        counts = [[(value["id"], value["count"]) for value in found["facets"][name][:VALUES]] for name in FACETS]
        return Page([_hit(hit) for hit in found["hits"]], found["total"], [[v for v in c if v[1]] for c in counts])

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _hit(hit: dict[str, Any]) -> tuple[str, str, str]:
    spans = [span for passage in hit["passages"] for span in passage]
    return hit["id"], hit["title"], "".join(f"[{s['text']}]" if s["matched"] else s["text"] for s in spans)
