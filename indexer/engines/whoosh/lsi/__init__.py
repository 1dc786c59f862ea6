"""Latent semantic indexing: vectors of terms and documents, computed from the collection, and document clusters.

The package imports ``storage``, ``postings`` and ``document_sets``. Ranking by similarity does not belong in it.
"""
