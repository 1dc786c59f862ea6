"""Evaluation of tagging on labelled texts, and of ranking on queries with relevance judgments.

This package may import all packages of ``indexer`` except ``indexer.cli``. The commands for evaluation are in
``indexer.cli``.
"""
