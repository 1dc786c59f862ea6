"""Ingestion of summaries from files into an index: rebuild, update, watch, dry run, conversion and checks.

This package owns the worker processes, the stored state of the source files, the comparison of two indexes and the
warnings for editors. It may import the engines, the search service (for pinned queries) and everything below them. File
formats belong in :mod:`indexer.summaries.readers`, storage in the engines, and printing in :mod:`indexer.cli`.
"""
