"""The physical indexes of one collection, and the alias of the current index.

    NAME                            the alias of the current index; a writer switches the alias atomically
    NAME-STAMP-HEX                  one generation; its description is in ``_meta``, so backups contain the description
    NAME-lock                       the lock of the writing process, which is one document

The ``_meta`` of a complete generation names that generation. If a process is killed, its generation stays incomplete,
and the next writer removes this generation.
"""

import re
import secrets
import time
from base64 import b64decode, b64encode
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any
from zlib import compress, decompress

from opensearchpy.exceptions import NotFoundError

from indexer.engines.opensearch.cluster import REBUILD, Cluster, ignore_existing
from indexer.engines.opensearch.mapping import FORMAT, META_KEY, index_body
from indexer.engines.opensearch.snapshot import OpenSearchSnapshot
from indexer.engines.protocols import Generation
from indexer.errors import IndexDamaged, IndexMissing, IndexOutdated, NotAnIndex
from indexer.vocabulary.model import Vocabulary, from_json


class Generations:
    """The generations of one collection. The address of the cluster names the collection."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._name = cluster.address.name
        self._pattern = re.compile(rf"{re.escape(self._name)}-\d{{8}}t\d{{6}}z-[0-9a-f]{{6}}")

    def current(self) -> str:
        """Return the current physical index, usually with one request. Raises IndexMissing or NotAnIndex."""
        indexes = self._resolve_name()
        if not indexes:
            raise IndexMissing(f"there is no index {self._name} at {self._cluster.location}", REBUILD)
        if len(indexes) > 1 or not self._pattern.fullmatch(indexes[0]):
            raise NotAnIndex(
                f"{self._name} at {self._cluster.location} is not an index of this program",
                "give another name with --index",
            )
        return indexes[0]

    def open(self, index: str) -> OpenSearchSnapshot:
        """Return a snapshot of the generation ``index``. Raises IndexDamaged, IndexOutdated or NotAnIndex."""
        with self._cluster.translate_errors(index):
            description = self._cluster.client.indices.get(index=index)[index]
        meta = description["mappings"].get("_meta", {}).get(META_KEY)
        if meta is None:
            raise NotAnIndex(f"{index} is not an index of this program", "give another name with --index")
        if meta.get("format") != FORMAT:
            raise IndexOutdated(f"another version of this program made the index {index}", REBUILD)
        if not _is_complete(index, meta):
            raise IndexDamaged(f"the index {index} is incomplete", REBUILD)
        vocabulary = decompress(b64decode(meta["vocabulary"])).decode()
        generation = Generation(**meta["generation"])
        if sha256(vocabulary.encode()).hexdigest() != generation.vocabulary_fingerprint:
            raise IndexOutdated(f"{index} does not contain the vocabulary that it was made with", REBUILD)
        shards = int(description["settings"]["index"]["number_of_shards"])
        return OpenSearchSnapshot(self._cluster, index, shards, generation, from_json(vocabulary))

    def new_name(self) -> str:
        """Return a new, unique name. If this index exists already, an earlier attempt to create it succeeded."""
        return f"{self._name}-{datetime.now(UTC).strftime('%Y%m%dt%H%M%Sz')}-{secrets.token_hex(3)}"

    def create(self, index: str, vocabulary: Vocabulary) -> None:
        """Create an empty physical index. Wait for its replicas, so that no document is lost if one node is lost."""
        settings = self._cluster.settings
        body = index_body(settings, _meta(vocabulary, None))
        with self._cluster.translate_errors(), ignore_existing():
            nodes = self._cluster.client.cluster.health(local=True)["number_of_data_nodes"]
            self._cluster.client.indices.create(
                index=index,
                body=body,
                wait_for_active_shards=min(1 + settings.replicas, nodes),
                request_timeout=settings.writing_timeout,
            )

    def clone(self, source: str, index: str, vocabulary: Vocabulary) -> None:
        """Create a physical index with the documents of ``source``. The cluster does not copy files but links them."""
        settings = self._cluster.settings
        changes = {
            "index.blocks.write": None,
            "index.number_of_replicas": settings.replicas,
            "index.refresh_interval": settings.refresh,
        }
        indices = self._cluster.client.indices
        with self._cluster.translate_errors(source):
            with ignore_existing():
                body = {"settings": changes}
                indices.clone(index=source, target=index, body=body, request_timeout=settings.writing_timeout)
            indices.put_mapping(index=index, body={"_meta": {META_KEY: _meta(vocabulary, None)}})

    def mark_complete(
        self, index: str, vocabulary: Vocabulary, source: str, source_digest: str, summaries: int
    ) -> Generation:
        """Store the description of a complete generation in the ``_meta`` of ``index``, and return the description."""
        built = datetime.now(UTC).isoformat(timespec="seconds")
        generation = Generation(index, summaries, built, source, source_digest, vocabulary.fingerprint)
        meta = _meta(vocabulary, generation) | {"completed": time.time()}
        with self._cluster.translate_errors(index):
            self._cluster.client.indices.put_mapping(index=index, body={"_meta": {META_KEY: meta}})
        return generation

    def publish(self, index: str) -> None:
        """Switch the alias to a complete generation in one atomic step."""
        actions: list[dict[str, Any]] = [
            {"remove": {"index": other, "alias": self._name}} for other in self._resolve_name() if other != index
        ]
        actions.append({"add": {"index": index, "alias": self._name}})
        with self._cluster.translate_errors():
            self._cluster.client.indices.update_aliases(body={"actions": actions})

    def remove_old(self, index: str) -> None:
        """Remove incomplete and old generations, but never the physical index ``index``.

        The two newest complete generations are kept. Other complete generations are kept until their successor has been
        complete for ``grace_seconds``.
        """
        with self._cluster.translate_errors():
            descriptions = self._cluster.client.indices.get_mapping(index=f"{self._name}-*")
        completed = {}
        for other, description in descriptions.items():
            if not self._pattern.fullmatch(other):
                continue
            meta = description["mappings"].get("_meta", {}).get(META_KEY, {})
            if _is_complete(other, meta):
                completed[other] = float(meta["completed"])
            elif other != index:
                self.discard(other)
        oldest_first = sorted(completed, key=lambda other: completed[other])
        for other, successor in pairwise(oldest_first[:-1]):
            if completed[successor] < time.time() - self._cluster.limits.grace_seconds:
                self.discard(other)

    def discard(self, index: str) -> None:
        """Remove a physical index unless it is the current one."""
        if index not in self._resolve_name():
            with self._cluster.translate_errors():
                self._cluster.client.indices.delete(index=index, ignore_unavailable=True)

    def _resolve_name(self) -> list[str]:
        """Return the sorted indexes of the alias. There is normally one index, or none before the first build."""
        with self._cluster.translate_errors():
            try:
                # With local=True, the request also works while the cluster has no manager.
                return sorted(self._cluster.client.indices.get_alias(name=self._name, local=True))
            except NotFoundError:
                pass
            try:
                return sorted(self._cluster.client.indices.get(index=self._name, local=True, flat_settings=True))
            except NotFoundError:
                return []


def _meta(vocabulary: Vocabulary, generation: Generation | None) -> dict[str, Any]:
    """Return the ``_meta`` of an index. The vocabulary is compressed, because every node keeps ``_meta`` in memory."""
    return {
        "format": FORMAT,
        "vocabulary": b64encode(compress(vocabulary.to_json().encode(), 9)).decode("ascii"),
        "generation": asdict(generation) if generation else None,
    }


def _is_complete(index: str, meta: dict[str, Any]) -> bool:
    """Return whether ``meta`` describes ``index`` itself. A new clone has the description of its source at first."""
    generation = meta.get("generation")
    return bool(generation and generation["version"] == index)
