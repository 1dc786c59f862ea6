"""The connection to a cluster. Errors of the OpenSearch client are raised as errors of this project.

Requests run inside :meth:`Cluster.translate_errors`. The raised errors name the place, the cause and the remedy.
The client itself retries a request on another node if a node is not reachable or responds with status 502 to 504.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from opensearchpy import OpenSearch, exceptions

from indexer.engines.opensearch.address import Address
from indexer.engines.opensearch.mapping import K1
from indexer.errors import AccessRefused, IndexDamaged, IndexUnreachable, ServerTooOld
from indexer.settings import ClusterSettings

Result = TypeVar("Result")

OLDEST_VERSION = (2, 19)
RETRY_WAITS = (1, 2, 4, 8, 16, 30, 30, 30)  # seconds
REBUILD = "run: indexer rebuild"

_MAX_RETRY_SECONDS = 120
_FIRST_VERSION_WITHOUT_K1 = (3,)  # from this version on, BM25 scores lack the constant factor k1 + 1
_CONNECTIONS_PER_NODE = 16
_LOGIN = "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD"
_LATER = "searches succeed again as soon as the cluster has recovered"

# Failures are raised as errors, so the client's log messages are discarded unless the application adds a handler.
logging.getLogger("opensearch").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of time and size. Tests use lower limits.

    A write lock expires ``lock_seconds`` after its last renewal. A replaced generation is kept for ``grace_seconds``,
    so that requests in progress can finish. ``page_window`` is the greatest ``from + size`` of one request. Pages can
    show the first ``max_result_window`` hits. If a page ends beyond ``page_window``, the hits before the page are
    skipped. One more search is sent for every ``page_window`` skipped hits.
    """

    lock_seconds: float = 60
    grace_seconds: float = 60
    page_window: int = 10_000
    max_result_window: int = 100_000


DEFAULT_LIMITS = Limits()


class Cluster:
    """A cluster and its connection settings. The constructor sends no request. Threads can share a Cluster."""

    def __init__(self, address: Address, settings: ClusterSettings, limits: Limits = DEFAULT_LIMITS) -> None:
        self.address = address
        self.settings = settings
        self.limits = limits
        self.client = OpenSearch(
            address.urls,
            http_auth=(settings.user, settings.password or "") if settings.user else None,
            use_ssl=address.secure,
            verify_certs=address.secure,
            ca_certs=str(settings.ca) if settings.ca else None,
            timeout=settings.timeout,
            pool_maxsize=_CONNECTIONS_PER_NODE,
            max_retries=len(address.nodes),
            http_compress=False,
        )

    @cached_property
    def version(self) -> tuple[int, ...]:
        """The version of the server. Raises ServerTooOld if the server is not OpenSearch or its version is too old."""
        with self.translate_errors():
            server = self.client.info()["version"]
        number = str(server["number"])
        version = tuple(int(part) for part in number.split("-")[0].split("."))
        if server.get("distribution") != "opensearch":
            raise ServerTooOld(f"the server at {self.location} is not OpenSearch", "give the address of an OpenSearch")
        if version < OLDEST_VERSION:
            required = ".".join(map(str, OLDEST_VERSION))
            raise ServerTooOld(f"{self.location} runs OpenSearch {number}", f"upgrade it to {required} or newer")
        return version

    @property
    def bm25_factor(self) -> float:
        """The factor (k1 + 1 or 1) that converts the server's BM25 scores to the scores in docs/ranking.md."""
        return K1 + 1 if self.version >= _FIRST_VERSION_WITHOUT_K1 else 1.0

    @property
    def location(self) -> str:
        """The addresses of the nodes, as text for messages."""
        return ", ".join(self.address.nodes)

    def wait_for(self, index: str, status: str, seconds: int) -> dict[str, Any]:
        """Wait at most ``seconds`` until the index has the ``status``, then return the health of the index.

        The status is "yellow" (all documents are searchable) or "green" (all documents are also replicated).
        """
        # The client's health() method would use a parameter "timeout" as request timeout and would not send it.
        path = f"/_cluster/health/{index}?wait_for_status={status}&timeout={seconds}s"
        with self.translate_errors(index):
            health: dict[str, Any] = self.client.transport.perform_request(
                "GET", path, params={"ignore": 408, "request_timeout": seconds + self.settings.timeout}
            )
        return health

    def search(self, index: str, body: dict[str, Any], **parameters: Any) -> dict[str, Any]:
        """Return the response of all shards of a physical index. Raises IndexUnavailable if a shard doesn't respond."""
        seconds = self.settings.timeout
        with self.translate_errors(index):
            response: dict[str, Any] = self.client.search(
                index=index,
                body=body,
                allow_partial_search_results=False,
                cancel_after_time_interval=f"{seconds}s",  # after the timeout, the client ignores the response
                request_timeout=seconds,
                **parameters,
            )
        if response["timed_out"] or response["_shards"]["failed"]:
            raise IndexUnreachable(f"{self.location} did not search all of {index}", _LATER)
        return response

    def with_retries(self, request: Callable[[], Result]) -> Result:
        """Return the result of ``request``. While the cluster is unreachable, retry for at most two minutes.

        ``request`` must be idempotent. Retries let a rebuild continue after the loss of a node, because other nodes
        replace a lost node within seconds.
        """
        deadline = time.monotonic() + _MAX_RETRY_SECONDS
        for wait in RETRY_WAITS:
            try:
                return request()
            except IndexUnreachable:
                if time.monotonic() + wait > deadline:
                    raise
                time.sleep(wait)
        return request()

    def raise_for_errors(self, responses: Iterable[dict[str, Any]], index: str) -> None:
        """Raise IndexDamaged or IndexUnreachable if one of the ``responses`` contains an error."""
        for response in responses:
            if "error" in response:
                if response["error"].get("type") == "index_not_found_exception":
                    raise IndexDamaged(f"the index {index} at {self.location} does not exist any more", REBUILD)
                raise IndexUnreachable(f"{self.location} cannot search all of {index} now", _LATER)

    @contextmanager
    def translate_errors(self, index: str | None = None) -> Iterator[None]:
        """Raise errors of the client as subclasses of IndexUnavailable. Unexpected errors are raised unchanged.

        If the physical ``index`` does not exist, IndexDamaged is raised.
        """
        try:
            yield
        except exceptions.OpenSearchException as error:
            raise self._translated(error, index) from error

    def _translated(self, error: exceptions.OpenSearchException, index: str | None) -> Exception:
        match error:
            case exceptions.SSLError():
                return IndexUnreachable(
                    f"the certificate of {self.location} cannot be trusted",
                    "give the certificate file of its authority with SUMMARY_SEARCH_OPENSEARCH_CA",
                )
            case exceptions.ConnectionTimeout():
                remedy = f"{_LATER}; or set a longer timeout"
                return IndexUnreachable(f"{self.location} did not respond in time", remedy)
            case exceptions.ConnectionError():
                return IndexUnreachable(f"no node responds at {self.location}", f"start the cluster; {_LATER}")
            case exceptions.AuthenticationException():
                return AccessRefused(f"{self.location} rejects the user or the password", _LOGIN)
            case exceptions.NotFoundError() if index is not None:
                return IndexDamaged(f"the index {index} at {self.location} does not exist any more", REBUILD)
            case exceptions.TransportError() if error.error.endswith("_block_exception"):
                problem = f"{self.location} accepts no writes, or has no cluster manager: {error.error}"
                return IndexUnreachable(problem, "look at its disks and at _cluster/health")
            case exceptions.AuthorizationException():
                return AccessRefused(f"{self.location} does not allow this user to do that", _LOGIN)
            case exceptions.TransportError(status_code=429):
                return IndexUnreachable(f"{self.location} is overloaded", "send fewer requests, or add nodes")
            case exceptions.TransportError(status_code=int(status)) if status >= 500:
                problem = f"{self.location} cannot search all of {index or self.address.name} now: {error.error}"
                return IndexUnreachable(problem, f"look at _cluster/health and start the missing nodes; {_LATER}")
            case _:
                return error


@contextmanager
def ignore_existing() -> Iterator[None]:
    """Ignore the error that the cluster returns if a new index exists already."""
    try:
        yield
    except exceptions.RequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
