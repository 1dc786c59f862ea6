"""What a reader asks of the vocabulary; :class:`indexer.vocabulary.model.Vocabulary` answers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from indexer.summaries.facets import Facet


class Terms(Protocol):
    """The controlled terms that front matter may use, and how catalogues call them."""

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that ``value`` (id, label or synonym) may mean."""
        ...

    def with_xref(self, facet: Facet, scheme: str, identifier: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that are ``identifier`` in ``scheme`` ("mesh")."""
        ...

    def named_in(self, facet: Facet, phrase: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that a short phrase names beyond doubt."""
        ...

    def is_group(self, facet: Facet, concept_id: str) -> bool:
        """Whether a concept of ``facet`` only groups others."""
        ...

    def most_specific(self, facet: str, concept_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids, in their order and each once, without those that stand above another of them."""
        ...

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` for a value that means nothing, or None where nothing comes close."""
        ...
