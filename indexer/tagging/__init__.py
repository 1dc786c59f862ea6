"""Tagging: selection of the concepts that a text is about, with evidence, and candidates for new concepts.

Builds on ``indexer.vocabulary``, ``indexer.text`` and ``indexer.summaries``; doesn't import engines, queries or search.
``mentions.py`` finds concepts in a text, ``cues.py`` reads their context, ``aboutness.py`` and ``decisions.py`` select
the concepts that the text is about. ``tagger.py`` runs these steps. General text analysis belongs in ``indexer.text``.
"""
