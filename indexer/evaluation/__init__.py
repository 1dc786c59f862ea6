"""Evaluation of tagging and ranking against texts and queries with known answers.

This package may import all packages of the indexer except ``indexer.cli``, which contains its commands.
"""
