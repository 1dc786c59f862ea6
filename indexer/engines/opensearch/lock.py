"""The write lock of one collection, which is a document with the owner and the expiry time of the lock.

The lock of a killed process expires a minute after its last renewal. The clocks of all machines that write
must not differ by more than a few seconds.
"""

import secrets
import threading
import time
from contextlib import suppress
from typing import Any, Self

from opensearchpy.exceptions import ConflictError, NotFoundError

from indexer.engines.opensearch.cluster import Cluster, ignore_existing
from indexer.errors import IndexBusy, IndexUnavailable

_RENEWAL_SECONDS = 15
_ID = "lock"
_BODY = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "until": {"type": "double"}}},
}


class WriteLock:
    """The write lock, renewed by a thread. Entering the context raises IndexBusy if another process has it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.name}-lock"
        self._owner = secrets.token_hex(8)
        self._stopped = threading.Event()
        self._renewing = threading.Lock()
        self._revision: dict[str, Any] = {}

    def __enter__(self) -> Self:
        with self._cluster.translate_errors():
            with ignore_existing():
                self._cluster.client.indices.create(index=self._index, body=_BODY)
            self._acquire()
        self._stopped.clear()
        self._renewer = threading.Thread(target=self._renew_regularly, daemon=True)
        self._renewer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._renewer.join()
        # A failed release does no harm, because the lock expires or already has another owner.
        with suppress(IndexUnavailable, ConflictError, NotFoundError), self._cluster.translate_errors():
            self._cluster.client.delete(index=self._index, id=_ID, params=self._revision)

    def renew(self) -> None:
        """Extend the expiry time. Raises IndexBusy if the lock expired and another process acquired it."""
        with self._renewing, self._cluster.translate_errors():
            self._write(**self._revision)

    def _acquire(self) -> None:
        try:
            current = self._cluster.client.get(index=self._index, id=_ID)
        except NotFoundError:
            self._write(op_type="create")
            return
        if current["_source"]["until"] > time.time():
            raise self._busy()
        self._write(if_seq_no=current["_seq_no"], if_primary_term=current["_primary_term"])

    def _write(self, **condition: Any) -> None:
        body = {"owner": self._owner, "until": time.time() + self._cluster.limits.lock_seconds}
        try:
            response = self._cluster.client.index(index=self._index, id=_ID, body=body, params=condition)
        except ConflictError:
            raise self._busy() from None
        self._revision = {"if_seq_no": response["_seq_no"], "if_primary_term": response["_primary_term"]}

    def _renew_regularly(self) -> None:
        while not self._stopped.wait(_RENEWAL_SECONDS):
            with suppress(IndexUnavailable):  # commit() renews again and reports the failure
                self.renew()

    def _busy(self) -> IndexBusy:
        return IndexBusy(
            f"another process is writing the index {self._cluster.address.name} at {self._cluster.location}",
            f"try again when it has finished; if it was killed, {self._cluster.limits.lock_seconds:.0f} seconds later",
        )
