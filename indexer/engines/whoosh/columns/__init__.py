"""Columns: memory-mapped arrays of the year, sort ranks and facet concepts of each document, and counts of them.

Within the engine, the package imports only ``storage`` and ``document_sets``. Terms and scores do not belong in it.
"""
