"""Files of the embedded index: generations and their pointer, the manifest, ownership checks, mapped arrays, strings.

The package imports only :mod:`indexer.errors` and NumPy. The meaning of a table belongs to the package that reads it.
"""
