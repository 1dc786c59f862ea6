"""The model of a summary and its citation, the facets, and the readers of all input formats.

The package may import the settings, errors and messages. It resolves concepts through the protocol ``TermLookup`` in
``readers.contract``, so it does not depend on the vocabulary. Tagging, indexing and output formats do not belong here.
The only writer here is ``markdown_writer``, which writes the corpus format that ``readers.markdown`` reads.
"""
