"""Where summaries are kept and found. ``open_engine`` is the only place that knows which engines there are."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.base import Engine
from indexer.engines.whoosh import DEFAULT_BYTES, DEFAULT_SEGMENTS, WhooshEngine, named_users
from indexer.errors import SummarySearchError


def open_engine(
    url: str, cache_mb: int | None = None, segments: int | None = None, owners: str | None = None
) -> Engine:
    """Return the engine at ``url``: a path means the embedded one. Touches neither disk nor network yet.

    ``cache_mb`` is how much it may keep of what it reckoned lately, in megabytes; ``segments`` of how many parts an
    update may leave it. None means what is usual. ``owners`` are users, parted by commas, whose index is opened beside
    one's own and root's.

    Raises SummarySearchError for an address that no engine answers to, or a user who is none.
    """
    if "://" in url:
        raise SummarySearchError(f'no engine answers to "{url}"', "give the path of a folder")
    return WhooshEngine(
        Path(url).expanduser(),
        DEFAULT_BYTES if cache_mb is None else cache_mb << 20,
        DEFAULT_SEGMENTS if segments is None else segments,
        named_users(owners or ""),
    )
