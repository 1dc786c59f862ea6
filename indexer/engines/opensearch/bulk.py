"""Many documents into an index, a few at a time: what is under way is all that is held in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable

from opensearchpy.helpers import BulkIndexError, streaming_bulk

from indexer.engines.opensearch.cluster import WAITS, Cluster
from indexer.errors import IndexDamaged, IndexUnreachable

Action = tuple[str, str, str | None]
"""What is done ("index" or "delete"), the id, and the document as JSON."""

_MOST_BYTES = 4 << 20
_MOST_ACTIONS = 1000
_MISSING = 404


def send(cluster: Cluster, index: str, actions: Iterable[Action]) -> None:
    """Do all actions. What a cluster has no room for yet, or a node that went did not do, is done again.

    An action that was done twice is done all the same: each says what shall be there. Raises IndexUnreachable where
    waiting did not help, IndexDamaged where a document is refused.
    """
    given = list(actions)
    cluster.patiently(lambda: _send(cluster, index, given))


def _send(cluster: Cluster, index: str, actions: list[Action]) -> None:
    with cluster.asking(index):
        try:
            for _ in streaming_bulk(
                cluster.client,
                actions,
                index=index,
                chunk_size=_MOST_ACTIONS,
                max_chunk_bytes=_MOST_BYTES,
                expand_action_callback=_written,
                max_retries=len(WAITS),
                initial_backoff=WAITS[0],
                max_backoff=WAITS[-1],
                yield_ok=False,
                request_timeout=cluster.settings.writing_timeout,
            ):
                pass
        except BulkIndexError as error:
            raise _refused(index, error) from error


def _written(action: Action) -> tuple[str, str | None]:
    """Return the lines that bulk requests have for an action."""
    what, summary_id, document = action
    return json.dumps({what: {"_id": summary_id}}), document


def _refused(index: str, error: BulkIndexError) -> Exception:
    """Return what it means that some documents were not taken."""
    (about,) = error.errors[0].values()
    reason = about.get("error") or {"reason": f"status {about['status']}"}
    if about["status"] == _MISSING and isinstance(reason, dict) and "reason" not in reason:
        return IndexDamaged(f"{index} does not hold {about['_id']!r}", "run: indexer rebuild")
    what = reason.get("reason", reason) if isinstance(reason, dict) else reason
    if about["status"] == 429 or about["status"] >= 500:
        return IndexUnreachable(f"{index} does not take documents now: {what}", "look at _cluster/health")
    return IndexDamaged(f"{index} does not take {about['_id']!r}: {what}", "run: indexer check")
