"""Benchmarks of the OpenSearch engine: equal results to the embedded engine, indexing speed, and loss of a node.

They import public modules of ``indexer``, and ``tests.opensearch``, which starts nodes.
"""
