"""The query language: from typed text to an executable query.

This package owns the query AST (``ast``), the search request (``request``), the lexer and the parser. It also links
concept names and relaxes queries with too few results. ``resolution`` runs all these steps for one request. The package
may import ``indexer.vocabulary``, ``indexer.text`` and ``indexer.summaries``. It gets functions that read an index as
arguments. Code that compiles a query for an engine belongs in ``indexer.engines``.
"""
