"""The interface of a reader: its signature, the items that it yields, and the vocabulary lookup that it uses."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from indexer.summaries.facets import Facet
from indexer.summaries.limits import Fault
from indexer.summaries.summary import Summary

ReadItem = tuple[int | None, Summary | Fault]
"""A tuple (line, summary or fault) for a record. ``line`` is the first line of the record, or the line of the fault.

``line`` is None if the item concerns the whole file.
"""
Reader = Callable[..., Iterator[ReadItem]]
"""A function (stream, where, terms) that yields the items of a stream in file order.

``where`` is the path of the file, or "standard input". A reader does not raise an exception for invalid input: it
yields a Fault and continues with the next record. A text stream contains a lone surrogate for each byte that is not
UTF-8. The reader yields a Fault for a record with lone surrogates, so that summaries have none.
"""


class TermLookup(Protocol):
    """Lookup of controlled terms. :class:`indexer.vocabulary.model.Vocabulary` implements it."""

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of all concepts of ``facet`` whose id, label, synonym or acronym is ``value``."""

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` whose identifier in ``scheme`` ("mesh") is ``identifier``."""

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that a short phrase names unambiguously."""

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Return whether a concept of ``facet`` only groups other concepts."""

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids in the given order, without duplicates and without ancestors of other given ids."""

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` for an unknown value, or None if no term is similar."""
