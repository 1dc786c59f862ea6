"""Postings: the documents, counts and positions of each term, as mapped arrays, with their reader and writer.

The package imports ``storage``, ``document_sets`` and :mod:`indexer.text`. Scores and queries do not belong in it.
"""
