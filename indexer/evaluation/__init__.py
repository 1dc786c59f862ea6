"""Evaluation of tagging and ranking against texts and queries with known answers.

Imports any package of the indexer except ``indexer.cli``. Commands that print the scores belong in ``indexer.cli``.
"""
