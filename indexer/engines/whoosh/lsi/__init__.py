"""Latent semantic indexing: vectors of terms and documents, learned from the collection, and clusters of them.

The package imports ``storage``, ``postings`` and ``document_sets``. The use of similarity in ranking does not belong in
it.
"""
