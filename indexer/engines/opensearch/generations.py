"""The physical indexes of one collection, and the alias that names the current one.

    NAME                            an alias: replaced atomically, like the pointer file of the embedded engine
    NAME-STAMP-HEX                  a generation; what we know of it stands in its _meta, so that a backup holds it too
    NAME-lock                       one document, held by the one process that writes

A generation is complete when its ``_meta`` names it; one that a killed process left is not, and the next one that
writes removes it.
"""

from __future__ import annotations

import re
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any
from zlib import compress, decompress

from opensearchpy.exceptions import NotFoundError, RequestError

from indexer.engines.opensearch.cluster import REBUILD, Cluster
from indexer.engines.opensearch.mapping import FORMAT, OURS, index_body
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, NotAnIndex
from indexer.vocabulary.model import Vocabulary, from_json

_LONGEST_REQUEST = 60  # seconds: so long a generation is kept after its successor came, for those who still read it


class Generations:
    """The generations of the collection that a cluster's address names."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._name = cluster.address.name
        self._ours = re.compile(rf"{re.escape(self._name)}-\d{{8}}t\d{{6}}z-[0-9a-f]{{6}}")

    def current(self) -> str:
        """Return the current physical index; one request, which the node that is asked answers by itself.

        Raises IndexMissing where there is none, NotAnIndex where the name is that of something else.
        """
        indexes = self._named()
        if not indexes:
            raise IndexMissing(f"there is no index {self._name} at {self._cluster.place}", REBUILD)
        if len(indexes) > 1 or not self._ours.fullmatch(indexes[0]):
            raise NotAnIndex(
                f"{self._name} at {self._cluster.place} is the name of something else", "give another name with --index"
            )
        return indexes[0]

    def open(self, index: str) -> OpenSearchSnapshot:
        """Return a generation, open. Raises IndexDamaged, IndexOutdated or NotAnIndex."""
        with self._cluster.asking(index):
            found = self._cluster.client.indices.get(index=index)[index]
        about = found["mappings"].get("_meta", {}).get(OURS)
        if about is None:
            raise NotAnIndex(f"{index} is none of ours", "give another name with --index")
        if about.get("format") != FORMAT:
            raise IndexOutdated(f"the index {index} was made by another version", REBUILD)
        if not _is_complete(index, about):
            raise IndexDamaged(f"the index {index} was not completed", REBUILD)
        written = decompress(b64decode(about["vocabulary"])).decode()
        generation = Generation(**about["generation"])
        if sha256(written.encode()).hexdigest() != generation.vocabulary_fingerprint:
            raise IndexOutdated(f"{index} does not hold the vocabulary that it was made with", REBUILD)
        shards = int(found["settings"]["index"]["number_of_shards"])
        return OpenSearchSnapshot(self._cluster, index, shards, generation, from_json(written))

    def check_name(self) -> None:
        """Raise NotAnIndex where the name is that of something else."""
        try:
            self.current()
        except IndexMissing:
            return

    def create(self, vocabulary: Vocabulary) -> str:
        """Return a new, empty physical index.

        Its copies are there before anything is written: a node that is lost then takes nothing with it.
        """
        index, copies = self._new_name(), self._cluster.settings.replicas
        body = index_body(self._cluster.settings, _about(vocabulary, None))
        with self._cluster.asking(), _made_once():
            nodes = self._cluster.client.cluster.health(local=True)["number_of_data_nodes"]
            self._cluster.client.indices.create(
                index=index, body=body, wait_for_active_shards=min(1 + copies, nodes), **self._patiently()
            )
        return index

    def clone(self, index: str, vocabulary: Vocabulary) -> str:
        """Return a new physical index that holds what another one does: its files are linked, not copied."""
        new = self._new_name()
        settings = self._cluster.settings
        changed = {
            "index.blocks.write": None,
            "index.number_of_replicas": settings.replicas,
            "index.refresh_interval": settings.refresh,
        }
        indices = self._cluster.client.indices
        with self._cluster.asking(index):
            with _made_once():
                indices.clone(index=index, target=new, body={"settings": changed}, **self._patiently())
            indices.put_mapping(index=new, body={"_meta": {OURS: _about(vocabulary, None)}})
        return new

    def complete(
        self, index: str, vocabulary: Vocabulary, source: str, source_digest: str, summaries: int
    ) -> Generation:
        """Say of a physical index what it is, and that it is whole."""
        built = datetime.now(UTC).isoformat(timespec="seconds")
        generation = Generation(index, summaries, built, source, source_digest, vocabulary.fingerprint)
        with self._cluster.asking(index):
            self._cluster.client.indices.put_mapping(
                index=index, body={"_meta": {OURS: _about(vocabulary, generation) | {"completed": time.time()}}}
            )
        return generation

    def publish(self, index: str) -> None:
        """Make a complete generation the current one, at once."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": other, "alias": self._name}} for other in self._named() if other != index
        ]
        with self._cluster.asking():
            self._cluster.client.indices.update_aliases(
                body={"actions": [*actions, {"add": {"index": index, "alias": self._name}}]}
            )

    def sweep(self, index: str) -> None:
        """Remove the generations but the current one, the one before, and those that may still be read."""
        complete = {}
        for other, found in self._all().items():
            about = found["mappings"].get("_meta", {}).get(OURS, {})
            if _is_complete(other, about):
                complete[other] = float(about["completed"])
            elif other != index:
                self.discard(other)
        ordered = sorted(complete, key=lambda other: complete[other])
        for other, successor in pairwise(ordered[:-1]):
            if complete[successor] < time.time() - _LONGEST_REQUEST:
                self.discard(other)

    def discard(self, index: str) -> None:
        """Remove a physical index; never the current one."""
        if index not in self._named():
            with self._cluster.asking():
                self._cluster.client.indices.delete(index=index, ignore_unavailable=True)

    def _named(self) -> list[str]:
        """Return the physical indexes that the name leads to: one, or none."""
        with self._cluster.asking():
            try:
                # Local: the nodes know it even while there is no cluster manager.
                return sorted(self._cluster.client.indices.get_alias(name=self._name, local=True))
            except NotFoundError:
                pass
            try:
                return sorted(self._cluster.client.indices.get(index=self._name, local=True, flat_settings=True))
            except NotFoundError:
                return []

    def _all(self) -> dict[str, Any]:
        """Return the mappings of all generations, by physical index."""
        with self._cluster.asking():
            found = self._cluster.client.indices.get_mapping(index=f"{self._name}-*")
        return {index: about for index, about in found.items() if self._ours.fullmatch(index)}

    def _new_name(self) -> str:
        return f"{self._name}-{datetime.now(UTC).strftime('%Y%m%dt%H%M%Sz')}-{secrets.token_hex(3)}"

    def _patiently(self) -> dict[str, Any]:
        return {"request_timeout": self._cluster.settings.writing_timeout}


@contextmanager
def _made_once() -> Iterator[None]:
    """Pass over that an index, whose name nobody else has, is there already: a node that died had begun to make it."""
    try:
        yield
    except RequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def _about(vocabulary: Vocabulary, generation: Generation | None) -> dict[str, Any]:
    """Return what an index's _meta says; the vocabulary is packed, since every node holds all of it in memory."""
    return {
        "format": FORMAT,
        "vocabulary": b64encode(compress(vocabulary.to_json().encode(), 9)).decode("ascii"),
        "generation": asdict(generation) if generation else None,
    }


def _is_complete(index: str, about: dict[str, Any]) -> bool:
    """Whether an index says of itself that it is whole; a clone says so of the one that it was made of."""
    generation = about.get("generation")
    return bool(generation and generation["version"] == index)
