"""Translation between URLs and requests: query parameters to ``SearchRequest`` and back, tabs, charts and Link headers.

The two directions are exact inverses of each other. The package may import ``indexer.query``, ``schema.problems`` and
``translation``. It builds URLs and reads parameters; it runs no searches and formats nothing for display.
"""
