"""The connection to a cluster: requests, and what can be wrong with it in the project's own words.

Everything that is asked goes through :meth:`Cluster.asking`, which turns what the client raises into an error that says
where, what and the remedy. Requests that a node does not take go to another node by themselves.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    SSLError,
    TransportError,
)
from opensearchpy.exceptions import ConnectionError as NoConnection

from indexer.engines.opensearch.address import Address
from indexer.errors import AccessRefused, IndexDamaged, IndexUnreachable, ServerTooOld
from indexer.settings import ClusterSettings

Answer = TypeVar("Answer")

OLDEST = (2, 19)
WAITS = (1, 2, 4, 8, 16, 30, 30, 30)  # seconds before the same is asked again
_PATIENCE = 120  # seconds in all
REBUILD = "run: indexer rebuild"

K1 = 1.2  # of BM25, and OpenSearch's own
_WITHOUT_K1 = (3,)  # the version from which on its BM25 leaves out the factor k1 + 1
_CONNECTIONS = 16  # kept open to each node
_LOGIN = "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD"
_LATER = "it is searched again as soon as the cluster is well"


# Whatever goes wrong is told as an error; of the client's own log those hear who listen for it.
logging.getLogger("opensearch").addHandler(logging.NullHandler())


class Cluster:
    """A cluster and how it is reached. Nothing is sent before something is asked. Threads may share it."""

    def __init__(self, address: Address, settings: ClusterSettings) -> None:
        self.address = address
        self.settings = settings
        self.client = OpenSearch(
            address.urls,
            http_auth=(settings.user, settings.password or "") if settings.user else None,
            use_ssl=address.secure,
            verify_certs=address.secure,
            ca_certs=str(settings.ca) if settings.ca else None,
            timeout=settings.timeout,
            pool_maxsize=_CONNECTIONS,
            max_retries=len(address.nodes),
            http_compress=False,
        )

    @cached_property
    def version(self) -> tuple[int, ...]:
        """The version of the server. Raises ServerTooOld where it cannot do what is asked of it."""
        with self.asking():
            about = self.client.info()["version"]
        number = str(about["number"])
        version = tuple(int(part) for part in number.split("-")[0].split("."))
        if about.get("distribution") != "opensearch":
            raise ServerTooOld(f"what answers at {self.place} is no OpenSearch", "give the address of an OpenSearch")
        if version < OLDEST:
            wanted = ".".join(map(str, OLDEST))
            raise ServerTooOld(f"{self.place} runs OpenSearch {number}", f"upgrade it to {wanted} or newer")
        return version

    def wait_for(self, index: str, status: str, seconds: int) -> dict[str, Any]:
        """Wait until an index is "yellow" (all can be searched) or "green" (all copies are there); return its health.

        After so many seconds it comes back all the same.
        """
        # Not by the client's own method, which takes "timeout" for how long it waits itself.
        path = f"/_cluster/health/{index}?wait_for_status={status}&timeout={seconds}s"
        with self.asking(index):
            health: dict[str, Any] = self.client.transport.perform_request(
                "GET", path, params={"ignore": 408, "request_timeout": seconds + self.settings.timeout}
            )
        return health

    @property
    def saturation(self) -> float:
        """What a score of the server's BM25 must be multiplied with to be that of docs/ranking.md."""
        return K1 + 1 if self.version >= _WITHOUT_K1 else 1.0

    @property
    def place(self) -> str:
        """Where the nodes are, for people."""
        return ", ".join(self.address.nodes)

    def search(self, index: str, body: dict[str, Any], **parameters: Any) -> dict[str, Any]:
        """Return the answer to a search of a physical index; never one of some of its shards.

        Raises IndexUnavailable: IndexDamaged where the index has gone.
        """
        seconds = self.settings.timeout
        with self.asking(index):
            answer: dict[str, Any] = self.client.search(
                index=index,
                body=body,
                allow_partial_search_results=False,
                cancel_after_time_interval=f"{seconds}s",  # what nobody waits for any more is not worth its cores
                request_timeout=seconds,
                **parameters,
            )
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise IndexUnreachable(f"{self.place} did not search all of {index}", _LATER)
        return answer

    def patiently(self, ask: Callable[[], Answer]) -> Answer:
        """Return what is answered; where nobody does, it is asked again for two minutes.

        For what a rebuild asks once it is under way: when a node goes, another takes its place within seconds. It must
        do no harm to be asked twice.
        """
        patience = time.monotonic() + _PATIENCE
        for wait in WAITS:
            try:
                return ask()
            except IndexUnreachable:
                if time.monotonic() + wait > patience:
                    raise
                time.sleep(wait)
        return ask()

    def check(self, answers: Iterable[dict[str, Any]], index: str) -> None:
        """Raise IndexUnavailable where one of several answers says that it is none."""
        for answer in answers:
            if "error" in answer:
                if answer["error"].get("type") == "index_not_found_exception":
                    raise IndexDamaged(f"the index {index} at {self.place} is gone", REBUILD)
                raise IndexUnreachable(f"{self.place} cannot search all of {index} now", _LATER)

    @contextmanager
    def asking(self, index: str | None = None) -> Iterator[None]:
        """Turn what the client raises meanwhile into IndexUnavailable; ``index`` is the one that must be there."""
        try:
            yield
        except OpenSearchException as error:
            raise self._in_our_words(error, index) from error

    def _in_our_words(self, error: OpenSearchException, index: str | None) -> Exception:
        match error:
            case SSLError():
                return IndexUnreachable(
                    f"the certificate of {self.place} cannot be trusted",
                    "give the file of its authority with SUMMARY_SEARCH_OPENSEARCH_CA",
                )
            case ConnectionTimeout():
                return IndexUnreachable(f"{self.place} did not answer in time", f"{_LATER}; or set a longer timeout")
            case NoConnection():
                return IndexUnreachable(f"no node answers at {self.place}", f"start the cluster; {_LATER}")
            case AuthenticationException():
                return AccessRefused(f"{self.place} does not know the user or the password", _LOGIN)
            case AuthorizationException() if not _is_block(error):
                return AccessRefused(f"{self.place} does not allow this user to do that", _LOGIN)
            case NotFoundError() if index is not None:
                return IndexDamaged(f"the index {index} at {self.place} is gone", REBUILD)
            case TransportError():
                return self._refused(error, index)
            case _:
                return error

    def _refused(self, error: TransportError, index: str | None) -> Exception:
        """Return what a refusal means: the cluster is overloaded, red, or lets nobody write."""
        what = index or self.address.name
        if _is_block(error):
            return IndexUnreachable(
                f"{self.place} lets nobody write, or has no cluster manager: {error.error}",
                "look at its disks and at _cluster/health",
            )
        if error.status_code == 429:
            return IndexUnreachable(f"{self.place} is overloaded", "ask less of it, or give it more nodes")
        if isinstance(error.status_code, int) and error.status_code >= 500:
            return IndexUnreachable(
                f"{self.place} cannot search all of {what} now: {error.error}",
                f"look at _cluster/health and start the nodes that are missing; {_LATER}",
            )
        return error


def _is_block(error: TransportError) -> bool:
    """Whether the cluster, not the user's rights, forbids it: a full disk, or no cluster manager."""
    return error.error.endswith("_block_exception")
