"""The embedded engine: an index in a folder, stored by Whoosh and searched over memory-mapped NumPy arrays.

Only this package imports Whoosh. It imports :mod:`indexer.query`, :mod:`indexer.vocabulary`, :mod:`indexer.text`,
:mod:`indexer.summaries` and the engine protocol. The syntax of queries and the presentation of results do not belong in
it.
"""

from indexer.engines.whoosh.cache import DEFAULT_BYTES
from indexer.engines.whoosh.engine import DEFAULT_SEGMENTS, WhooshEngine
from indexer.engines.whoosh.storage.ownership import parse_users

__all__ = ["DEFAULT_BYTES", "DEFAULT_SEGMENTS", "WhooshEngine", "parse_users"]
