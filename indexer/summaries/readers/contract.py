"""The contract of a reader: the vocabulary lookup that it is given, and the items that it yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from indexer.summaries.facets import Facet
from indexer.summaries.limits import Fault
from indexer.summaries.summary import Summary

ReadItem = tuple[int | None, Summary | Fault]
"""(line, summary or fault) of one record. The line is that of the record's start, or of its syntax error.

The line is None for a fault of the whole file.
"""
Reader = Callable[..., Iterator[ReadItem]]
"""A function (stream, where, terms) that yields the items of a stream in file order.

``where`` is the path of the file, or "standard input". A reader never raises for bad input: it yields a Fault and
continues with the next record. In a stream of text, a byte that is not UTF-8 is a lone surrogate; a summary
never contains one.
"""


class TermLookup(Protocol):
    """Lookup of controlled terms. :class:`indexer.vocabulary.model.Vocabulary` implements it."""

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` with this id, label or synonym; several if it is ambiguous."""

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` with this identifier in another scheme, such as "mesh"."""

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that a short phrase names unambiguously."""

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Return whether a concept of ``facet`` only groups other concepts."""

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids without duplicates and without ancestors of another id, in the order given."""

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` for an unknown value, or None if no term is close."""
