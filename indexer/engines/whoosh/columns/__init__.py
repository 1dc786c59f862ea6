"""Columns: memory-mapped arrays of the year, sort ranks and facet concepts of each document.

The package also counts documents by year and concept. Within the engine, the package imports only ``storage`` and
``document_sets``. Terms and scores do not belong in it.
"""
