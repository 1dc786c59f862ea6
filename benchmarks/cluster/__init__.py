"""Benchmarks of the OpenSearch engine: equality with the embedded engine, indexing speed, loss of a node.

They import the public modules of ``indexer`` and the nodes of ``tests.opensearch``.
"""
