"""The distributed engine: a collection on an OpenSearch cluster.

This package owns the connection, the index mapping, the query compilers, and the readers and writers of physical
indexes. It is the only package that imports ``opensearchpy``. ``documents`` doesn't import it: worker processes prepare
documents without the client.
"""
