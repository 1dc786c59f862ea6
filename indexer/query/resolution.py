"""What was typed -> the query that an engine answers, and how it was understood."""

from __future__ import annotations

from indexer.query.concept_linking import Interpretation, interpret
from indexer.query.parser import Parsed, parse
from indexer.query.prefixes import PrefixLookup, expand_prefixes
from indexer.vocabulary.model import Vocabulary


def understand(
    text: str, vocabulary: Vocabulary, beginning: PrefixLookup, literal: tuple[str, ...] = ()
) -> tuple[Parsed, tuple[Interpretation, ...]]:
    """Return what ``text`` asks for, and which words of it were taken as names of concepts; never raises.

    ``beginning`` looks up words by how they begin; ``literal`` are ids of concepts that are not meant.
    """
    return interpret(expand_prefixes(parse(text, vocabulary), beginning), vocabulary, literal)
