"""Text analysis: words, terms, sentences, stopwords and abbreviations.

Imports no other package of this project, and only the stemmer and the sentence splitter of NLTK. Code that knows
concepts or facets belongs in ``indexer.vocabulary`` or ``indexer.tagging``.
"""
