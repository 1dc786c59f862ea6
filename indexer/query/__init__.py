"""The query language: from typed text to an executable query.

Owns the query AST (``ast``), the search request (``request``), lexer and parser, the linking of concept names, the
relaxation of queries that match nothing, and their combination in ``resolution``. May import ``indexer.vocabulary``,
``indexer.text`` and ``indexer.summaries``. Everything that needs an index is passed in as a function; compiling a
query for an engine belongs in ``indexer.engines``.
"""
