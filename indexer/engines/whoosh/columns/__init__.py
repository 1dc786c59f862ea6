"""Columns: years, sort orders and facet concepts of each document, as mapped arrays, and counts over them.

The package imports ``storage``, ``document_sets``, :mod:`indexer.query` and :mod:`indexer.summaries`. Terms and scores
do not belong in it.
"""
