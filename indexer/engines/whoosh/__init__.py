"""The embedded engine: Whoosh keeps the index in a folder, NumPy arrays beside it count and sort."""

from indexer.engines.whoosh.cache import DEFAULT_BYTES
from indexer.engines.whoosh.engine import DEFAULT_SEGMENTS, WhooshEngine
from indexer.engines.whoosh.storage.ownership import named_users

__all__ = ["DEFAULT_BYTES", "DEFAULT_SEGMENTS", "WhooshEngine", "named_users"]
