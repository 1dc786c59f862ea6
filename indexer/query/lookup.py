"""The questions that the query package asks of an index. A snapshot of any engine answers them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from indexer.query.ast import Field, Query
from indexer.query.request import Filters
from indexer.vocabulary.model import Vocabulary


class IndexLookup(Protocol):
    """One generation of the index. The methods are those of :class:`~indexer.engines.protocols.Snapshot`."""

    vocabulary: Vocabulary

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms with a written form that begins with ``prefix``, the most frequent term first."""

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""

    def concept_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return the number of summaries tagged with each concept or with a narrower concept, by facet."""
