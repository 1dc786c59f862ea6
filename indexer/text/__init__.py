"""Text analysis: words, terms, sentences, stopwords and abbreviations.

Imports only ``indexer.errors`` and NLTK's stemmer and sentence splitter. Code that knows concepts or facets belongs in
``indexer.vocabulary`` or ``indexer.tagging``.
"""
