"""The embedded engine: Whoosh keeps the index in a folder, NumPy arrays beside it count and sort."""

from indexer.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
