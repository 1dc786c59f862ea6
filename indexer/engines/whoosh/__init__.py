"""The embedded engine: an index in a folder, stored by Whoosh and searched over memory-mapped NumPy arrays.

Only this package imports Whoosh. The package imports :mod:`indexer.query`, :mod:`indexer.vocabulary`,
:mod:`indexer.text`, :mod:`indexer.summaries`, the engine protocol and utility modules. The syntax of queries and the
presentation of results do not belong in this package.
"""
