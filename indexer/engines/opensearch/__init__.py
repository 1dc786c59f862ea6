"""The distributed engine, which stores a collection on an OpenSearch cluster.

This package owns the connection, the index mapping, the query compilers, and the readers and writers of physical
indexes. It is the only package that imports the client ``opensearchpy``. Worker processes prepare documents without
the client, so the module ``documents`` doesn't import the client.
"""
