"""The query language: from typed text to an executable query.

This package owns the query AST (``ast``), the search request (``request``), lexer and parser, the linking of concept
names, and the relaxation of queries with too few results; ``resolution`` combines them. It may import
``indexer.vocabulary``, ``indexer.text`` and ``indexer.summaries``. Functions that need an index are passed as
arguments. Compiling a query for an engine belongs in ``indexer.engines``.
"""
