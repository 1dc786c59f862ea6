"""Bulk indexing and deletion of documents. One request has at most 4 MiB and 1,000 actions."""

import json
from collections.abc import Iterable

from opensearchpy.helpers import BulkIndexError, streaming_bulk

from indexer.engines.opensearch.cluster import RETRY_WAITS, Cluster
from indexer.errors import IndexDamaged, IndexUnreachable

Action = tuple[str, str, str | None]
"""The kind of action ("index" or "delete"), the document id, and the document as JSON (None for "delete")."""

_MAX_CHUNK_BYTES = 4 << 20
_MAX_CHUNK_ACTIONS = 1000
_TOO_MANY_REQUESTS = 429


def send_actions(cluster: Cluster, index: str, actions: Iterable[Action]) -> None:
    """Perform all actions.

    If the cluster answers an action with status 429, the action is sent again. If status 429 persists, if an action is
    answered with status 5xx, or if the cluster is unreachable, all actions are sent again.

    Actions are idempotent, so a repeated action does no harm. Raises IndexUnreachable if the retries fail. Raises
    IndexDamaged if the cluster refuses a document.
    """
    pending = list(actions)
    cluster.with_retries(lambda: _send(cluster, index, pending))


def _send(cluster: Cluster, index: str, actions: list[Action]) -> None:
    with cluster.translate_errors(index):
        try:
            for _ in streaming_bulk(
                cluster.client,
                actions,
                index=index,
                chunk_size=_MAX_CHUNK_ACTIONS,
                max_chunk_bytes=_MAX_CHUNK_BYTES,
                expand_action_callback=_bulk_lines,
                max_retries=len(RETRY_WAITS),
                initial_backoff=RETRY_WAITS[0],
                max_backoff=RETRY_WAITS[-1],
                yield_ok=False,
                request_timeout=cluster.settings.writing_timeout,
            ):
                pass
        except BulkIndexError as error:
            raise _translated(index, error) from error


def _bulk_lines(action: Action) -> tuple[str, str | None]:
    """Return the two lines of an action in a bulk request: the metadata and the document (None for a deletion)."""
    kind, document_id, document = action
    return json.dumps({kind: {"_id": document_id}}), document


def _translated(index: str, error: BulkIndexError) -> Exception:
    """Return the error for the first failed action: IndexUnreachable for status 429 or 5xx, else IndexDamaged."""
    (failure,) = error.errors[0].values()
    status, cause = failure["status"], failure.get("error") or f"status {failure['status']}"
    if isinstance(cause, dict):
        cause = cause.get("reason", cause)
    if status == _TOO_MANY_REQUESTS or status >= 500:
        return IndexUnreachable(f"{index} does not accept documents now: {cause}", "look at _cluster/health")
    return IndexDamaged(f"{index} does not accept {failure['_id']!r}: {cause}", "run: indexer check")
