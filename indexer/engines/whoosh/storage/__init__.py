"""Files of the embedded index: generations and their pointer, the manifest, ownership checks, mapped arrays, strings.

The package imports only :mod:`indexer.errors`, :mod:`indexer.files` and NumPy. The readers of a table define it.
"""
