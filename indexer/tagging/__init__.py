"""Tagging: selection of the concepts that a text is about, with evidence, and candidates for new concepts.

This package may import ``indexer.vocabulary``, ``indexer.text`` and ``indexer.summaries``, but not engines, queries or
search. ``mentions.py`` finds mentions of concepts in a text. ``cues.py`` searches the words around each mention.
``aboutness.py`` and ``decisions.py`` select the concepts that the text is about. ``tagger.py`` runs all these steps.
General text analysis belongs in ``indexer.text``.
"""
