"""Files of the embedded index: generations and their pointer, the manifest, ownership checks, arrays, string tables.

The package imports only :mod:`indexer.errors`, :mod:`indexer.files` and NumPy. The content of a table is defined by the
module that reads it.
"""
