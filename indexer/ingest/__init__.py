"""Ingestion of summaries from files into an index: rebuild, update, watch, dry run, conversion and checks.

This package owns the worker processes, the stored state of the source files, the comparison of two indexes and the
warnings for editors. It may import :mod:`indexer.search` (to run pinned queries), :mod:`indexer.engines`, and all
packages that these two may import. File formats belong in :mod:`indexer.summaries.readers`, storage belongs in the
engines, and printing belongs in :mod:`indexer.cli`.
"""
