"""The controlled vocabulary: concepts, their names and hierarchy, and the loader of the YAML files.

The package imports only ``indexer.text``, ``indexer.summaries`` and ``indexer.errors``. Code that searches texts for
concepts belongs in ``indexer.tagging``.
"""
