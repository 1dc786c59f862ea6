"""Postings: memory-mapped arrays of the documents, counts and positions of each term, with a reader and a writer.

Within the engine, the package imports only ``storage`` and ``document_sets``. Scores and queries do not belong in it.
"""
