"""What a reader asks of the vocabulary; :class:`indexer.language.vocabulary.Vocabulary` answers it."""

from __future__ import annotations

from typing import Protocol

from indexer.summaries.facets import Facet


class Terms(Protocol):
    """The controlled terms that front matter may use."""

    def resolve(self, facet: Facet, value: str) -> tuple[str, ...]:
        """Return the ids of the concepts of ``facet`` that ``value`` (id, label or synonym) may mean."""
        ...

    def suggest(self, facet: Facet, value: str) -> str | None:
        """Return ``did you mean "x"?`` for a value that means nothing, or None where nothing comes close."""
        ...
