"""The lock of those who write one collection: a document that says who holds it, and until when.

Nobody gives it back for a process that was killed: it runs out, a minute after that process last renewed it. Clocks of
the machines that write must agree within seconds.
"""

from __future__ import annotations

import secrets
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from opensearchpy.exceptions import ConflictError, NotFoundError, RequestError

from indexer.engines.opensearch.cluster import Cluster
from indexer.errors import IndexBusy, IndexUnavailable

_SECONDS = 60
_RENEWED_EVERY = 15  # seconds
_ID = "lock"
_BODY = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "until": {"type": "double"}}},
}


class Lock:
    """Held in a ``with``. Raises IndexBusy where another process holds it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.name}-lock"
        self._owner = secrets.token_hex(8)
        self._stopped = threading.Event()
        self._renewing = threading.Lock()
        self._seen: dict[str, Any] = {}

    def __enter__(self) -> Self:
        with self._cluster.asking():
            try:
                self._cluster.client.indices.create(index=self._index, body=_BODY)
            except RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise
            self._take()
        self._stopped.clear()
        self._renewer = threading.Thread(target=self._renew_often, daemon=True)
        self._renewer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._renewer.join()
        # Where that is not done, it runs out by itself, or is another's by now.
        with suppress(IndexUnavailable, ConflictError, NotFoundError), self._cluster.asking():
            self._cluster.client.delete(index=self._index, id=_ID, params=self._seen)

    def renew(self) -> None:
        """Hold it for longer. Raises IndexBusy where another has got it: this process was held up for too long."""
        with self._renewing, self._cluster.asking():
            self._write(**self._seen)

    def _take(self) -> None:
        try:
            held = self._cluster.client.get(index=self._index, id=_ID)
        except NotFoundError:
            self._write(op_type="create")
            return
        if held["_source"]["until"] > time.time():
            raise self._busy()
        self._write(if_seq_no=held["_seq_no"], if_primary_term=held["_primary_term"])

    def _write(self, **condition: Any) -> None:
        body = {"owner": self._owner, "until": time.time() + _SECONDS}
        try:
            done = self._cluster.client.index(index=self._index, id=_ID, body=body, params=condition)
        except ConflictError:
            raise self._busy() from None
        self._seen = {"if_seq_no": done["_seq_no"], "if_primary_term": done["_primary_term"]}

    def _renew_often(self) -> None:
        while not self._stopped.wait(_RENEWED_EVERY):
            with suppress(IndexUnavailable):  # what comes of it is told when the generation is to be published
                self.renew()

    def _busy(self) -> IndexBusy:
        where = f"the index {self._cluster.address.name} at {self._cluster.place}"
        return IndexBusy(
            f"another process is writing {where}",
            f"try again when it is done; if it was killed, {_SECONDS} seconds later",
        )
