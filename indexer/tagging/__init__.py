"""Tagging: from a text to the concepts it is about, with evidence, and candidates for new concepts.

Imports ``indexer.vocabulary``, ``indexer.text`` and ``indexer.summaries``, and nothing of engines, queries or search.
``mentions.py`` finds concepts in a text, ``cues.py`` reads their context, ``aboutness.py`` and ``decisions.py`` select
those that the text is about, and ``tagger.py`` combines these steps. General text analysis belongs in ``indexer.text``.
"""
