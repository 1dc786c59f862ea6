"""Postings: the documents, counts and positions of each term, as memory-mapped arrays, with their reader and writer.

Within the engine, the package imports only ``storage`` and ``document_sets``. Scores and queries do not belong in it.
"""
