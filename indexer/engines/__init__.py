"""Where summaries are kept and found. ``open_engine`` is the only place that knows which engines there are."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.protocols import Engine
from indexer.errors import SummarySearchError
from indexer.settings import ClusterSettings, Settings

_CLUSTER = "opensearch+"


def engine_for(settings: Settings) -> Engine:
    """Return the engine of the index that is set. Raises what :func:`open_engine` raises."""
    return open_engine(settings.index, settings.cache, settings.segments, settings.owners, settings.opensearch)


def open_engine(
    url: str,
    cache_mb: int | None = None,
    segments: int | None = None,
    owners: str | None = None,
    cluster: ClusterSettings | None = None,
) -> Engine:
    """Return the engine at ``url``: a path means the embedded one. Touches neither disk nor network yet.

    ``cache_mb`` is how much it may keep of what it reckoned lately, in megabytes; ``segments`` of how many parts an
    update may leave it; ``owners`` are users, parted by commas, whose index is opened beside one's own and root's;
    ``cluster`` is how a cluster is reached. None means what is usual.

    Raises SummarySearchError for an address that no engine answers to, or a user who is none.
    """
    # An engine is imported where it is asked for: the one needs no client, the other no tables, nor memory for them.
    if url.startswith(_CLUSTER):
        return _on_cluster(url, cluster or ClusterSettings())
    if "://" in url:
        remedy = "give the path of a folder, or opensearch+http://HOST:PORT/NAME"
        raise SummarySearchError(f'no engine answers to "{url}"', remedy)
    from indexer.engines.whoosh import DEFAULT_BYTES, DEFAULT_SEGMENTS, WhooshEngine, parse_users

    return WhooshEngine(
        Path(url).expanduser(),
        DEFAULT_BYTES if cache_mb is None else cache_mb << 20,
        DEFAULT_SEGMENTS if segments is None else segments,
        parse_users(owners or ""),
    )


def _on_cluster(url: str, cluster: ClusterSettings) -> Engine:
    try:
        from indexer.engines.opensearch.engine import OpenSearchEngine
    except ModuleNotFoundError as error:
        if error.name != "opensearchpy":
            raise
        remedy = "run: pip install 'summary-search[opensearch]'"
        raise SummarySearchError("an index on a cluster needs the client of OpenSearch", remedy) from None
    return OpenSearchEngine(url, cluster)
