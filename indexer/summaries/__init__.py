"""The model of a summary and its citation, the facets, and the readers of all input formats.

May import the settings, errors and messages. Concepts are resolved through the protocol in ``readers.contract``, so
that nothing here depends on the vocabulary. Tagging of texts, indexing and output formats do not belong here; the one
exception is ``markdown_writer``, which writes the corpus format that ``readers.markdown`` reads.
"""
