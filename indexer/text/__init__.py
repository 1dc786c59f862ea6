"""Text analysis: words, terms, sentences, stopwords and abbreviations.

The package imports no other package of this project. From NLTK it imports only the stemmer and the sentence splitter.
Code that uses concepts or facets belongs in ``indexer.vocabulary`` or ``indexer.tagging``.
"""
